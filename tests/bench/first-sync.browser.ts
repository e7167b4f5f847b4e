import Dexie from 'dexie'
import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import { deviceId, documentId } from '../../src-shared/ids.ts'
import { createEngine } from '../../src-shared/sync/engine.ts'
import type { Transport } from '../../src-shared/sync/ports.ts'
import { limits, type BodyResponse } from '../../src-shared/sync/protocol.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { deskEnv } from '../../src-renderer/data/desk-env.ts'
import { dexieStore, sealedDexie } from '../../src-renderer/data/dexie-store.ts'
import { testKey } from '../contract/dexie.ts'
import { personOf, smallCounty } from '../support/small-county.ts'
import { result } from './result.ts'

/*
 * First sync of 5,000 documents into an empty cache: headers and bodies, by the real engine into the real Dexie cache (an
 * answering server costs nothing here), beside one plain Dexie `bulkPut` of the same JSON, in clear
 * and sealed like ours, all with strict durability.
 */
const count = 5000
const epoch = '0190a000-0000-7000-8000-00000000aaaa'
let ids = 0
const newId = (): string => `0190a000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`
const sm3 = (n: number): string => n.toString(16).padStart(64, '0')
const paragraph =
  '各村民委员会要切实提高认识，加强组织领导，明确责任分工，把各项任务落到实处，并于本月底前将办理情况报镇党政办公室。'

function documents(): { state: DocumentState; body: BodyResponse }[] {
  const route = smallCounty.routes[0]
  if (!route) throw new Error('no route')
  return Array.from({ length: count }, (_, n) => {
    const id = documentId.parse(newId())
    const doc = makeDocument(
      { elements: { title: `关于第${n}号工作的通知`, mainTo: '各村民委员会' }, paragraphs: [paragraph, paragraph, paragraph] },
      newId,
    )
    const at = 1_780_000_000_000 + n * 60_000
    const task = {
      id,
      step: 'draft' as const,
      assignee: personOf('wang'),
      arrivedAt: at,
      openedAt: at,
      doneAt: null,
      result: null,
    }
    const state = {
      id,
      rev: 1,
      state: 'F0',
      unitId: 'liuhe',
      unitName: '柳河镇人民政府',
      drafter: personOf('wang'),
      header: headerOf(doc),
      route,
      assignees: {},
      step: 'draft',
      tasks: [task],
      opinions: [],
      decisions: [],
      threads: [],
      inks: [],
      lease: null,
      codrafters: [],
      leasesBroken: [],
      branches: [],
      attachments: [],
      tracked: false,
      bodyVersion: 1,
      bodySm3: sm3(n),
      signed: null,
      clean: null,
      createdAt: at,
      updatedAt: at,
    } as unknown as DocumentState
    return { state, body: { doc: id, version: 1, sm3: sm3(n), body: bodyJson(doc) } }
  })
}

it('first sync of 5,000 documents, against Dexie bulkPut of the same bytes', async () => {
  const all = documents()
  const bodies = new Map(all.map((one) => [one.body.doc as string, one.body]))
  const transport: Transport = {
    hello: async () => ({
      epoch,
      now: Date.now(),
      proto: { min: 1, max: 1 },
      lastSeq: 0,
      directoryVersion: 1,
      cmds: {},
      recovering: false,
    }),
    push: async () => ({ epoch, results: [] }),
    pull: async ({ cursors, limit }) => {
      const from = cursors['user:wang'] ?? 0
      const page = all.slice(from, from + limit)
      const to = from + page.length
      return {
        epoch,
        scopes: { 'user:wang': { to, head: count, reset: false } },
        left: [],
        docs: page.map(({ state }, i) => ({ id: state.id, scope: 'user:wang', v: from + i + 1, op: 'U' as const, data: state })),
        lastSeq: 0,
        complete: to === count,
      }
    },
    bodies: async (docs) => ({ bodies: docs.flatMap((id) => bodies.get(id) ?? []), damaged: [], rest: [] }),
    directory: async () => smallCounty,
  }

  const plain = new Dexie('bench-plain', { chromeTransactionDurability: 'strict', cache: 'disabled' })
  plain.version(1).stores({ docs: 'id', bodies: 'doc' })
  const peerBegun = performance.now()
  await plain.transaction('rw', ['docs', 'bodies'], async () => {
    await plain.table('docs').bulkPut(all.map((one) => one.state))
    await plain.table('bodies').bulkPut(all.map((one) => one.body))
  })
  const peer = performance.now() - peerBegun
  await plain.delete()

  const { db: sealedPeer } = sealedDexie('bench-sealed', testKey, () => undefined)
  await sealedPeer.open()
  const sealedBegun = performance.now()
  await sealedPeer.transaction('rw', ['docs', 'bodies'], async () => {
    await sealedPeer.table('docs').bulkPut(all.map(({ state }) => ({ id: state.id, data: state })))
    await sealedPeer.table('bodies').bulkPut(all.map(({ body }) => ({ ...body, docId: body.doc })))
  })
  const sealed = performance.now() - sealedBegun
  await sealedPeer.delete()

  const { db } = sealedDexie('bench-desk', testKey, () => undefined)
  await db.open()
  const env = deskEnv(
    db,
    dexieStore(db),
    { userId: 'wang', name: '王芳' },
    { append: async () => undefined, settle: async () => undefined, takeBack: async () => undefined },
  )
  await db.table('meta').put({ key: 'device', value: deviceId.parse(newId()) })
  const engine = createEngine({
    env,
    transport,
    clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    random: { fraction: Math.random },
    onError: (error) => {
      throw error
    },
  })
  let firstPage = 0
  const begun = performance.now()
  const whole = new Promise<number>((resolve) => {
    let stored = 0
    engine.onMoved(() => {
      stored++
      if (firstPage === 0) firstPage = performance.now() - begun
      if (stored >= count / limits.pullDocs + count / limits.bodiesDocs) resolve(performance.now() - begun)
    })
  })
  const running = engine.run()
  const ours = await whole
  engine.stop()
  await running
  expect(await db.table('rows').count()).toBe(count)
  expect(await db.table('bodies').count()).toBe(count)
  await db.delete()
  const results = [
    result(2, 'first sync of 5,000 documents, ms (Dexie bulkPut of the same bytes)', ours, peer, 4),
    result(4, 'first sync of 5,000 documents, ms (Dexie bulkPut of the same bytes, sealed like ours)', ours, sealed, 1.5),
    result(2, 'first sync until the inbox is usable, ms (Dexie bulkPut of all)', firstPage, peer, 0.5),
  ]
  await commands.writeFile('artifacts/bench/first-sync.json', JSON.stringify(results))
})
