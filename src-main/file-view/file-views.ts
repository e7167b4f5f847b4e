import { dialog, shell, type BrowserWindow } from 'electron'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { ShownKind } from '../../src-shared/ipc/file-view.ts'
import { limits } from '../../src-shared/sync/protocol.ts'
import type { FileStore } from '../files/file-store.ts'
import type { Log } from '../log.ts'
import type { SealedFile } from '../sealed-file.ts'
import { outsideLink } from './outside.ts'
import { openFileWindow, type FileWindow, type ViewEnd } from './view-window.ts'

/** Files the desk shows itself, each in a window of its own. */
export type FileViews = {
  /**
   * Shows a file of the store; once its bytes are handed over, or its window is closed, it resolves. A file that is shown
   * already comes to the front. errors: those of `FileStore.withFile`, FV-MANY
   */
  open: (hash: string, name: string, kind: ShownKind) => Promise<void>
  /** Ends all windows at once: lock, sign-out, the desk's end (SE-85). */
  closeAll: () => void
}

/** So many at once: each is a process of its own. */
const maxWindows = 8
const pieceBytes = 1024 * 1024

export type FileViewsOptions = {
  preload: string
  /** of the built pages */
  folder: string
  files: FileStore
  log: Log
  /** the desk's window; new ones open beside it */
  beside: () => BrowserWindow | undefined
  /** a file was given up after its window had opened */
  ended: (code: ViewEnd) => void
}

export function openFileViews({ preload, folder, files, log, beside, ended }: FileViewsOptions): FileViews {
  const windows = new Map<string, FileWindow>()
  const follow = outsideLink(dialog, shell)
  /** counts the times all were closed: what was being fetched before opens no window after */
  let closed = 0

  /** Hands the bytes over, a piece for every question; undefined where a piece does not open. */
  const handOver = (hash: string, name: string, kind: ShownKind, file: SealedFile): Promise<true | undefined> =>
    new Promise((resolve, reject) => {
      let at = 0
      const piece = async (): Promise<void> => {
        if (at >= file.size) return resolve(true)
        const bytes = await file.read(at, at + pieceBytes)
        if (!bytes) {
          window.end()
          return resolve(undefined)
        }
        at += bytes.length
        window.send({ type: 'piece', bytes: new Uint8Array(bytes) })
        if (at >= file.size) resolve(true)
      }
      const window = openFileWindow(
        { preload, folder },
        { name, kind, size: file.size },
        beside()?.getNormalBounds(),
        {
          next: () => {
            if (at === 0) window.send({ type: 'begin', kind, name, size: file.size })
            piece().catch((error: unknown) => {
              window.end()
              reject(error instanceof Error ? error : new DeskError('AT-DAMAGED'))
            })
          },
          shown: (pages) => log('info', 'FV-SHOWN', `${kind} ${pages}`),
          link: follow,
          ended: (why) => {
            windows.delete(hash)
            resolve(true)
            if (!why) return
            log('warn', why, kind)
            ended(why)
          },
        },
        (what) => log('warn', 'SE-REFUSED', `file-view ${what}`),
      )
      windows.set(hash, window)
    })

  return {
    open: async (hash, name, kind) => {
      const shown = windows.get(hash)
      if (shown) return shown.focus()
      if (windows.size >= maxWindows) throw new DeskError('FV-MANY')
      const before = closed
      await files.withFile(hash, limits.blobBytes, async (file) =>
        closed === before && !windows.has(hash) ? handOver(hash, name, kind, file) : true,
      )
    },
    closeAll: () => {
      closed += 1
      for (const window of windows.values()) window.end()
    },
  }
}
