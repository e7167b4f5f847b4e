import type { Fold } from '../../../src-shared/search/fold.ts'
import type { InitialsOf } from '../../../src-shared/search/match.ts'
import { searchableOf, searchText } from '../../../src-shared/search/searchable.ts'
import type { Sample } from './corpus.ts'

type Plain = { id: string; fields: string[]; initials: string[] }

/** The oracle: every document's fields and text folded in memory, looked through one by one, with no index. */
export function plainScan(samples: readonly Sample[], fold: Fold, initialsOf: InitialsOf, userId: string) {
  const all = samples.map(({ state, body }): Plain => {
    const one = searchableOf(state, userId)
    const named = [one.title, ...one.units, ...one.persons, one.docType]
    return {
      id: one.id,
      fields: [...named, one.number, ...searchText(state, body.body).split('\n')].map(fold),
      initials: [...named, one.number].map(initialsOf),
    }
  })
  return (question: string): string[] => {
    const words = question.split(/\s+/).filter(Boolean).map(fold)
    const has = ({ fields, initials }: Plain, word: string): boolean =>
      fields.some((field) => field.includes(word)) || (/^[a-z]{2,}$/.test(word) && initials.some((field) => field.includes(word)))
    return all.filter((one) => words.every((word) => has(one, word))).map(({ id }) => id)
  }
}
