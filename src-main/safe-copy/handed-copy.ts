import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { copyExtension } from './safe-copies.ts'

export type HandedCopy = {
  /** Looks at the words a start was given in `folder`; true: a safe copy is among them. */
  note: (words: readonly string[], folder: string) => boolean
  waits: () => boolean
  /** Gives it out, once. */
  take: () => string | undefined
}

/**
 * A safe copy that was given to the desk from outside (a double click in the file manager), until it is opened (UP-71). The
 * last one counts. What it is its bytes say when it is opened; here its ending is looked at only.
 */
export function openHanded(): HandedCopy {
  let file: string | undefined
  return {
    note: (words, folder) => {
      const given = words.findLast((word) => !word.startsWith('-') && word.toLowerCase().endsWith(copyExtension))
      if (given === undefined) return false
      // file managers write an address or a path, as they like
      file = given.startsWith('file:') ? fileURLToPath(given) : path.resolve(folder, given)
      return true
    },
    waits: () => file !== undefined,
    take: () => {
      const given = file
      file = undefined
      return given
    },
  }
}
