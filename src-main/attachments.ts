import { dialog, shell, type BrowserWindow } from 'electron'
import fs from 'node:fs/promises'
import path from 'node:path'
import { limits } from '../src-shared/sync/protocol.ts'
import type { Attachment } from '../src-shared/workflow/document-state.ts'
import { isProgram, safeName } from './file-names.ts'
import type { FileStore } from './file-store.ts'
import type { OpenedCopies } from './opened-copies.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'

/** Attachments on this desk: taken from the person's disk into the file store, and opened with the system's programs. */
export type Attachments = {
  pick: (window: BrowserWindow | undefined) => Promise<Attachment | null>
  open: (hash: string, name: string) => Promise<void>
}

const mimeTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.ofd': 'application/ofd',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
}

/** `copies`: where copies are put for the system's programs to open. */
export function openAttachments(copies: OpenedCopies, files: FileStore): Attachments {
  return {
    pick: async (window) => {
      const choice = await (window
        ? dialog.showOpenDialog(window, { properties: ['openFile'] })
        : dialog.showOpenDialog({ properties: ['openFile'] }))
      const source = choice.filePaths[0]
      if (choice.canceled || source === undefined) return null
      const { size } = await fs.stat(source)
      if (size > limits.blobBytes) throw new DeskError('AT-TOO-LARGE', String(size))
      return {
        sm3: await files.put(await fs.readFile(source)),
        name: path.basename(source).slice(0, 200),
        size,
        mime: mimeTypes[path.extname(source).toLowerCase()] ?? 'application/octet-stream',
      }
    },
    open: async (hash, name) => {
      const bytes = await files.read(hash)
      const shownName = safeName(name)
      if (isProgram(shownName)) throw new DeskError('AT-PROGRAM')
      const problem = await shell.openPath(await copies.put(hash, shownName, bytes))
      if (problem) throw new DeskError('AT-NO-PROGRAM')
    },
  }
}
