import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { turnClocks } from '../../src-server/jobs/turn-clocks.ts'
import { countyCache } from '../../src-server/store/directory.ts'
import { turnPaths, type DelegationsResponse, type HandOverResponse } from '../../src-shared/turns/messages.ts'
import { call, createDraft, openDesk, openDesks, submitDraft, type Desk } from '../support/server/desk.ts'
import { must } from '../support/server/must.ts'
import { type TestServer } from '../support/server/start-test-server.ts'
import { agree, at, begin, opinion, proved, stateOf, turnOf } from '../support/server/turn-county.ts'

describe('SC-6 委托代办', () => {
  let server: TestServer
  let draft: Desk, head: Desk, check: Desk, deputy: Desk, leader: Desk, ma: Desk
  beforeAll(async () => {
    server = await begin()
    ;({
      draft,
      head,
      check,
      deputy,
      leader,
      check2: ma,
    } = await openDesks(server, 'draft', 'head', 'check', 'deputy', 'leader', 'check2'))
  })
  afterAll(() => server.close())
  const delegate = (desk: Desk, fromPost: string, more: object = {}) =>
    call<DelegationsResponse>(server, 'POST', turnPaths.delegations, {
      token: desk.token,
      json: {
        id: v7(),
        fromPost,
        toPost: 'p-u-check2',
        from: '2026-08-03',
        until: '2026-08-14',
        docTypes: [],
        urgencies: [],
        routes: [],
        ...more,
      },
    })
  const revoke = (desk: Desk, id: string) =>
    call<DelegationsResponse>(server, 'POST', turnPaths.revoke, { token: desk.token, json: { id } })

  test('WF-84 the holder and who stands in both act; the later offline opinion becomes 补充意见 and the contradiction is put before the office', async () => {
    const given = await delegate(deputy, 'p-u-deputy')
    expect(given).toMatchObject({ status: 200, body: { delegations: [{ toName: '马骏', canSign: false, revokedAt: null }] } })
    server.clock.forward(at('2026-08-05T09:00:00') - server.clock.now())
    const docId = await toDeputyOn('2026-08-05')
    const turn = await turnOf(server, docId)
    expect(turn).toMatchObject({
      assignee: { userId: 'u-deputy' },
      delegates: [{ person: { userId: 'u-check2' }, canSign: false }],
    })
    // 高文 at 10:00 without a line, 马骏 at 10:05 with one
    server.clock.forward(at('2026-08-05T10:00:00') - server.clock.now())
    const offline = deputy.command('Approve', await opinion(deputy, docId, turn.id, '2026-08-05'))
    server.clock.forward(300_000)
    const back = await opinion(ma, docId, turn.id, '2026-08-05', { toStep: 'draft', text: '数据需核实' })
    expect(await ma.send('Return', back)).toMatchObject({ status: 'applied' })
    const returned = await stateOf(server, docId)
    expect(returned.opinions.at(-1)).toMatchObject({
      by: { userId: 'u-check2' },
      onBehalfOf: { userId: 'u-deputy' },
      stance: 'return',
    })
    expect(returned.tasks.find((task) => task.id === turn.id)?.doneBy?.userId).toBe('u-check2')
    server.clock.forward(at('2026-08-05T16:00:00') - server.clock.now())
    expect((await deputy.push(offline)).results).toMatchObject([{ status: 'rejected', code: 'WF-TASK-CLOSED' }])
    const late = {
      docId,
      refused: offline.id,
      step: 'cosign',
      stance: 'agree',
      text: '同意',
      signedOn: '2026-08-05',
      basisSm3: back.basisSm3,
    }
    expect(await deputy.send('AddSupplement', late)).toMatchObject({ status: 'applied' })
    const after = await stateOf(server, docId)
    expect([after.state, after.step]).toEqual(['F0', 'draft'])
    expect(after.opinions.at(-1)).toMatchObject({ by: { userId: 'u-deputy' }, late: offline.id, stance: 'agree' })
    expect(after.tasks.at(-1)).toMatchObject({ kind: 'read', assignee: { userId: 'u-check' }, given: { how: 'contradiction' } })
    expect(await proved(server, docId)).toEqual([])
  })

  const toDeputyOn = async (day: string) => {
    const docId = await createDraft(draft)
    await submitDraft(draft, docId, { signedOn: day })
    await agree(server, head, docId, day)
    await agree(server, check, docId, day)
    return docId
  }

  test('WF-84 who stands in signs nothing where 签发 is not among it; only one’s own post is delegated, to a colleague', async () => {
    const { body } = await delegate(leader, 'p-u-leader')
    const docId = await toDeputyOn('2026-08-05')
    await agree(server, deputy, docId, '2026-08-05')
    const { id } = await turnOf(server, docId)
    const { sm3 } = must(await ma.body(docId))
    const sign = { docId, taskId: id, text: '同意印发', signedOn: '2026-08-05', bodySm3: sm3, openChanges: [] }
    expect(await ma.send('Sign', sign)).toMatchObject({ status: 'rejected', code: 'WF-DELEGATE', article: '第二十二条' })
    expect(await leader.send('Sign', sign)).toMatchObject({ status: 'applied' })
    expect((await delegate(ma, 'p-u-leader')).body).toMatchObject({ code: 'TN-NOT-YOURS' })
    expect((await delegate(leader, 'p-u-leader', { toPost: 'p-u-liuhe' })).body).toMatchObject({ code: 'TN-DELEGATE' })
    expect((await delegate(leader, 'p-u-leader', { until: '2026-08-01' })).body).toMatchObject({ code: 'TN-PERIOD' })
    expect((await revoke(ma, must(body.delegations[0]).id)).status).toBe(403)
    await revoke(leader, must(body.delegations[0]).id)
    expect(await proved(server, docId)).toEqual([])
  })

  test('WF-84 a 委托 counts at once for turns that are open, within its scope; revoked, the list of who stood in empties within 2 s', async () => {
    const docs = [await toDeputyOn('2026-08-05'), await toDeputyOn('2026-08-05')]
    const mine = await call<DelegationsResponse>(server, 'GET', turnPaths.delegations, { token: ma.token })
    const running = must(mine.body.delegations.find((one) => one.revokedAt === null))
    await revoke(deputy, running.id)
    // an office reads everything that was handed on: who stands in without being of the office is seen to lose it
    const sun = await openDesk(server, 'sun')
    const none = await delegate(deputy, 'p-u-deputy', { toPost: 'p-u-sun', urgencies: ['特急'] })
    expect((await sun.pull()).docs.filter((doc) => doc.op === 'U')).toEqual([])
    const some = await delegate(deputy, 'p-u-deputy', { toPost: 'p-u-sun' })
    const seen = (await sun.pull()).docs
    expect(docs.every((id) => seen.some((doc) => doc.id === id && doc.op === 'U'))).toBe(true)
    const before = performance.now()
    expect((await revoke(deputy, must(some.body.delegations[0]).id)).body.delegations[0]?.revokedAt).not.toBeNull()
    const gone = (await sun.pull()).docs
    const took = performance.now() - before
    console.log(`revoked ${docs.length} turns in ${Math.round(took)} ms`)
    expect(gone.filter((doc) => docs.includes(doc.id)).map((doc) => doc.op)).toEqual(['D', 'D'])
    const { id } = await turnOf(server, docs[0] as string)
    const args = await opinion(deputy, docs[0] as string, id, '2026-08-05')
    expect(await sun.send('Approve', args)).toMatchObject({ code: 'WF-NOT-YOURS' })
    await revoke(deputy, must(none.body.delegations[0]).id)
    for (const docId of docs) expect(await proved(server, docId)).toEqual([])
  })

  test('WF-84 a 委托 that begins tomorrow stands from then on, and ends with its last day', async () => {
    const given = await delegate(deputy, 'p-u-deputy', { from: '2026-08-06', until: '2026-08-06' })
    const docId = await toDeputyOn('2026-08-05')
    expect((await turnOf(server, docId)).delegates).toBeUndefined()
    const env = { db: server.db, dataDir: server.dataDir, now: server.clock.now, county: countyCache(), wake: () => undefined }
    server.clock.forward(at('2026-08-06T00:01:00') - server.clock.now())
    await turnClocks(env)
    expect((await turnOf(server, docId)).delegates).toMatchObject([
      { id: given.body.delegations[0]?.id, until: at('2026-08-06T23:59:59.999') },
    ])
    server.clock.forward(at('2026-08-07T00:01:00') - server.clock.now())
    const late = await opinion(ma, docId, (await turnOf(server, docId)).id, '2026-08-06')
    expect(await ma.send('Approve', late)).toMatchObject({ code: 'WF-DELEGATE' })
    await turnClocks(env)
    expect((await turnOf(server, docId)).delegates).toEqual([])
    expect(await proved(server, docId)).toEqual([])
  })

  test('WF-80 加签 and 传阅 hold at the server: who was asked besides acts without the role of the step', async () => {
    const docId = await createDraft(draft)
    await submitDraft(draft, docId, { signedOn: '2026-08-07' })
    const { id } = await turnOf(server, docId)
    const sun = await openDesk(server, 'sun')
    const added = { docId, taskId: id, userId: 'u-sun', where: 'before', reason: '请把关', nextTaskId: v7() }
    expect(await head.send('AddSigner', added)).toMatchObject({ status: 'applied' })
    await agree(server, sun, docId, '2026-08-07')
    await agree(server, head, docId, '2026-08-07')
    const reader = v7()
    expect(
      await check.send('Circulate', { docId, readers: [{ userId: 'u-head2', taskId: reader }], text: '请阅' }),
    ).toMatchObject({ status: 'applied' })
    const head2 = await openDesk(server, 'head2')
    const { basisSm3 } = await opinion(head2, docId, reader, '2026-08-07')
    expect(await head2.send('NoteRead', { docId, taskId: reader, text: '已阅', signedOn: '2026-08-07', basisSm3 })).toMatchObject(
      { status: 'applied' },
    )
    expect(await check.send('Terminate', { docId, reason: '不宜发文' })).toMatchObject({ status: 'applied' })
    expect(await stateOf(server, docId)).toMatchObject({ state: 'X1', terminated: { reason: '不宜发文' } })
    expect(await proved(server, docId)).toEqual([])
  })
})

