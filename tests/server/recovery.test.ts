import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EditorState } from 'prosemirror-state'
import { v7 } from 'uuid'
import type { DocumentId } from '../../src-shared/ids.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { turnClocks } from '../../src-server/jobs/turn-clocks.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { endRecovery, startEpoch } from '../../src-server/store/epoch.ts'
import { paths, type PushResponse, type WireCommand } from '../../src-shared/sync/protocol.ts'
import { agreeing, call, handingOn, openDesk, submission, type Desk } from '../support/server/desk.ts'
import { openStory } from '../support/server/story.ts'
import { appendTo } from '../support/server/tracked.ts'
import { again, liveDesk, type LiveDesk } from '../support/server/live-desk.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { endOf } from '../support/test-desk.ts'
import { backUp, restore } from '../support/world-real-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const HOUR = 3_600_000
const names = ['draft', 'head', 'check'] as const
type Name = (typeof names)[number]

const stateAt = (desk: LiveDesk, docId: string): DocumentState => must(desk.rows.docs().find((row) => row.id === docId)).data
const taskAt = (desk: LiveDesk, docId: string): string => must(stateAt(desk, docId).tasks.at(-1)).id

/** The drafter types at the end of a document as the page does, tracked where the document is, and saves it. */
async function type(desk: LiveDesk, docId: DocumentId, text: string): Promise<void> {
  const open = must(await desk.desk.openText(docId))
  const state = EditorState.create({ doc: open.working })
  const plain = state.tr.insertText(text, endOf(open.working))
  const isUnsent = (id: string): boolean => desk.desk.isUnsent(docId, id)
  const context = { author: 'u-draft', step: 'draft' as const, now: server.clock.now(), newId: v7, isUnsent }
  const tracked = desk.rows.docs().find((row) => row.id === docId)?.data.tracked === true
  const { steps, doc } = tracked ? trackTransaction(plain, state, context) : plain
  await desk.desk.saveTyping(docId, steps, doc)
  await desk.desk.submit(docId)
}

/** In Shanghai. */
const today = (): string => new Date(server.clock.now() + 8 * HOUR).toISOString().slice(0, 10)

async function give(desk: LiveDesk, name: Parameters<LiveDesk['desk']['command']>[0], args: object): Promise<void> {
  const decided = await desk.desk.command(name, args as never)
  if (!decided.ok) throw new Error(`${name} ${decided.code}`)
}
const submit = (desk: LiveDesk, docId: string) =>
  give(desk, 'SubmitDraft', { ...handingOn(docId, stateAt(desk, docId).bodySm3), signedOn: today() })
const approve = (desk: LiveDesk, docId: string) =>
  give(desk, 'Approve', { ...agreeing(docId, taskAt(desk, docId), stateAt(desk, docId).bodySm3), signedOn: today() })
const giveBack = (desk: LiveDesk, docId: string) =>
  give(desk, 'Return', {
    docId,
    taskId: taskAt(desk, docId),
    toStep: 'draft',
    text: '请补充依据',
    signedOn: today(),
    basisSm3: stateAt(desk, docId).bodySm3,
    nextTaskId: v7(),
  })
const attach = (desk: LiveDesk, docId: string, name: string) =>
  give(desk, 'AddAttachment', {
    docId,
    attachment: { sm3: name.repeat(64).slice(0, 64), name: `${name}.pdf`, size: 1, mime: 'application/pdf' },
  })

/** What of a document must be the same again; the moments are those of the second time. */
const essence = ({ rev, state, step, bodyVersion, bodySm3, opinions, tasks, attachments }: DocumentState) => ({
  rev,
  state,
  step,
  bodyVersion,
  bodySm3,
  opinions: opinions.map(({ by, text, signedOn, basisSm3 }) => ({ by: by.userId, text, signedOn, basisSm3 })),
  tasks: tasks.map(({ id, assignee, result }) => ({ id, to: assignee.userId, result })),
  attachments: attachments.map((one) => one.name),
})
const everything = async () =>
  Object.fromEntries(
    (await server.db.selectFrom('doc').select(['id', 'data']).orderBy('id').execute()).map(({ id, data }) => [id, essence(data)]),
  )

type Desks = Record<Name, LiveDesk>
const openAll = async (): Promise<Desks> =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await liveDesk(server, name)] as const))) as Desks
const reopen = async (old: Desks): Promise<Desks> =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await again(server, name, old[name])] as const))) as Desks

