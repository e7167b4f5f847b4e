import type { CallOutput, PictureFile, PictureTrouble } from '../../../src-shared/ipc/contract.ts'
import { call, on } from '../../desk.ts'

/** Where pictures come from and are kept, as the page sees it: main's file store. Calls reject with a DeskError. */
export type PictureDesk = {
  /** the system's dialog */
  pick: () => Promise<CallOutput<'picture.pick'>>
  put: (bytes: Uint8Array<ArrayBuffer>) => Promise<PictureFile>
  /** a picture that a pasted text names */
  keep: (sm3: string) => Promise<'here' | 'later'>
  /** the address it is shown from */
  url: (sm3: string) => string
  /** asked when it did not show */
  trouble: (sm3: string) => Promise<PictureTrouble>
  /** tells when the line is back; returns the unsubscribe function */
  onLine: (listener: () => void) => () => void
}

/** The pictures of this desk. */
export const deskPictures: PictureDesk = {
  pick: () => call('picture.pick', undefined),
  put: (bytes) => call('picture.put', { bytes }),
  keep: (sm3) => call('picture.keep', { sm3 }),
  url: (sm3) => `/picture/${sm3}`,
  trouble: (sm3) => call('picture.trouble', { sm3 }),
  onLine: (listener) => on('connection.state', ({ state }) => state === 'online' && listener()),
}
