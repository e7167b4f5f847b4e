import type { Fold } from '../../../src-shared/search/fold.ts'
import { fitOf, fits, snippetOf, titlePlaces } from '../../../src-shared/search/match.ts'
import { filterOf, termsOf, type SearchHit, type SearchQuery } from '../../../src-shared/search/query.ts'
import type { FindIndex, Ranked } from './find-index.ts'

/** What the desk found. `total` counts those too that are not shown; `exact`: no text has still to prove it. */
export type Found = { hits: SearchHit[]; total: number; exact: boolean }

/** A text as it is shown, and folded. */
export type ReadText = { text: string; folded: string }
export type ReadTexts = (docIds: readonly string[]) => Promise<(ReadText | undefined)[]>

/** Texts are read for so many results at once. */
const batch = 20

/**
 * Answers a question: the best `limit` results, each proven by its text (FD-01). What is further down is counted, not read.
 */
export async function answerOf(
  index: FindIndex,
  readTexts: ReadTexts,
  fold: Fold,
  query: SearchQuery,
  limit: number,
): Promise<Found> {
  const terms = termsOf(query.text, fold)
  const ranked = index.rank(terms, filterOf(query.filter, fold))
  const hits: SearchHit[] = []
  let at = 0
  let refuted = 0
  while (hits.length < limit && at < ranked.length) {
    const some = ranked.slice(at, at + Math.min(batch, limit - hits.length))
    at += some.length
    const inText = some.filter(({ fit }) => fit === fits.text)
    const texts = new Map<Ranked, ReadText | undefined>()
    const read = await readTexts(inText.map(({ doc }) => doc.head.one.id))
    for (const [i, one] of inText.entries()) texts.set(one, read[i])
    for (const one of some) {
      const hit = hitOf(one, terms, texts.get(one))
      if (hit) hits.push(hit)
      else refuted++
    }
  }
  const exact = !ranked.slice(at).some(({ unproven }) => unproven)
  return { hits, total: ranked.length - refuted, exact }
}

/** A result with what was found in it; undefined where its text does not hold what the index took it for. */
function hitOf({ doc, fit }: Ranked, terms: readonly string[], text: ReadText | undefined): SearchHit | undefined {
  const { one } = doc.head
  const marks = titlePlaces(doc.heading, terms)
  if (fit !== fits.text) return { ...one, titlePlaces: marks, snippet: null }
  const inText = terms.filter((term) => fitOf(doc.heading, term) === fits.none)
  if (!text || !inText.every((term) => text.folded.includes(term))) return undefined
  return { ...one, titlePlaces: marks, snippet: snippetOf(text.text, text.folded, terms) }
}