/** Two documents that pass between three desks; the backup knows the first hours only. */
async function livedThrough(backup: string): Promise<{ desks: Desks; docs: DocumentId[] }> {
  const desks = await openAll()
  const { draft, head, check } = desks
  const sync = async (...all: LiveDesk[]): Promise<void> => {
    for (const desk of all) await desk.sync()
  }
  await sync(draft, head, check)
  const old = await draft.desk.createDraft({ elements: { title: '关于防汛的通知' }, paragraphs: ['各股室：'] })
  await sync(draft)
  await submit(draft, old)
  await sync(draft, head)
  await backUp(server.db, backup)
  server.clock.forward(HOUR)
  // across desks, each on what the one before did
  await attach(head, old, 'a')
  await approve(head, old)
  await sync(head, check)
  await giveBack(check, old)
  await sync(check, draft)
  await type(draft, old, '依据见附件。')
  await sync(draft)
  await attach(draft, old, 'b')
  await submit(draft, old)
  const fresh = await draft.desk.createDraft({ elements: { title: '关于秋收的通知' }, paragraphs: ['各股室：'] })
  await type(draft, fresh, '抓紧进行。')
  await sync(draft)
  await submit(draft, fresh)
  await sync(draft, head)
  await approve(head, old)
  await approve(head, fresh)
  await sync(head, check)
  await attach(check, fresh, 'c')
  await sync(check, head, draft)
  return { desks, docs: [old, fresh] }
}

const orders: Name[][] = names.flatMap((a) =>
  names.flatMap((b) => names.flatMap((c) => (new Set([a, b, c]).size === 3 ? [[a, b, c]] : []))),
)

