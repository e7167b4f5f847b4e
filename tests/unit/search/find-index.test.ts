import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { answerOf } from '../../../src-renderer/data/search/answer.ts'
import { createIndex } from '../../../src-renderer/data/search/find-index.ts'
import { createKeeper, type Entry } from '../../../src-renderer/data/search/find-keeper.ts'
import { openFindStore } from '../../../src-renderer/data/search/find-store.ts'
import { fold } from '../../../src-renderer/data/search/folding.ts'
import { loadInitials } from '../../../src-renderer/data/search/initials.ts'
import { headingInitials, type InitialsOf } from '../../../src-shared/search/match.ts'
import { noFilter } from '../../../src-shared/search/query.ts'
import { searchableOf, searchText } from '../../../src-shared/search/searchable.ts'
import { testKey } from '../../contract/dexie.ts'
import { councilFiles, reportFiles } from '../../support/fixtures.ts'
import { corpus, questions, type Sample } from '../../support/search/corpus.ts'
import { plainScan } from '../../support/search/plain-scan.ts'

const me = 'p0'
const sources = [...councilFiles(), ...reportFiles()]
const entryOf = ({ state, body }: Sample, initialsOf: InitialsOf, textKey = body.sm3): Entry => {
  const one = searchableOf(state, me)
  const head = { one, initials: headingInitials(one, initialsOf), textKey, wants: body.sm3, rowKey: '' }
  return { head, text: searchText(state, body.body) }
}

let databases = 0
async function open(name = `find-${databases++}`) {
  const store = await openFindStore(name, testKey)
  const index = createIndex(fold)
  const keeper = createKeeper(index, store, fold, () => Promise.resolve())
  const ask = async (text: string) =>
    (await answerOf(index, keeper.readTexts, fold, { text, filter: noFilter }, Infinity)).hits.map((hit) => hit.id as string)
  return { name, store, index, keeper, ask }
}

it('FD-01 100 questions find what a plain scan finds, nothing more and nothing less, also after changes and a restart', async () => {
  const initialsOf = await loadInitials()
  const samples = corpus(sources, 700, 11)
  const { name, store, index, keeper, ask } = await open()
  for (let from = 0; from < samples.length; from += 50)
    await keeper.take(
      samples.slice(from, from + 50).map((one) => entryOf(one, initialsOf)),
      [],
    )
  // some leave, some come back with another text
  const gone = samples.filter((_, n) => n % 7 === 3)
  await keeper.take(
    [],
    gone.map(({ state }) => state.id),
  )
  const others = corpus(sources, 700, 12)
  const changed = samples.filter((_, n) => n % 7 === 5)
  const rewritten = changed.map((one, n) => ({ state: one.state, body: { ...(others[n] as Sample).body, docId: one.state.id } }))
  await keeper.take(
    rewritten.map((one) => entryOf(one, initialsOf)),
    [],
  )
  const now = [...samples.filter((one) => !gone.includes(one) && !changed.includes(one)), ...rewritten]
  const scan = plainScan(now, fold, initialsOf, me)
  const asked = questions(now, ({ state, body }) => searchText(state, body.body), initialsOf, 100, 5)
  expect(index.segments().length).toBeGreaterThan(1)
  let found = 0
  for (const question of asked) {
    const wanted = scan(question)
    found += wanted.length
    expect([question, (await ask(question)).toSorted()]).toEqual([question, wanted.toSorted()])
  }
  expect(found).toBeGreaterThan(5000)
  store.close()

  const again = await open(name)
  await again.keeper.load()
  expect(again.index.size()).toBe(now.length)
  for (const question of asked) expect((await again.ask(question)).toSorted()).toEqual(scan(question).toSorted())
  again.store.close()
}, 120_000)
