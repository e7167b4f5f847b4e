import { pairOf, pairsOf, pairsOfTerm } from '../../src-shared/search/bigrams.ts'
import { isInitials } from '../../src-shared/search/match.ts'

/*
 * What a GIN index over int[] knows of a document: the pairs of its folded fields and text, every character by itself, and the
 * pairs of initials in capitals, which no folded text has.
 */

/** PostgreSQL's int has a sign. */
const signed = (pair: number): number => pair | 0

const single = (unit: number): number => pairOf(unit, 0)

/** Everything a document can be found by. */
export function gramsOf(words: string, initials: string): number[] {
  const grams = new Set<number>()
  for (const pair of pairsOf(words)) {
    grams.add(signed(pair))
    grams.add(signed(single(pair >>> 16)))
  }
  for (const pair of pairsOf(initials.toUpperCase())) grams.add(signed(pair))
  return [...grams]
}

/** What a document must have to hold the word. */
export const gramsOfTerm = (term: string): number[] =>
  term.length === 1 ? [signed(single(term.charCodeAt(0)))] : pairsOfTerm(term).map(signed)

/** What a document must have to be found by these initials; undefined for a word that is none. */
export const gramsOfInitials = (term: string): number[] | undefined =>
  isInitials.test(term) ? pairsOfTerm(term.toUpperCase()).map(signed) : undefined