describe('a server that was put back to a backup', () => {
  test(
    'SY-100 has all work again when the desks are back, in whatever order, and 需处理 stays empty',
    { timeout: 180_000 },
    async () => {
      const { desks, docs } = await livedThrough('yesterday')
      const whole = await everything()
      for (const desk of Object.values(desks)) {
        expect(desk.rows.attention()).toEqual([])
        expect(desk.rows.outbox()).toEqual([])
        desk.stop()
      }
      expect(docs.map((id) => whole[id]?.step)).toEqual(['check', 'check'])
      for (const order of orders) {
        // the next day: tasks arrive anew on a later day than their opinions are signed on
        await restore(server.db, 'yesterday', server.clock.now())
        expect(await everything(), String(order)).not.toEqual(whole)
        server.clock.forward(30 * HOUR)
        await startEpoch(server.db, 48 * HOUR, server.clock.now())
        const back = await reopen(desks)
        // one after the other, each alone for a while
        for (const name of order) for (let round = 0; round < 2; round++) await back[name].sync()
        for (let round = 0; round < 3; round++) for (const name of order) await back[name].sync()
        expect(await everything(), String(order)).toEqual(whole)
        for (const name of order) {
          const desk = back[name]
          expect(desk.rows.attention(), `${order} ${name}`).toEqual([])
          expect(desk.rows.outbox(), `${order} ${name}`).toEqual([])
          expect(desk.rows.overlay(), `${order} ${name}`).toEqual([])
          expect(desk.errors).toEqual([])
          expect(desk.status()).toMatchObject({ notice: 'SY-RECOVERING', trouble: null })
          desk.stop()
        }
      }
      // planted: a server that does not wait; the test would notice
      await restore(server.db, 'yesterday', server.clock.now())
      await startEpoch(server.db, 0, server.clock.now())
      const back = await reopen(desks)
      for (let round = 0; round < 3; round++) for (const name of ['check', 'head', 'draft'] as const) await back[name].sync()
      expect(names.flatMap((name) => back[name].rows.attention()).length).toBeGreaterThan(0)
      for (const name of names) back[name].stop()
    },
  )

  test('SY-195 what the server did of its own accord holds nobody up: desks send the rest, and the clock tells anew', async () => {
    const desks = await openAll()
    const { draft, head, check } = desks
    const sync = async (...all: LiveDesk[]): Promise<void> => {
      for (const desk of all) await desk.sync()
    }
    const stateOf = async (docId: string) =>
      (await server.db.selectFrom('doc').select('data').where('id', '=', docId).executeTakeFirstOrThrow()).data
    const told = async (docId: string) => must((await stateOf(docId)).tasks.at(-1)).escalated?.length ?? 0
    const env = { ...server, now: server.clock.now, county: countyCache(), wake: () => undefined }
    /** Time goes by until the clock tells of the turn that stands open. */
    const overdue = async (docId: string): Promise<void> => {
      for (let hours = 0; hours < 30 * 24 && (await told(docId)) === 0; hours++) {
        server.clock.forward(HOUR)
        await turnClocks(env)
      }
      expect(await told(docId)).toBeGreaterThan(0)
    }
    await sync(draft, head, check)
    const docId = await draft.desk.createDraft({ elements: { title: '关于防汛的通知' }, paragraphs: ['各股室：'] })
    await sync(draft)
    await submit(draft, docId)
    await sync(draft, head)
    await backUp(server.db, 'quiet')
    await overdue(docId)
    await sync(head)
    await attach(head, docId, 'a')
    await approve(head, docId)
    await sync(head, check)
    await overdue(docId)
    await sync(check)
    await attach(check, docId, 'c')
    await sync(check, draft, head)
    const whole = await stateOf(docId)
    expect(whole.own).toBe(2)
    for (const desk of Object.values(desks)) desk.stop()

    await restore(server.db, 'quiet', server.clock.now())
    await startEpoch(server.db, 48 * HOUR, server.clock.now())
    const back = await reopen(desks)
    for (let round = 0; round < 4; round++) for (const name of ['check', 'draft', 'head'] as const) await back[name].sync()
    const again = await stateOf(docId)
    expect(again.own).toBeUndefined()
    expect(essence(again)).toEqual({ ...essence(whole), rev: whole.rev - 2 })
    for (const name of names) {
      expect(back[name].rows.outbox(), name).toEqual([])
      expect(back[name].rows.attention(), name).toEqual([])
      back[name].stop()
    }
    await overdue(docId)
    await endRecovery(server.db)
  })

  test('SY-101 what it does not have yet does not leave the desks; when it waits no longer, what never came back does', async () => {
    const { desks, docs } = await livedThrough('before')
    for (const desk of Object.values(desks)) desk.stop()
    await restore(server.db, 'before', server.clock.now())
    await startEpoch(server.db, 48 * HOUR, server.clock.now())
    const head = await again(server, 'head', desks.head)
    const fresh = must(docs[1])
    await head.sync()
    await head.sync()
    // 报送 and draft are on the drafter's desk, which is away: the head goes on seeing what was seen
    expect(head.rows.docs().map((row) => row.id)).toContain(fresh)
    expect(head.rows.outbox().map((row) => [row.name, row.status])).toContainEqual(['Approve', 'deferred'])
    expect(head.rows.attention()).toEqual([])
    expect(head.status().stalled).toBe(false)
    await endRecovery(server.db)
    await head.sync()
    await head.sync()
    expect(head.rows.docs().map((row) => row.id)).not.toContain(fresh)
    expect(head.rows.outbox()).toEqual([])
    expect(head.rows.attention().map((item) => [item.docId, item.commandName])).toContainEqual([fresh, 'Approve'])
    expect(head.status().notice).toBeNull()
    head.stop()
  })

  test('SY-100 late edits the server had kept count too: what came after them waits for them, and they are kept again (RV-64)', async () => {
    const story = await openStory()
    const { server: own, head, check } = story
    const { docId, task, base } = await story.inReview()
    const edited = story.edit(base, 'review', appendTo('现将有关事项通知如下。', '请于月底前报送。'))
    await backUp(own.db, 'night')
    const approved = head.command('Approve', agreeing(docId, task, base.sm3))
    const late = head.command('SubmitBody', submission(docId, base, edited.steps, edited.doc, 'review'))
    const next = (approved.args as { nextTaskId: string }).nextTaskId
    const checked = check.command('Approve', agreeing(docId, next, base.sm3))
    const first = [...(await head.push(approved, late)).results, ...(await check.push(checked)).results]
    expect(first.map(({ status, rev }) => [status, rev])).toEqual([
      ['applied', 3],
      ['rejected', 4],
      ['applied', 5],
    ])
    const whole = must(await check.state(docId))
    await restore(own.db, 'night', own.clock.now())
    const epoch = await startEpoch(own.db, HOUR, own.clock.now())
    const offer = async (desk: Desk, cmd: WireCommand, rev: number, seq: number) => {
      const cmds = [{ ...cmd, seq, was: { rev } }]
      const { body } = await call<PushResponse>(own, 'POST', paths.push, {
        token: desk.token,
        json: { epoch, device: desk.device, cmds },
      })
      return must(body.results[0])
    }
    const waiting = { status: 'deferred', code: 'SY-WAITS' }
    expect(await offer(check, checked, 5, 1)).toMatchObject(waiting)
    expect(await offer(head, approved, 3, 1)).toMatchObject({ status: 'applied', rev: 3 })
    expect(await offer(check, checked, 5, 1)).toMatchObject(waiting)
    expect(await offer(head, late, 4, 2)).toMatchObject({ status: 'rejected', rev: 4, code: first[1]?.code })
    expect(await offer(check, checked, 5, 1)).toMatchObject({ status: 'applied', rev: 5 })
    const again = must(await (await openDesk(own, 'check')).state(docId))
    expect(essence(again)).toEqual(essence(whole))
    expect(again.branches.map((one) => one.id)).toEqual(whole.branches.map((one) => one.id))
    await own.close()
  })

  test('SY-100 outside the time of waiting everything is judged as it comes', async () => {
    await endRecovery(server.db)
    const desk = await openDesk(server, 'draft')
    const docId = v7()
    const command = desk.command('OpenTask', { docId, taskId: v7() }, { baseRev: 7, was: { rev: 8 } })
    expect((await desk.push(command)).results).toMatchObject([{ status: 'rejected', code: 'WF-NOT-FOUND' }])
  })

  test('SY-100 put off is the command, not its number; a refusal stands where nothing before it is missing', async () => {
    const desk = await openDesk(server, 'draft')
    await startEpoch(server.db, HOUR, server.clock.now())
    const now = await openDesk(server, 'draft', desk.device)
    const docId = v7()
    const early = now.command('OpenTask', { docId, taskId: v7() }, { seq: 1, was: { rev: 8 } })
    const next = now.command('OpenTask', { docId, taskId: v7() }, { seq: 1, was: { rev: 1 } })
    expect((await now.push(early)).results).toEqual([{ id: early.id, seq: 1, status: 'deferred', code: 'SY-WAITS' }])
    expect((await now.push(next)).results).toMatchObject([{ status: 'rejected', code: 'WF-NOT-FOUND' }])
    await endRecovery(server.db)
  })
})
