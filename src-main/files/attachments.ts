import { dialog, shell, type BrowserWindow } from 'electron'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { DocumentId } from '../../src-shared/ids.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { limits } from '../../src-shared/sync/protocol.ts'
import type { Attachment } from '../../src-shared/workflow/document-state.ts'
import { isNoSpace } from '../durable.ts'
import { kindOfFile } from '../file-view/file-kind.ts'
import type { FileViews } from '../file-view/file-views.ts'
import { asksOutside } from '../file-view/outside.ts'
import type { SealedFile } from '../sealed-file.ts'
import { hasMacros, isProgram, safeName } from './file-names.ts'
import type { FileStore } from './file-store.ts'
import type { OpenedCopies } from './opened-copies.ts'

/** Attachments on this desk: taken from the person's disk into the file store, and opened with the system's programs. */
export type Attachments = {
  /** null: the dialog was cancelled. errors: those of `FileStore.take` */
  pick: (window: BrowserWindow | undefined, docId: DocumentId) => Promise<Attachment | null>
  /**
   * Shows a PDF or OFD in a window of the desk, and asks before anything else goes to the system's program; programs, and Office
   * files with macros, are never opened (PP-60, SE-30, SE-88). errors: those of `FileStore.withFile` and `FileViews.open`,
   * AT-PROGRAM, AT-MACRO, AT-NO-PROGRAM; AT-OTHER-KIND: the name says PDF or OFD, the bytes do not; AT-OFFLINE: it is not here,
   * and there is no line
   */
  open: (file: AskedFile, window: BrowserWindow | undefined) => Promise<void>
}

/** `from`: who sent it, in the page's words. */
export type AskedFile = { sm3: string; name: string; from?: string | undefined }

const mimeTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.ofd': 'application/ofd',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
}

const partBytes = 1024 * 1024

/** `copies`: where copies are put for the system's programs to open; `views`: shows what the desk shows itself. */
export function openAttachments(copies: OpenedCopies, files: FileStore, views: Pick<FileViews, 'open'>): Attachments {
  return {
    pick: async (window, docId) => {
      const choice = await (window
        ? dialog.showOpenDialog(window, { properties: ['openFile'] })
        : dialog.showOpenDialog({ properties: ['openFile'] }))
      const source = choice.filePaths[0]
      if (choice.canceled || source === undefined) return null
      const name = path.basename(source).slice(0, 200)
      const taken = await files.take(source, { id: randomUUID(), name, docId })
      return { ...taken, name, mime: mimeTypes[path.extname(source).toLowerCase()] ?? 'application/octet-stream' }
    },
    open: async ({ sm3: hash, name, from }, window) => {
      const shownName = safeName(name)
      if (isProgram(shownName)) throw new DeskError('AT-PROGRAM')
      if (hasMacros(shownName)) throw new DeskError('AT-MACRO')
      const { kind, size } = await files
        .withFile(hash, limits.blobBytes, async (file) => {
          const told = await kindOfFile(file.read, file.size)
          return told && { kind: told, size: file.size }
        })
        .catch(lineWords)
      if (kind === 'program') throw new DeskError('AT-PROGRAM')
      if (kind === 'macro') throw new DeskError('AT-MACRO')
      if (kind === 'pdf' || kind === 'ofd') return views.open(hash, shownName, kind).catch(lineWords)
      if (/\.(pdf|ofd)$/i.test(shownName)) throw new DeskError('AT-OTHER-KIND')
      if (!(await asksOutside(dialog, window, { name: shownName, size, from }))) return
      const copy = await files.withFile(hash, limits.blobBytes, (file) => copyOf(copies, file, hash, shownName)).catch(lineWords)
      const problem = await shell.openPath(copy)
      if (problem) throw new DeskError('AT-NO-PROGRAM')
    },
  }
}

/** A copy in clear; undefined where what is here does not open whole. */
async function copyOf(copies: OpenedCopies, file: SealedFile, hash: string, name: string): Promise<string | undefined> {
  let spoilt = false
  async function* parts(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < file.size; at += partBytes) {
      const part = await file.read(at, at + partBytes)
      if (!part) {
        spoilt = true
        throw new DeskError('AT-DAMAGED')
      }
      yield part
    }
  }
  try {
    return await copies.put(hash, name, file.size, parts())
  } catch (error) {
    if (spoilt) return undefined
    throw isNoSpace(error) ? new DeskError('AT-FULL') : error
  }
}

/** What having no line means to who wanted to open a file. */
function lineWords(error: unknown): never {
  throw error instanceof DeskError && error.code === 'NET-OFFLINE' ? new DeskError('AT-OFFLINE') : error
}
