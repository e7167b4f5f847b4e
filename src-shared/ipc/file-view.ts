/*
 * What passes between main and the page of an opened file, over one MessagePort and nowhere else (PP-61). The page runs over
 * bytes of others: main parses every word of it (`src-main/file-view/view-words.ts`) and never believes one.
 */

/** Kinds the desk shows itself; told by the bytes. */
export type ShownKind = 'pdf' | 'ofd'

/** Main to page. `piece`: the next bytes in order, at most 1 MB, one for every `next`; `size`: of the whole file in bytes. */
export type ToFileView =
  | { type: 'begin'; kind: ShownKind; name: string; size: number }
  | { type: 'piece'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'ping' }

/** Why the page gives a file up; shown by the desk in words of `messages.ts`. */
export const fileViewTroubles = ['FV-DAMAGED', 'FV-ENCRYPTED', 'FV-PAGES', 'FV-EMPTY', 'FV-BOMB'] as const
export type FileViewTrouble = (typeof fileViewTroubles)[number]

/** At most so many pages are shown (PP-63). */
export const maxShownPages = 2000

/** Page to main. `busy`: work began or ended; while it lasts, every `progress` says that it moves on. */
export type FromFileView =
  | { type: 'next' | 'progress' | 'pong' }
  | { type: 'busy'; on: boolean }
  | { type: 'shown'; pages: number }
  | { type: 'failed'; code: FileViewTrouble }
  | { type: 'link'; url: string }
