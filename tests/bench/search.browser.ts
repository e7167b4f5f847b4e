import { commands } from 'vitest/browser'
import { expect, inject, it } from 'vitest'
import { stateCalendar } from '../../src-shared/calendar/calendars.ts'
import { dueAt } from '../../src-shared/calendar/working-days.ts'
import { listRow } from '../../src-shared/sync/rows.ts'
import { pageHits } from '../../src-shared/search/query.ts'
import { dexieStore, sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import { testKey } from '../contract/dexie.ts'
import { corpus, type Sample } from '../support/search/corpus.ts'
import { quantile, result, type BenchResult } from './result.ts'
import type { BenchAsk } from './search/search.worker.ts'

/*
 * Search over 20,000 documents of real paragraphs and real lengths on one desk, offline, in the worker: how long the index takes,
 * how large it is, how long a question takes, and whether it finds what a plain scan over the same texts in the same
 * thread finds.
 */
const count = inject('firstSync').documents
const { sources } = inject('search')
const chunk = 500

function bench() {
  const worker = new Worker(new URL('./search/search.worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let last = 0
  worker.addEventListener('message', ({ data }: MessageEvent<{ id: number; value: unknown; error?: string }>) => {
    const asked = waiting.get(data.id)
    if (data.error === undefined) asked?.resolve(data.value as never)
    else asked?.reject(new Error(data.error))
  })
  const ask = <T>(question: BenchAsk): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ask: question })
    })
  return { ask, end: () => worker.terminate() }
}

/** A cache as a first sync leaves it. */
async function fill(name: string): Promise<{ samples: Sample[]; textBytes: number }> {
  const { db, prepare } = sealedDexie(name, testKey, () => undefined)
  await db.open()
  const store = dexieStore(db, prepare)
  const samples: Sample[] = []
  let textBytes = 0
  for (let from = 0; from < count; from += chunk) {
    const some = corpus(sources, Math.min(chunk, count - from), 100 + from / chunk, from)
    if (from % (chunk * 10) === 0) samples.push(...some.slice(0, 200))
    const docs = some.map(({ state }) => ({ id: state.id, data: state }))
    const bodies = some.map(({ body }) => body)
    const due = (arrivedAt: number, hours: number): number => dueAt(arrivedAt, hours, stateCalendar).at
    const rows = some.map(({ state }) => listRow(state, 'p0', 0, false, due))
    await Promise.all([
      store.prepare?.('docs', docs, true),
      store.prepare?.('bodies', bodies, true),
      store.prepare?.('rows', rows),
    ])
    await store.transact('rw', ['docs', 'bodies', 'rows'], async (tx) => {
      await tx.putMany('docs', docs)
      await tx.putMany('bodies', bodies)
      await tx.putMany('rows', rows)
    })
    textBytes += bodies.reduce((sum, { body }) => sum + JSON.stringify(body).length, 0)
  }
  store.close()
  return { samples, textBytes }
}

it('search in the worker against a plain scan', async () => {
  const name = `bench-search-${crypto.randomUUID()}`
  const { samples } = await fill(name)
  const first = bench()
  const built = await first.ask<{ usable: number; ready: number }>({ do: 'open', name })
  const asked = await first.ask<string[]>({ do: 'questions', samples, count: 100 })
  await first.ask({ do: 'close' })
  first.end()

  // the desk is opened again: what is at rest is read, nothing is built
  const { ask, end } = bench()
  const again = await ask<{ usable: number; ready: number }>({ do: 'open', name })
  const size = await ask<{ heads: number; texts: number; segments: number }>({ do: 'size', name })
  for (const question of ['通知', '市场监管']) await ask({ do: 'query', question, limit: pageHits })
  // three rounds, so that another program on the machine is not taken for ours; between two of them other texts were opened
  const rounds: number[][] = asked.map(() => [])
  for (let round = 0; round < 3; round++)
    for (const [i, question] of asked.entries())
      rounds[i]?.push((await ask<{ ms: number }>({ do: 'query', question, limit: pageHits })).ms)
  const ours = rounds.map((all) => quantile(all, 0.5))
  // as one types: each question key by key
  const typed: number[] = []
  for (const question of asked)
    for (let n = 1; n <= question.length; n++)
      typed.push((await ask<{ ms: number }>({ do: 'query', question: question.slice(0, n), limit: pageHits })).ms)

  const characters = await ask<number>({ do: 'fillScan', name })
  const scans: number[] = []
  let wanted = 0
  let wrong = 0
  for (const question of asked) {
    const times: number[] = []
    for (let round = 0; round < 2; round++) times.push((await ask<{ ms: number }>({ do: 'scan', question })).ms)
    const plain = await ask<{ ms: number; ids: string[] }>({ do: 'scan', question })
    const { ids } = await ask<{ ids: string[] }>({ do: 'query', question, limit: count })
    scans.push(quantile([...times, plain.ms], 0.5))
    wanted += plain.ids.length
    const found = new Set(ids)
    wrong += plain.ids.filter((id) => !found.has(id)).length + ids.length - plain.ids.filter((id) => found.has(id)).length
  }
  await ask({ do: 'close' })
  end()

  const many = count.toLocaleString('en')
  const mb = (bytes: number): number => bytes / 1e6
  const results: BenchResult[] = [
    result(
      6,
      `search in ${many} documents (${Math.round(characters / count)} characters each), p95, ms (50 ms)`,
      quantile(ours, 0.95),
      50,
      1,
    ),
    result(6, `search in ${many} documents key by key, p95, ms (50 ms)`, quantile(typed, 0.95), 50, 1),
    result(
      6,
      `search in ${many} documents, p95, ms (plain scan of folded texts in memory)`,
      quantile(ours, 0.95),
      quantile(scans, 0.95),
      1,
    ),
    result(
      6,
      `search in ${many} documents, median, ms (plain scan of folded texts in memory)`,
      quantile(ours, 0.5),
      quantile(scans, 0.5),
      1,
    ),
    result(6, `search: results missing or too many in 100 questions (results of the plain scan)`, wrong, wanted, 0),
    result(6, `search: index at rest, MB (its texts at rest, MB)`, mb(size.segments + size.heads), mb(size.texts), 1),
    result(6, `search: index built in idle pieces, s (5 ms a document)`, built.ready / 1000, (count * 5) / 1000, 1),
    result(6, `search: index read after a restart, s (built, s)`, again.usable / 1000, built.ready / 1000, 0.1),
  ]
  console.log(JSON.stringify({ built, again, size, characters, max: Math.max(...ours) }))
  expect(wrong).toBe(0)
  await commands.writeFile('artifacts/bench/search.json', JSON.stringify(results))
})
