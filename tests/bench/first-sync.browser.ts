import Dexie from 'dexie'
import { commands } from 'vitest/browser'
import { afterAll, expect, inject, it } from 'vitest'
import { makeDocument } from '../../src-shared/document/make.ts'
import { sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import { pulledDoc } from '../../src-shared/sync/protocol.ts'
import { testKey } from '../contract/dexie.ts'
import { documents, newId, type Sample } from './first-sync/documents.ts'
import { ourSync } from './first-sync/our-sync.ts'
import { openOurs } from './libraries/desk.ts'
import { frame, toMiddle } from './libraries/keys.ts'
import { foundOf, loadPeer } from './libraries/peer.ts'
import { quantile, result, type BenchResult } from './result.ts'

/*
 * First sync of 20,000 documents into an empty cache: list and texts, by the real engine worker into the real sealed Dexie
 * cache, over HTTP from a process that holds the answers ready (no county server: neither PostgreSQL nor the proof of texts is
 * part of it). Beside it Dexie's `bulkPut` of the same rows in clear and sealed alike, and PouchDB replicating the same
 * documents from express-pouchdb in that same process.
 */
const { documents: count, peer } = inject('firstSync')
const ownEvery = 500

async function plainPut(all: readonly Sample[]): Promise<number> {
  const plain = new Dexie('bench-plain', { chromeTransactionDurability: 'strict', cache: 'disabled' })
  plain.version(1).stores({ docs: 'id', bodies: 'doc' })
  await plain.open()
  const begun = performance.now()
  await plain.transaction('rw', ['docs', 'bodies'], async () => {
    await plain.table('docs').bulkPut(all.map((one) => one.state))
    await plain.table('bodies').bulkPut(all.map((one) => one.body))
  })
  const took = performance.now() - begun
  await plain.delete()
  return took
}

async function sealedPut(all: readonly Sample[]): Promise<number> {
  const { db } = sealedDexie('bench-sealed', testKey, () => undefined)
  await db.open()
  const begun = performance.now()
  await db.transaction('rw', ['docs', 'bodies'], async () => {
    await db.table('docs').bulkPut(all.map(({ state }) => ({ id: state.id, data: state })))
    await db.table('bodies').bulkPut(all.map(({ body }) => ({ ...body, docId: body.doc })))
  })
  const took = performance.now() - begun
  await db.delete()
  return took
}

type Pouch = new (name: string) => {
  replicate: { from: (source: unknown, options: object) => Promise<{ docs_written: number }> }
  info: () => Promise<{ doc_count: number }>
  destroy: () => Promise<unknown>
}

/** PouchDB's own replication in batches as large as our pages; it keeps its documents in clear. */
async function pouchSync(url: string): Promise<number | undefined> {
  const found = peer && foundOf(peer)
  if (!found) return undefined
  const { default: PouchDB } = await loadPeer<{ default: Pouch }>(found)
  const here = new PouchDB(`bench-pouch-${newId()}`)
  await here.info()
  const begun = performance.now()
  const { docs_written: written } = await here.replicate.from(`${url}/db/bench`, { batch_size: 500 })
  const took = performance.now() - begun
  expect(written).toBe(count)
  await here.destroy()
  return took
}

/** Keys in an open draft until `done`; from key to paint in ms. */
async function typing(done: () => boolean): Promise<number[]> {
  const editor = openOurs(makeDocument({ elements: { title: '关于防汛的通知' }, paragraphs: ['各村：', '请按时到岗。'] }, newId))
  toMiddle(editor.view)
  const times: number[] = []
  while (!done()) {
    await frame()
    const start = performance.now()
    editor.view.dom.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }))
    editor.view.dispatch(editor.view.state.tr.insertText('县'))
    times.push((await frame()) - start)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  editor.destroy()
  document.body.replaceChildren()
  return times.slice(5)
}

afterAll(() => commands.stopAnswering())

it('first sync, against bulkPut of the same bytes and against PouchDB', async () => {
  const all = documents(count, ownEvery)
  for (const { state } of all.slice(0, 2)) pulledDoc.parse({ id: state.id, scope: 'user:wang', v: 1, op: 'U', data: state })
  const own = all.flatMap(({ state }, n) => (n % ownEvery === 0 ? [state.id] : []))
  const port = await commands.startAnswering(peer && foundOf(peer) ? 'artifacts/peers/pouchdb' : '')
  const url = `http://127.0.0.1:${port}`
  for (let from = 0; from < all.length; from += 500) {
    const body = JSON.stringify({ docs: all.slice(from, from + 500) })
    await fetch(`${url}/fill`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }

  const plain = await plainPut(all)
  const sealed = await sealedPut(all)
  const ours = await ourSync(url, own, () => Promise.resolve())
  expect([ours.documents, ours.texts]).toEqual([count, count])

  let keys = 0
  const idle = await typing(() => ++keys > 120)
  let isOver = false
  let typed: Promise<number[]> = Promise.resolve([])
  const underway = await ourSync(url, own, async () => {
    let more = 0
    // without a pause of half a second a sync takes minutes: so many keys are enough to judge by
    typed = typing(() => isOver || ++more > 400)
    await typed
  })
  isOver = true
  const busy = await typed
  const pouch = await pouchSync(url)

  const many = count.toLocaleString('en')
  const name = `first sync of ${many} documents`
  const results: BenchResult[] = [
    result(2, `${name}, ms (Dexie bulkPut of the same bytes)`, ours.whole, plain, 4),
    result(4, `${name}, ms (Dexie bulkPut of the same bytes, sealed like ours)`, ours.whole, sealed, 1.5),
    result(4, `${name} until the own work is listed and its texts open, ms (2 s)`, Math.max(ours.inbox, underway.inbox), 2000, 1),
    result(4, `key to paint during ${name}, p95, ms (idle)`, quantile(busy, 0.95), quantile(idle, 0.95), 1.3),
  ]
  if (pouch !== undefined)
    results.push(result(4, `${name}, ms (PouchDB 9 from express-pouchdb, in clear)`, ours.whole, pouch, 0.33))
  await commands.writeFile('artifacts/bench/first-sync.json', JSON.stringify(results))
})
