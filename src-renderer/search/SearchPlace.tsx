import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { useVirtualizer } from '@tanstack/react-virtual'
import { App, Input, type InputRef } from 'antd'
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import { asksNothing, type SearchHit, type SearchQuery } from '../../src-shared/search/query.ts'
import { clearable } from '../ui/clearable.tsx'
import { isComposing } from '../ui/composing.ts'
import { tsr } from '../ui/text-search.ts'
import type { DeskSearch } from '../data/search/desk-search.ts'
import { FilterBar } from './FilterBar.tsx'
import { HitRow } from './HitRow.tsx'
import { SavedSearches } from './SavedSearches.tsx'
import { useComposed } from './use-composed.ts'
import { useSearch, type Results } from './use-search.ts'
import './search.css'

const ROW = 72

export type SearchHandle = { focus: () => void }
type Props = {
  ref: Ref<SearchHandle>
  search: DeskSearch
  online: boolean
  query: SearchQuery
  onQuery: (query: SearchQuery) => void
  onOpen: (id: DocumentId) => void
}

/** 查找: everything this person may read, while they type (FD-10). */
export function SearchPlace({ ref, search, online, query, onQuery, onOpen }: Props) {
  const { message } = App.useApp()
  const input = useRef<InputRef>(null)
  const scroll = useRef<HTMLDivElement>(null)
  const results = useSearch(search, query, online)
  // a new question begins at its first result
  const [chosen, setChosen] = useState({ query, at: 0 })
  const setAt = useCallback((at: number) => setChosen({ query, at }), [query])
  const { typed, handlers } = useComposed(query.text, (text) => onQuery({ ...query, text }))
  const own = results.here?.hits ?? []
  const away = results.county.kind === 'found' ? results.county.hits : []
  const all = [...own, ...away]
  const index = Math.min(chosen.query === query ? chosen.at : 0, all.length - 1)
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus({ cursor: 'all' }) }))
  useEffect(() => input.current?.focus({ cursor: 'all' }), [])
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 })
  }, [query])

  // oxlint-disable-next-line react/incompatible-library -- its functions are called in handlers and this very render only
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: (n) => all[n]?.id ?? n,
    overscan: 6,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? -1
  const { more } = results
  useEffect(() => {
    if (lastShown >= own.length - 1 && own.length > 0) more()
    // `more` is a fresh closure at every render; what it does hangs on these two
  }, [lastShown, own.length])

  const open = (hit: SearchHit | undefined): void => {
    if (!hit) return
    if (own.includes(hit)) onOpen(hit.id)
    else void message.info(tsr.notHere)
  }
  const keys = (event: KeyboardEvent): void => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW) / ROW) - 1)
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key]
    if (by !== undefined) {
      const next = Math.max(0, Math.min(index + by, all.length - 1))
      setAt(next)
      virtual.scrollToIndex(next, { align: 'auto' })
    } else if (event.key === 'Enter') open(all[index])
    else if (event.key === 'Escape' && query.text !== '') onQuery({ ...query, text: '' })
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const selected = all[index]
  return (
    <div className="seek">
      <div className="seek-head">
        <div className="seek-line">
          <Input
            ref={input}
            allowClear={clearable}
            prefix={<SearchOutlined aria-hidden />}
            value={typed}
            maxLength={200}
            placeholder={tsr.field}
            aria-label={tsr.field}
            role="combobox"
            aria-expanded={all.length > 0}
            aria-controls="hits"
            aria-activedescendant={selected && `hit-${selected.id}`}
            onKeyDown={keys}
            {...handlers}
          />
          <SavedSearches search={search} query={query} onChoose={onQuery} />
        </div>
        <FilterBar filter={query.filter} onChange={(filter) => onQuery({ ...query, filter })} />
        <Standing results={results} asked={!asksNothing(query)} />
      </div>
      <div className="seek-rows scroll-y" ref={scroll} role="listbox" id="hits" aria-label={tsr.results}>
        {all.length === 0 ? (
          <Nothing results={results} query={query} />
        ) : (
          <div className="list-inner" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const hit = all[item.index]
              return hit ? (
                <div key={item.key} className="seek-slot" style={{ transform: `translateY(${item.start}px)` }}>
                  <HitRow
                    hit={hit}
                    index={item.index}
                    count={all.length}
                    selected={item.index === index}
                    here={item.index < own.length}
                    onSelect={setAt}
                    onOpen={open}
                  />
                </div>
              ) : null
            })}
          </div>
        )}
      </div>
    </div>
  )
}

/** How many there are, what the county says, and how far the index is. */
function Standing({ results: { here, county, index }, asked }: { results: Results; asked: boolean }) {
  const parts = [
    ...(here ? [tsr.here(here.total, here.exact)] : []),
    ...(asked ? countyWords(county) : []),
    ...(index.ready ? [] : [index.total === 0 ? tsr.opening : tsr.building(index.done, index.total)]),
  ]
  return (
    <div className="seek-standing muted" role="status">
      {parts.length > 0 ? parts.join(' · ') : tsr.hint}
    </div>
  )
}

function countyWords(county: Results['county']): string[] {
  switch (county.kind) {
    case 'none':
      return []
    case 'asking':
      return [tsr.asking]
    case 'offline':
      return [tsr.offline]
    case 'busy':
      return [tsr.busy]
    case 'found':
      return [
        ...(county.hits.length > 0 ? [tsr.elsewhere(county.hits.length, county.more)] : []),
        ...(county.pending > 0 ? [tsr.pending(county.pending)] : []),
      ]
  }
}

/** What stands where no result is: what can be asked, that nothing was found, or that the index does not open. */
function Nothing({ results, query }: { results: Results; query: SearchQuery }) {
  if (asksNothing(query))
    return (
      <div className="empty">
        <strong>{tsr.begin}</strong>
        {tsr.beginHint}
      </div>
    )
  if (results.failed)
    return (
      <div className="empty">
        <strong>{tsr.failed}</strong>
        {tsr.failedHint}
      </div>
    )
  // what is still being looked for is not called missing
  if (!results.here || !results.index.ready || results.county.kind === 'asking') return null
  return (
    <div className="empty">
      <strong>{tsr.none(query.text.trim())}</strong>
      {tsr.noneHint}
    </div>
  )
}
