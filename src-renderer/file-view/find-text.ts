/*
 * Search in the strings of a page (PP-67). A word is found wherever a line breaks in it: white space counts for nothing, full
 * width and half width, capitals and small letters are the same, and so are radicals that some writers of PDF put for
 * characters.
 */

/** A page's text for searching; unit i of `plain` comes from character `offsets[i]` of string `strings[i]`. */
export type PageText = { plain: string; strings: Int32Array; offsets: Int32Array }
/** From, to: units of `plain`. */
export type Match = { page: number; from: number; to: number }
/** A stretch of one string: what is marked on the page. */
export type Stretch = { string: number; from: number; to: number }

const folded = (char: string): string => char.normalize('NFKC').toLowerCase().replaceAll(/\s/gu, '')

/** The text of a page's strings. */
export function pageTextOf(strings: readonly string[]): PageText {
  const plain: string[] = []
  const from: number[] = []
  const offsets: number[] = []
  for (const [i, string] of strings.entries()) {
    let offset = 0
    for (const char of string) {
      const units = folded(char)
      plain.push(units)
      for (let unit = 0; unit < units.length; unit++) {
        from.push(i)
        offsets.push(offset)
      }
      offset += char.length
    }
  }
  return { plain: plain.join(''), strings: Int32Array.from(from), offsets: Int32Array.from(offsets) }
}

/** Where `query` stands on a page, in order and not overlapping; at most `most`. */
export function matchesIn(text: PageText, query: string, page: number, most: number): Match[] {
  const wanted = [...query].map(folded).join('')
  const found: Match[] = []
  if (wanted === '') return found
  for (let at = text.plain.indexOf(wanted); at >= 0 && found.length < most; at = text.plain.indexOf(wanted, at + wanted.length))
    found.push({ page, from: at, to: at + wanted.length })
  return found
}

/** What a match covers of each string. */
export function stretchesOf(text: PageText, { from, to }: Pick<Match, 'from' | 'to'>): Stretch[] {
  const stretches: Stretch[] = []
  for (let unit = from; unit < to; unit++) {
    const string = text.strings[unit] ?? 0
    const offset = text.offsets[unit] ?? 0
    const last = stretches.at(-1)
    if (last?.string === string) stretches[stretches.length - 1] = { ...last, to: offset + 1 }
    else stretches.push({ string, from: offset, to: offset + 1 })
  }
  return stretches
}

/** Copied text has characters, not the radicals (U+2E80–2FDF) some files put for them. */
export const plainCopy = (text: string): string => text.replaceAll(/[\u2e80-\u2fdf]/g, (char) => char.normalize('NFKC'))
