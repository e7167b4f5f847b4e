import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { asksNothing, pageHits, type SearchQuery } from '../../src-shared/search/query.ts'
import type { Found } from '../data/search/answer.ts'
import type { DeskSearch, Elsewhere } from '../data/search/desk-search.ts'
import type { FindState } from '../data/search/find-feed.ts'

/** What the county said: not asked, being asked, its answer, or why there is none. */
export type FromCounty = { kind: 'none' | 'asking' | 'offline' | 'busy' } | ({ kind: 'found' } & Elsewhere)

export type Results = {
  /** undefined: nothing was asked, or the first answer is under way */
  here: Found | undefined
  /** the index does not open */
  failed: boolean
  county: FromCounty
  index: FindState
  /** asks for the next results of this desk */
  more: () => void
}

/** The county is asked once somebody stops typing for so long. */
const countyMs = 350
/** While the index grows or documents move, the same question is asked again this often at most. */
const againMs = 1500

/**
 * Results while one types: those of this desk at once, what the county knows beside them after a pause. An answer to an
 * earlier question never takes the place of a later one's (FD-10).
 */
export function useSearch(search: DeskSearch, query: SearchQuery, online: boolean): Results {
  const index = useSyncExternalStore(search.onState, search.state)
  const [wanted, setWanted] = useState({ query, limit: pageHits })
  const [here, setHere] = useState<{ query: SearchQuery; found: Found } | undefined>()
  const [failed, setFailed] = useState(false)
  const [told, setTold] = useState<{ query: SearchQuery; county: FromCounty } | undefined>()
  const turns = useRef({ last: 0, at: 0 })
  const nothing = asksNothing(query)
  const limit = wanted.query === query ? wanted.limit : pageHits
  const isFresh = here?.query !== query

  // `index` is another one whenever something was taken in: then the answer may be another one too
  useEffect(() => {
    const { current } = turns
    const turn = ++current.last
    if (nothing) return undefined
    const wait = isFresh ? 0 : Math.max(0, current.at + againMs - performance.now())
    const timer = setTimeout(() => {
      current.at = performance.now()
      search.here(query, limit).then(
        (found) => {
          if (current.last !== turn) return
          setFailed(false)
          setHere({ query, found })
        },
        () => current.last === turn && setFailed(true),
      )
    }, wait)
    return () => clearTimeout(timer)
    // an answer that came makes `isFresh` false, which asks for nothing new
  }, [search, query, limit, nothing, index])

  useEffect(() => {
    if (nothing || !online) return undefined
    let gone = false
    const take = (county: FromCounty): void => {
      if (!gone) setTold({ query, county })
    }
    const timer = setTimeout(() => {
      search.elsewhere(query, pageHits).then(
        (found) => take({ kind: 'found', ...found }),
        (error: unknown) => take({ kind: error instanceof Error && error.message === 'NET-OFFLINE' ? 'offline' : 'busy' }),
      )
    }, countyMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [search, query, nothing, online])

  const shown = nothing ? undefined : here?.found
  const asked: FromCounty = told?.query === query ? told.county : { kind: 'asking' }
  return {
    here: shown,
    failed,
    county: nothing ? { kind: 'none' } : online ? asked : { kind: 'offline' },
    index,
    more: () => {
      if (shown && shown.hits.length >= limit && shown.hits.length < shown.total) setWanted({ query, limit: limit + pageHits })
    },
  }
}