describe('SC-11 交接 (R-35)', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await begin()
  })
  afterAll(() => server.close())

  test('WF-85 fourteen open turns go to the successor at once, all or none; the list shows them before', async () => {
    const [draft, head, check, head2] = (await Promise.all(
      ['draft', 'head', 'check', 'head2'].map((login) => openDesk(server, login)),
    )) as [Desk, Desk, Desk, Desk]
    const docs: string[] = []
    for (let n = 0; n < 14; n++) {
      const docId = await createDraft(draft)
      await submitDraft(draft, docId, { signedOn: '2026-08-03' })
      docs.push(docId)
    }
    const list = (desk: Desk, to: string) =>
      call<HandOverResponse>(server, 'GET', `${turnPaths.handOver}?from=u-head&to=${to}`, { token: desk.token })
    expect((await list(head, 'u-head2')).status).toBe(403)
    expect((await list(check, 'u-draft')).body.turns.every((one) => !one.taken)).toBe(true)
    const { turns } = (await list(check, 'u-head2')).body
    expect(turns).toHaveLength(14)
    expect(turns[0]).toMatchObject({ stepName: '部门审核', kind: 'handle', taken: true })
    const named = turns.map(({ docId, taskId }) => ({ docId, taskId, nextTaskId: v7() }))
    const args = { docId: named[0]?.docId ?? '', from: 'u-head', to: 'u-head2', reason: '调离', turns: named }
    // one of them is done meanwhile: then none is handed over
    await agree(server, head, must(named[13]).docId)
    expect(await check.send('HandOver', args)).toMatchObject({ status: 'rejected', code: 'WF-HANDOVER' })
    for (const docId of docs.slice(0, 13)) expect((await turnOf(server, docId)).assignee.userId).toBe('u-head')
    const next = await createDraft(draft)
    await submitDraft(draft, next, { signedOn: '2026-08-03' })
    const again = (await list(check, 'u-head2')).body.turns.map(({ docId, taskId }) => ({ docId, taskId, nextTaskId: v7() }))
    expect(again).toHaveLength(14)
    expect(await head.send('HandOver', { ...args, docId: again[0]?.docId ?? '', turns: again })).toMatchObject({
      code: 'WF-NOT-YOURS',
    })
    expect(await check.send('HandOver', { ...args, docId: again[0]?.docId ?? '', turns: again })).toMatchObject({
      status: 'applied',
    })
    expect((await list(check, 'u-head2')).body.turns).toEqual([])
    for (const { docId } of again) {
      expect(await turnOf(server, docId)).toMatchObject({ assignee: { userId: 'u-head2' }, given: { how: 'handedOver' } })
      expect(await proved(server, docId)).toEqual([])
    }
    await agree(server, head2, must(again[0]).docId)
  })

  test('WF-118 steps to come of who leaves are listed for the office and go to the successor in the same transaction', async () => {
    const [draft, head, check, deputy] = (await Promise.all(
      ['draft', 'head', 'check', 'deputy'].map((login) => openDesk(server, login)),
    )) as [Desk, Desk, Desk, Desk]
    const made = [await createDraft(draft), await createDraft(draft)]
    for (const docId of made) await submitDraft(draft, docId, { signedOn: '2026-08-03' })
    const list = async (from: string, to: string) => {
      const path = `${turnPaths.handOver}?from=${from}&to=${to}`
      const { ahead } = (await call<HandOverResponse>(server, 'GET', path, { token: check.token })).body
      return ahead.filter((one) => made.includes(one.docId))
    }
    expect((await list('u-deputy', 'u-head2')).map((one) => [one.stepName, one.taken])).toEqual([1, 2].map(() => ['审签', false]))
    expect(await list('u-head', 'u-head2')).toEqual([])
    const ahead = (await list('u-check', 'u-check2')).map(({ docId, step }) => ({ docId, step }))
    expect(ahead.map((one) => one.step)).toEqual(['check', 'check'])
    const args = { docId: must(ahead[0]).docId, from: 'u-check', to: 'u-check2', reason: '调离', turns: [], ahead }
    expect(await deputy.send('HandOver', args)).toMatchObject({ code: 'WF-NOT-YOURS' })
    // one of them has come meanwhile: then none is handed over
    await agree(server, head, must(ahead[1]).docId)
    expect(await check.send('HandOver', args)).toMatchObject({ code: 'WF-HANDOVER' })
    expect((await stateOf(server, args.docId)).assignees['check']?.userId).toBe('u-check')
    const third = await createDraft(draft)
    await submitDraft(draft, third, { signedOn: '2026-08-03' })
    const both = [must(ahead[0]), { docId: third, step: 'check' }]
    expect(await check.send('HandOver', { ...args, ahead: both })).toMatchObject({ status: 'applied' })
    for (const { docId } of both) {
      await agree(server, head, docId)
      expect((await turnOf(server, docId)).assignee.userId).toBe('u-check2')
      expect(await proved(server, docId)).toEqual([])
    }
  })

  test('WF-121 a leader stops, resumes and extends the limit of somebody else’s turn; the chain proves it', async () => {
    const { draft, head, deputy, leader } = await openDesks(server, 'draft', 'head', 'deputy', 'leader')
    const docId = await createDraft(draft)
    await submitDraft(draft, docId, { signedOn: '2026-08-03' })
    const { id: taskId, dueAt } = await turnOf(server, docId)
    const reason = '等待省厅批复'
    expect(await head.send('SuspendTurn', { docId, taskId, reason })).toMatchObject({ code: 'WF-NOT-YOURS' })
    expect(await deputy.send('SuspendTurn', { docId, taskId, reason })).toMatchObject({ status: 'applied' })
    server.clock.forward(3_600_000)
    expect(await leader.send('ResumeTurn', { docId, taskId })).toMatchObject({ status: 'applied' })
    expect((await turnOf(server, docId)).dueAt).toBeGreaterThan(dueAt ?? 0)
    expect(await leader.send('ExtendTurn', { docId, taskId, days: 2, reason })).toMatchObject({ status: 'applied' })
    expect(await turnOf(server, docId)).toMatchObject({ extended: [{ days: 2 }], stood: [{ by: { userId: 'u-deputy' } }] })
    expect(await proved(server, docId)).toEqual([])
  })
})
