import type { OpenDesk } from '../../../src-renderer/data/open-desk-data.ts'
import type { FakeDesk } from './fake-desk.ts'

/** Takes the place of src-renderer/data/open-desk-data.ts in the harness: the desk in memory is already open. */
export function openDeskData(): Promise<OpenDesk> {
  const desk = (window as { fakeDesk?: FakeDesk }).fakeDesk
  if (!desk) return Promise.reject(new Error('no fake desk'))
  return Promise.resolve({
    data: desk.data,
    damaged: 0,
    status: { get: desk.status, set: desk.setStatus, subscribe: desk.subscribe },
    close: () => Promise.resolve(),
  })
}
