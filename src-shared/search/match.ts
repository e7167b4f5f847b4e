import type { Fold } from './fold.ts'
import type { Places } from './query.ts'
import type { Searchable } from './searchable.ts'

/** Stands between fields and in no text. */
const bar = '\u0001'

/** The fields of a document that stand above its text, ready to be looked through: the words folded, and their initials. */
export type Heading = {
  words: string
  /** pinyin initials, unit for unit with `words`; a space where there is none */
  initials: string
  /** where 文号 begins, and where it ends */
  number: number
  rest: number
}

/** Pinyin initials of a text, unit for unit; a space where a character has none. */
export type InitialsOf = (text: string) => string

const unfolded = ({ title, number, units, persons, docType }: Searchable): [string, string, string] => [
  title,
  number,
  [...units, ...persons, docType].join(bar),
]

/** Initials from the first letters of each character's reading: one entry a character, which takes two units at times. */
export const initialsBy =
  (lettersOf: (text: string) => readonly string[]): InitialsOf =>
  (text) => {
    const letters = lettersOf(text)
    return [...text].map((character, i) => `${letterOf(letters[i])} `.slice(0, character.length)).join('')
  }
const letterOf = (found: string | undefined): string =>
  found !== undefined && /^[a-zA-Z]$/.test(found) ? found.toLowerCase() : ' '

/** The initials of a document's heading; kept with it, for working them out takes long. */
export const headingInitials = (one: Searchable, initialsOf: InitialsOf): string => unfolded(one).map(initialsOf).join(bar)

/** A heading made ready. */
export function headingOf(one: Searchable, initials: string, fold: Fold): Heading {
  const [title, number, rest] = unfolded(one)
  return {
    words: fold([title, number, rest].join(bar)),
    initials,
    number: title.length + 1,
    rest: title.length + number.length + 2,
  }
}

/** How well a word fits, best first: in the title, in 文号, in units and persons, by initials, in the text alone, not at all. */
export const fits = { title: 5, number: 4, names: 3, initials: 2, text: 1, none: 0 } as const

/** Two letters at least: one alone would be in every title. */
export const isInitials = /^[a-z]{2,}$/

/** How well a word fits a heading. */
export function fitOf(heading: Heading, term: string): number {
  const at = heading.words.indexOf(term)
  if (at >= 0) return at < heading.number - 1 ? fits.title : at < heading.rest - 1 ? fits.number : fits.names
  return isInitials.test(term) && heading.initials.includes(term) ? fits.initials : fits.none
}

/** Where the words stand in a title, by text or by initials; places that touch are one. */
export function titlePlaces(heading: Heading, terms: readonly string[]): Places {
  const title = heading.words.slice(0, heading.number - 1)
  const initials = heading.initials.slice(0, heading.number - 1)
  return joined(
    terms.flatMap((term) => {
      const found = placesIn(title, term)
      return found.length === 0 && isInitials.test(term) ? placesIn(initials, term) : found
    }),
  )
}

/** Every place of a word in a folded text. */
export function placesIn(folded: string, term: string): Places {
  const found: Places = []
  for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) found.push([at, at + term.length])
  return found
}

function joined(all: Places): Places {
  const sorted = all.toSorted(([a], [b]) => a - b)
  const out: Places = []
  for (const [from, to] of sorted) {
    const last = out.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else out.push([from, to])
  }
  return out
}

const before = 18
const longest = 96

/**
 * The piece of a text around the first place of a word, within its line, with all places of all words in it; null where
 * none is there.
 */
export function snippetOf(text: string, folded: string, terms: readonly string[]): { text: string; places: Places } | null {
  const first = Math.min(...terms.map((term) => folded.indexOf(term)).map((at) => (at < 0 ? Infinity : at)))
  if (first === Infinity) return null
  const lineStart = text.lastIndexOf('\n', first) + 1
  const lineEnd = text.indexOf('\n', first)
  const from = whole(text, Math.max(lineStart, first - before))
  const to = whole(text, Math.min(lineEnd < 0 ? text.length : lineEnd, from + longest))
  const head = from > lineStart ? '…' : ''
  const shown = folded.slice(from, to)
  const places = joined(terms.flatMap((term) => placesIn(shown, term)))
  return {
    text: `${head}${text.slice(from, to)}`,
    places: places.map(([a, b]) => [a + head.length, b + head.length]),
  }
}

/** Not between the two units of one character. */
const whole = (text: string, at: number): number => (/[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at)
