import { safeName } from '../files/file-names.ts'

/** Longest name in bytes of UTF-8 that every file system here takes, its ending and `.new` left free. */
const maxBytes = 180
// names Windows keeps for itself
const kept = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** A good name for a document's file: its title, without what a file system refuses; `untitled` where nothing is left (PP-49). */
export function fileNameOf(title: string, ending: string, untitled: string): string {
  let name = title.trim() === '' ? '' : safeName(title.replaceAll(/[\\/]/g, '_').trim()).replace(/^\.+/, '')
  while (Buffer.byteLength(name) > maxBytes) name = [...name].slice(0, -1).join('')
  name = name.replace(/[. ]+$/, '')
  return `${name === '' || kept.test(name) ? untitled : name}.${ending}`
}
