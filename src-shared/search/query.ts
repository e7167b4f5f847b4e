import { z } from 'zod'
import { searchable, shelves, stages, type Searchable } from './searchable.ts'
import type { Fold } from './fold.ts'

const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const names = z.array(z.string().max(50)).max(50)

/** What a result must be, beside holding the words. An empty list or text asks for nothing. */
export const searchFilter = z.object({
  docTypes: names,
  stages: z.array(z.enum(stages)).max(stages.length),
  shelves: z.array(z.enum(shelves)).max(shelves.length),
  unit: z.string().max(100),
  person: z.string().max(50),
  /** first and last day, both included; '' where open */
  from: civilDate.or(z.literal('')),
  to: civilDate.or(z.literal('')),
})
export type SearchFilter = z.infer<typeof searchFilter>

export const noFilter: SearchFilter = { docTypes: [], stages: [], shelves: [], unit: '', person: '', from: '', to: '' }

/** A question: words parted by spaces, all of which must be found, and a filter. */
export const searchQuery = z.object({ text: z.string().max(200), filter: searchFilter })
export type SearchQuery = z.infer<typeof searchQuery>

/** Places in a text: from and behind, in UTF-16 units. */
export const places = z.array(z.tuple([z.number().int(), z.number().int()]))
export type Places = z.infer<typeof places>

/** One result: the document, what of its title was found, and a piece of its text where the words were found there. */
export const searchHit = searchable.extend({
  titlePlaces: places,
  snippet: z.object({ text: z.string(), places }).nullable(),
})
export type SearchHit = z.infer<typeof searchHit>

/** A server's answer. `more`: there are further ones; `pending`: documents of this person it has not looked into yet. */
export const searchResponse = z.object({
  hits: z.array(searchHit),
  more: z.boolean(),
  pending: z.number().int().nonnegative(),
})
export type SearchResponse = z.infer<typeof searchResponse>

/** Where the county server answers. */
export const searchPath = '/api/search'

/** So many results come at once, and so many at most are asked for. */
export const pageHits = 20
export const searchRequest = searchQuery.extend({ limit: z.number().int().min(1).max(200).default(pageHits) })

/** More words than this say nothing more. */
const mostTerms = 8

/** The words of a question, folded; each once. */
export const termsOf = (text: string, fold: Fold): string[] =>
  [...new Set(fold(text).split(/\s+/).filter(Boolean))].slice(0, mostTerms)

/** Whether a question asks for anything. */
export const asksNothing = ({ text, filter }: SearchQuery): boolean =>
  text.trim() === '' && JSON.stringify(filter) === JSON.stringify(noFilter)

/** A filter made ready: whether a document is what it asks for. */
export function filterOf(filter: SearchFilter, fold: Fold): (one: Searchable) => boolean {
  const unit = fold(filter.unit.trim())
  const person = fold(filter.person.trim())
  const among = <T>(wanted: readonly T[], one: T): boolean => wanted.length === 0 || wanted.includes(one)
  return (one) =>
    among(filter.docTypes, one.docType) &&
    among(filter.stages, one.stage) &&
    (filter.shelves.length === 0 || one.shelves.some((shelf) => filter.shelves.includes(shelf))) &&
    (filter.from === '' || one.on >= filter.from) &&
    (filter.to === '' || one.on <= filter.to) &&
    (unit === '' || one.units.some((name) => fold(name).includes(unit))) &&
    (person === '' || one.persons.some((name) => fold(name).includes(person)))
}
