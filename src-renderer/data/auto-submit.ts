import type { DocumentId } from '../../src-shared/ids.ts'
import type { Desk } from '../../src-shared/sync/desk.ts'

/** While there is a line, what is typed goes out this long after the last save. */
const pauseMs = 3000

/** Sends typed text by itself while there is a line; offline it waits for the line or for a command (SY-54). */
export type AutoSubmit = {
  typed: (docId: DocumentId) => void
  /** the server answered about these: text that waited for that may go now */
  again: (docIds: readonly DocumentId[]) => void
  /** the line is back */
  all: () => void
  stop: () => void
}

export function createAutoSubmit(
  desk: Pick<Desk, 'submit' | 'submitAll'>,
  online: () => boolean,
  onError: (error: unknown) => void,
): AutoSubmit {
  const timers = new Map<DocumentId, ReturnType<typeof setTimeout>>()
  const typedHere = new Set<DocumentId>()
  const later = (docId: DocumentId): void => {
    clearTimeout(timers.get(docId))
    timers.set(
      docId,
      setTimeout(() => {
        timers.delete(docId)
        if (!online()) return
        desk.submit(docId).catch((error: unknown) => {
          onError(error)
          later(docId)
        })
      }, pauseMs),
    )
  }
  return {
    typed: (docId) => {
      typedHere.add(docId)
      later(docId)
    },
    again: (docIds) => {
      for (const docId of docIds) if (typedHere.has(docId) && !timers.has(docId)) later(docId)
    },
    all: () => {
      desk.submitAll().catch(onError)
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
