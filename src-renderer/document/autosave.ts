import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskData } from '../data/api.ts'
import type { PageEditor, Work } from './editor/page-editor.ts'

const IDLE_MS = 250
const LONGEST_MS = 800
/** a save that failed is tried again by itself: the disk may have room again */
const RETRY_MS = 2000

/** Pages being left and not yet written down: whoever opens the same document again waits for them. */
const leaving = new Map<DocumentId, Promise<void>>()

/** Resolves when an earlier page of this document has been written down. */
export const written = (docId: DocumentId): Promise<void> => leaving.get(docId) ?? Promise.resolve()

export type Autosave = {
  /** tells that something was typed */
  touched: () => void
  /** writes down everything once a composition has ended; resolves when it is on disk twice (UI-05, RV-43) */
  flush: () => Promise<void>
  /** what another writer could not save: it is tried again */
  giveBack: (work: Work) => void
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
  let retry: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> = Promise.resolve()
  // told once, until a save works again
  let told = false
  let closed = false

  const stop = (): void => {
    clearTimeout(idle)
    clearTimeout(longest)
    clearTimeout(retry)
    idle = longest = retry = undefined
  }

  const giveBack = (work: Work): void => {
    editor.giveBack(work)
    clearTimeout(retry)
    if (!closed) retry = setTimeout(later, RETRY_MS)
  }

  const save = async (): Promise<void> => {
    const work = editor.take()
    if (!work) return
    try {
      await data.saveTyping(docId, work.steps, work.doc)
      told = false
    } catch (error) {
      giveBack(work)
      if (!told) onTrouble(error)
      told = true
      throw error
    }
  }

  const flush = (): Promise<void> => {
    stop()
    running = running
      .catch(() => undefined)
      .then(() => editor.door.settled(editor.view))
      .then(save)
    return running
  }

  const later = (): void => void flush().catch(() => undefined)
  const touched = (): void => {
    clearTimeout(idle)
    idle = setTimeout(later, IDLE_MS)
    longest ??= setTimeout(later, LONGEST_MS)
  }

  return {
    touched,
    flush,
    giveBack,
    close: async () => {
      closed = true
      editor.door.end(editor.view)
      const done = flush().catch(() => undefined)
      leaving.set(docId, done)
      await done
      if (leaving.get(docId) === done) leaving.delete(docId)
    },
  }
}
