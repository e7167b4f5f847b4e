import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskData } from '../data/api.ts'
import type { PageEditor } from './editor/page-editor.ts'

const IDLE_MS = 250
const LONGEST_MS = 800

/** Pages being left and not yet written down: whoever opens the same document again waits for them. */
const leaving = new Map<DocumentId, Promise<void>>()

/** Resolves when an earlier page of this document has been written down. */
export const written = (docId: DocumentId): Promise<void> => leaving.get(docId) ?? Promise.resolve()

export type Autosave = {
  /** tells that something was typed */
  touched: () => void
  /** writes down everything now; resolves when it is on disk twice (UI-05) */
  flush: () => Promise<void>
  close: () => Promise<void>
}

/** Saves typing 250 ms after the last key and at most 800 ms after the first, one save at a time, never while composing. */
export function makeAutosave(
  docId: DocumentId,
  data: DeskData,
  editor: PageEditor,
  onTrouble: (error: unknown) => void,
): Autosave {
  let idle: ReturnType<typeof setTimeout> | undefined
  let longest: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> = Promise.resolve()

  const stop = (): void => {
    clearTimeout(idle)
    clearTimeout(longest)
    idle = longest = undefined
  }

  const save = async (): Promise<void> => {
    const work = editor.take()
    if (!work) return
    try {
      await data.saveTyping(docId, work.steps, work.doc)
    } catch (error) {
      editor.giveBack(work)
      onTrouble(error)
      throw error
    }
  }

  const flush = (): Promise<void> => {
    stop()
    editor.door.settle(editor.view)
    running = running.catch(() => undefined).then(save)
    return running
  }

  const touched = (): void => {
    const later = (): void => void flush().catch(() => undefined)
    clearTimeout(idle)
    idle = setTimeout(later, IDLE_MS)
    longest ??= setTimeout(later, LONGEST_MS)
  }

  return {
    touched,
    flush,
    close: async () => {
      stop()
      const done = flush().catch(() => undefined)
      leaving.set(docId, done)
      await done
      if (leaving.get(docId) === done) leaving.delete(docId)
    },
  }
}
