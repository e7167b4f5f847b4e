import { sql, type RawBuilder } from 'kysely'
import { fitOf, headingOf, snippetOf, titlePlaces } from '../../src-shared/search/match.ts'
import {
  filterOf,
  termsOf,
  type SearchFilter,
  type SearchHit,
  type SearchQuery,
  type SearchResponse,
} from '../../src-shared/search/query.ts'
import { searchableOf } from '../../src-shared/search/searchable.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { mayRead } from '../commands/authorise.ts'
import type { Environment, Sender } from '../commands/environment.ts'
import { scopesOf } from '../store/directory.ts'
import { gramsOfInitials, gramsOfTerm } from './grams.ts'
import { fold } from './words.ts'

type Row = { data: DocumentState; initials: string; folded: string; body: string }

/** Rows looked at in one go; what the filter still sends away is made up for by the next ones. */
const atOnce = 100
/** A filter that sends almost everything away is not followed for ever. */
const mostRows = 2_000

/**
 * Finds documents among all that stand in a scope of this person's at this moment, and that they may read (SE-08, FD-09):
 * those with every word in their title first, then the newest. A right that was taken away counts at once.
 */
export async function find(
  env: Pick<Environment, 'db' | 'county'>,
  { userId }: Pick<Sender, 'userId'>,
  query: SearchQuery & { limit: number },
): Promise<SearchResponse> {
  const county = await env.county.read(env.db)
  const scopes = scopesOf(county, userId)
  const terms = termsOf(query.text, fold)
  const passes = filterOf(query.filter, fold)
  const inScope = sql`exists (select 1 from scope_entry e where e.doc_id = s.doc_id and e.op = 'U' and e.scope = any(${scopes}::text[]))`
  const where = sql.join([inScope, ...terms.map(holds), ...narrowed(query.filter)], sql` and `)
  const hits: SearchHit[] = []
  for (let from = 0; from < mostRows && hits.length <= query.limit; from += atOnce) {
    const { rows } = await sql<Row>`select d.data, s.initials, s.folded, s.body from doc_search s join doc d on d.id = s.doc_id
      where ${where} order by ${inTitleFirst(terms)}s.updated_at desc, s.doc_id limit ${atOnce} offset ${from}`.execute(env.db)
    for (const row of rows) {
      const one = searchableOf(row.data, userId)
      if (passes(one) && mayRead(county, row.data, userId)) hits.push(hitOf(one, row, terms))
    }
    if (rows.length < atOnce) break
  }
  const pending = await sql<{ n: number }>`select count(*)::int as n from search_due s where ${inScope}`.execute(env.db)
  return { hits: hits.slice(0, query.limit), more: hits.length > query.limit, pending: pending.rows[0]?.n ?? 0 }
}

/** The index brings candidates; what is found is in the words themselves. */
function holds(term: string): RawBuilder<boolean> {
  const initials = gramsOfInitials(term)
  const text = sql<boolean>`(s.grams @> ${gramsOfTerm(term)}::int[] and (strpos(s.words, ${term}) > 0 or strpos(s.folded, ${term}) > 0))`
  return initials ? sql`(${text} or (s.grams @> ${initials}::int[] and strpos(s.initials, ${term}) > 0))` : text
}

const inTitleFirst = (terms: readonly string[]): RawBuilder<unknown> =>
  terms.length === 0
    ? sql``
    : sql`(${sql.join(
        terms.map((term) => sql`strpos(s.title, ${term}) > 0`),
        sql` and `,
      )}) desc, `

/** What of a filter the database can tell by itself. */
function narrowed({ docTypes, stages, from, to }: SearchFilter): RawBuilder<boolean>[] {
  return [
    ...(docTypes.length > 0 ? [sql<boolean>`s.doc_type = any(${docTypes}::text[])`] : []),
    ...(stages.length > 0 ? [sql<boolean>`s.stage = any(${stages}::text[])`] : []),
    ...(from === '' ? [] : [sql<boolean>`s.on_day >= ${from}`]),
    ...(to === '' ? [] : [sql<boolean>`s.on_day <= ${to}`]),
  ]
}

function hitOf(one: ReturnType<typeof searchableOf>, row: Row, terms: readonly string[]): SearchHit {
  const heading = headingOf(one, row.initials, fold)
  const inText = terms.some((term) => fitOf(heading, term) === 0)
  return {
    ...one,
    titlePlaces: titlePlaces(heading, terms),
    snippet: inText ? snippetOf(row.body, row.folded, terms) : null,
  }
}
