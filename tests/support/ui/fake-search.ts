import type { Node as PmNode } from 'prosemirror-model'
import { answerOf } from '../../../src-renderer/data/search/answer.ts'
import { pairsOf } from '../../../src-shared/search/bigrams.ts'
import type { DeskSearch, Elsewhere, SavedSearch } from '../../../src-renderer/data/search/desk-search.ts'
import type { FindState } from '../../../src-renderer/data/search/find-feed.ts'
import { createIndex } from '../../../src-renderer/data/search/find-index.ts'
import { fold } from '../../../src-renderer/data/search/folding.ts'
import { loadInitials } from '../../../src-renderer/data/search/initials.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { headingInitials } from '../../../src-shared/search/match.ts'
import { searchableOf, searchText } from '../../../src-shared/search/searchable.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'

/** Search over the documents of a desk in memory, by the real index made anew for each question. */
export function fakeSearch(documents: () => { state: DocumentState; text: PmNode }[], userId: string) {
  let state: FindState = { ready: true, done: 0, total: 0 }
  let saved: SavedSearch[] = []
  let elsewhere: () => Promise<Elsewhere> = () => Promise.resolve({ hits: [], more: false, pending: 0 })
  const asked: string[] = []
  const listeners = new Set<() => void>()
  const search: DeskSearch = {
    state: () => state,
    onState: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    here: async (query, limit) => {
      asked.push(query.text)
      const initialsOf = await loadInitials()
      const index = createIndex(fold)
      const texts = new Map<string, string>()
      for (const document of documents()) {
        const one = searchableOf(document.state, userId)
        const text = searchText(document.state, bodyJson(document.text))
        texts.set(one.id, text)
        index.put({ one, initials: headingInitials(one, initialsOf), textKey: 'x', wants: 'x', rowKey: '' })
        index.putText(one.id, pairsOf(fold(text)))
      }
      const read = (ids: readonly string[]) =>
        Promise.resolve(ids.map((id) => ({ text: texts.get(id) ?? '', folded: fold(texts.get(id) ?? '') })))
      return answerOf(index, read, fold, query, limit)
    },
    elsewhere: () => elsewhere(),
    saved: () => Promise.resolve(saved),
    save: (all) => {
      saved = [...all]
      return Promise.resolve()
    },
  }
  return {
    search,
    /** every text that was asked for */
    asked,
    saved: () => saved,
    setState: (next: FindState): void => {
      state = next
      for (const listener of listeners) listener()
    },
    setElsewhere: (next: () => Promise<Elsewhere>): void => {
      elsewhere = next
    },
  }
}
export type FakeSearch = ReturnType<typeof fakeSearch>
