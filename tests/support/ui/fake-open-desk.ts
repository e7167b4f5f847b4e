import type { OpenDesk } from '../../../src-renderer/data/open-desk-data.ts'
import type { FakeDesk } from './fake-desk.ts'

/** what the cache would keep of half-written fields while the desk is locked */
let halfWritten: Readonly<Record<string, string>> = {}

/** Takes the place of src-renderer/data/open-desk-data.ts in the harness: the desk in memory is already open. */
export function openDeskData(): Promise<OpenDesk> {
  const desk = (window as { fakeDesk?: FakeDesk }).fakeDesk
  if (!desk) return Promise.reject(new Error('no fake desk'))
  return Promise.resolve({
    data: desk.data,
    damaged: 0,
    notice: null,
    halfWritten,
    keepHalfWritten: (texts) => {
      halfWritten = texts
      return Promise.resolve()
    },
    writeCanary: () => Promise.resolve(),
    onUnreadable: () => undefined,
    status: { get: desk.status, set: desk.setStatus, subscribe: desk.subscribe },
    close: () => Promise.resolve(),
  })
}
