import { countedStore } from '../../../src-renderer/data/counted-store.ts'
import { dexieStore, sealedDexie } from '../../../src-renderer/data/dexie-store.ts'
import { openFindHost, type FindHost } from '../../../src-renderer/data/search/find-host.ts'
import { openFindStore } from '../../../src-renderer/data/search/find-store.ts'
import { fold } from '../../../src-renderer/data/search/folding.ts'
import { loadInitials } from '../../../src-renderer/data/search/initials.ts'
import { noFilter } from '../../../src-shared/search/query.ts'
import { testKey } from '../../contract/dexie.ts'
import { questions, type Sample } from '../../support/search/corpus.ts'
import { searchText } from '../../../src-shared/search/searchable.ts'

/* Search as the engine's worker has it, and a plain scan over the same texts folded in memory, in one thread. */

export type BenchAsk =
  | { do: 'open'; name: string }
  | { do: 'close' }
  | { do: 'questions'; samples: Sample[]; count: number }
  | { do: 'query'; question: string; limit: number }
  | { do: 'size'; name: string }
  | { do: 'fillScan'; name: string }
  | { do: 'scan'; question: string }
  | { do: 'moved'; ids: string[] }

const never = (): never => {
  throw new Error('a row did not open')
}
let host: FindHost | undefined
let closeCache: () => void = () => undefined
let plain: { id: string; words: string; initials: string }[] = []

async function answer(ask: BenchAsk): Promise<unknown> {
  const begun = performance.now()
  switch (ask.do) {
    case 'open': {
      const { db, forget, prepare } = sealedDexie(ask.name, testKey, never)
      await db.open()
      const store = countedStore(dexieStore(db, prepare), () => undefined, never)
      closeCache = () => {
        store.close()
        forget()
      }
      // the time to the first answer, and until everything is in
      let usable = 0
      await new Promise<void>((resolve, reject) => {
        openFindHost({
          db,
          store,
          key: testKey,
          userId: 'p0',
          quiet: () => Promise.resolve(),
          onState: (state) => {
            if (usable === 0 && state.done > 0) usable = performance.now() - begun
            if (state.ready) resolve()
          },
          onError: reject,
        }).then((opened) => (host = opened), reject)
      })
      return { usable, ready: performance.now() - begun }
    }
    case 'close':
      host?.stop()
      closeCache()
      return undefined
    case 'questions':
      return questions(ask.samples, ({ state, body }) => searchText(state, body.body), await loadInitials(), ask.count, 5)
    case 'query': {
      const found = await host?.ask({
        what: 'query',
        query: { text: ask.question, filter: noFilter },
        limit: ask.limit,
      })
      const ms = performance.now() - begun
      return found?.what === 'query' ? { ms, ids: found.found.hits.map(({ id }) => id), total: found.found.total } : undefined
    }
    case 'size': {
      const store = await openFindStore(ask.name, testKey)
      const size = await store.size()
      store.close()
      return size
    }
    case 'fillScan': {
      const store = await openFindStore(ask.name, testKey)
      const heads = await store.heads()
      plain = []
      for (let from = 0; from < heads.length; from += 500) {
        const some = heads.slice(from, from + 500)
        const texts = await store.texts(some.map(({ one }) => one.id))
        for (const [i, { one, initials }] of some.entries()) {
          const words = [one.title, one.number, ...one.units, ...one.persons, one.docType, texts[i]?.text ?? ''].join('\n')
          plain.push({ id: one.id, words: fold(words), initials })
        }
      }
      store.close()
      return plain.reduce((sum, { words }) => sum + words.length, 0)
    }
    case 'scan': {
      const words = ask.question.split(/\s+/).filter(Boolean).map(fold)
      const found = plain.filter((one) =>
        words.every((word) => one.words.includes(word) || (/^[a-z]{2,}$/.test(word) && one.initials.includes(word))),
      )
      return { ms: performance.now() - begun, ids: found.map(({ id }) => id) }
    }
    case 'moved':
      host?.note(ask.ids as never)
      return undefined
  }
}

self.addEventListener('message', (event: MessageEvent<{ id: number; ask: BenchAsk }>) => {
  const { id, ask } = event.data
  answer(ask).then(
    (value) => self.postMessage({ id, value }),
    (error: unknown) => self.postMessage({ id, error: String(error) }),
  )
})
