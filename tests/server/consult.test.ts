import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { paths, type BodyResponse, type BranchResponse } from '../../src-shared/sync/protocol.ts'
import type { RoleCode } from '../../src-shared/workflow/directory.ts'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { smallCounty } from '../support/server/county.ts'
import { call, createDraft, openDesks, submission, submitDraft, type Desk } from '../support/server/desk.ts'
import { faultsOf } from '../support/server/faults.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'
import { nodeOf } from '../support/server/story.ts'
import { appendTo, replaceText, tracked } from '../support/server/tracked.ts'
import { post } from '../support/small-county.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)

/** The three bureaus of SC-3, and one that nobody asks. */
const bureaus: [id: string, name: string, login: string, person: string, role: RoleCode][] = [
  ['czj', '财政局', 'liu', '刘洋', 'leader'],
  ['slj', '水利局', 'xu', '许波', 'leader'],
  ['yjj', '应急局', 'ding', '丁宁', 'deputyLeader'],
  ['mzj', '民政局', 'min', '闵安', 'leader'],
]
const seed = (() => {
  const small = smallCounty()
  const hash = must(small.users[0]).passwordHash
  return {
    ...small,
    units: [
      ...small.units,
      ...bureaus.map(([id, name]) => ({
        id,
        name,
        shortName: name,
        category: 'office',
        parentId: 'county',
        prefixes: [`青${id}`],
        inner: false,
      })),
    ],
    users: [...small.users, ...bureaus.map(([, , login, name]) => ({ id: `u-${login}`, login, name, passwordHash: hash }))],
    posts: [...small.posts, ...bureaus.map(([id, , login, name, role]) => post(`u-${login}`, name, '局长', role, id))],
  }
})()

const logins = ['draft', 'head', 'check', 'deputy', 'leader', 'liu', 'xu', 'ding', 'min', 'liuhe-leader'] as const
let server: TestServer
let desks: Record<(typeof logins)[number], Desk>
beforeAll(async () => {
  server = await startTestServer({ seed, now: at('2026-09-21T09:00:00') })
  desks = await openDesks(server, ...logins)
})
afterAll(() => server.close())

/** The clock as it stands then; who works there signs in anew. */
async function goTo(when: string): Promise<void> {
  server.clock.forward(at(when) - server.clock.now())
  desks = await openDesks(server, ...logins)
}
const stateOf = async (docId: string): Promise<DocumentState> => must(await desks.draft.state(docId))
const bodyOf = async (docId: string, desk: Desk = desks.draft): Promise<BodyResponse> => must(await desk.body(docId))
const today = (): string => dateOf(server.clock.now())

/** A document at 核稿. */
async function atCheck(): Promise<string> {
  const docId = await createDraft(desks.draft)
  await submitDraft(desks.draft, docId)
  await approve(desks.head, docId)
  return docId
}
async function approve(desk: Desk, docId: string) {
  const doc = await stateOf(docId)
  const args = { docId, taskId: openTurn(doc)?.id, text: '同意', signedOn: today(), basisSm3: doc.bodySm3, nextTaskId: v7() }
  return desk.send('Approve', args)
}
const ask = (docId: string, units: readonly string[], desk = desks.check, days = 7) =>
  desk.send('OpenConsult', {
    docId,
    roundId: v7(),
    asks: units.map((unitId) => ({ unitId, taskId: v7() })),
    days,
    text: '请就预案提出意见。',
  })
/** Arguments of an answer to the newest round. */
async function answer(docId: string, unitId: string, stance: string, more: object = {}) {
  const doc = await stateOf(docId)
  const taskId = must(doc.consult?.rounds.at(-1)?.asks.find((one) => one.unitId === unitId)).taskId
  const text = stance === 'disagree' ? '队伍调度与本局职责不符。' : ''
  return { docId, taskId, stance, text, signedOn: today(), basisSm3: doc.bodySm3, ...more }
}
/** What a consulted person changed in their own copy. */
function suggested(base: BodyResponse, userId: string, ...changes: Parameters<typeof tracked>[4][]) {
  const all = (tr: Parameters<Parameters<typeof tracked>[4]>[0]) => changes.reduce((now, change) => change(now), tr)
  const made = tracked(nodeOf(base), userId, 'consult', server.clock.now(), all)
  const { docId: _docId, step: _step, ...suggestion } = submission('', base, made.steps, made.doc, 'consult')
  return suggestion
}
const proof = async (docId: string): Promise<string[]> => faultsOf(server, docId)

describe('SC-3 三个局会签 at the server', () => {
  test('WF-70…WF-77 fanned out to these units only, due 10-09, suggestions beside the text, R-12 until 应急局 agrees', async () => {
    await goTo('2026-09-22T10:00:00')
    const docId = await atCheck()
    for (const desk of [desks.liu, desks.xu, desks.ding]) expect(await desk.state(docId)).toBeUndefined()
    expect(await ask(docId, ['czj', 'slj', 'yjj'], desks.xu)).toMatchObject({ status: 'rejected', code: 'WF-NOT-FOUND' })
    expect(await ask(docId, ['czj', 'slj', 'yjj'])).toMatchObject({ status: 'applied' })

    // each unit sees it as a task that is due, nobody else does
    for (const desk of [desks.liu, desks.xu, desks.ding]) {
      const seen = must(await desk.state(docId))
      const mine = seen.tasks.find((task) => task.assignee.userId === `u-${desk.login}`)
      expect(mine).toMatchObject({ kind: 'consult', step: 'consult', doneAt: null, dueAt: at('2026-10-09T17:30:00') })
      expect(await desk.body(docId)).toBeDefined()
    }
    for (const desk of [desks.min, desks['liuhe-leader']]) {
      expect(await desk.state(docId)).toBeUndefined()
      expect(await desk.body(docId)).toBeUndefined()
    }
    expect(await stateOf(docId)).toMatchObject({ state: 'F2', step: 'check' })
    expect(await approve(desks.check, docId)).toMatchObject({ status: 'rejected', code: 'WF-CONSULT-OPEN' })
    // the text is the holder's alone: a save of a unit is no version
    const base = await bodyOf(docId, desks.xu)
    const edited = tracked(nodeOf(base), 'u-xu', 'consult', server.clock.now(), appendTo('如下', '（水利）'))
    expect(await desks.xu.send('SubmitBody', submission(docId, base, edited.steps, edited.doc, 'consult'))).toMatchObject({
      status: 'rejected',
      code: 'WF-TASK-CLOSED',
    })

    await goTo('2026-09-24T15:00:00')
    // the holder goes on writing meanwhile
    const now = await bodyOf(docId)
    const held = tracked(nodeOf(now), 'u-check', 'check', server.clock.now(), appendTo('如下', '，请执行'))
    expect(await desks.check.send('SubmitBody', submission(docId, now, held.steps, held.doc, 'check'))).toMatchObject({
      status: 'applied',
    })
    const suggestion = suggested(base, 'u-xu', replaceText('有关', '防汛'), appendTo('通知', '（水利）'))
    const given = await desks.xu.send('GiveConsultOpinion', await answer(docId, 'slj', 'agree', { suggestion }))
    expect(given).toMatchObject({ status: 'applied', bodyVersion: 2 })
    const kept = (await stateOf(docId)).branches.find((one) => one.id === given.id)
    expect(kept).toMatchObject({
      code: 'WF-SUGGESTION',
      by: { name: '许波', unitName: '水利局' },
      baseVersion: 1,
      step: 'consult',
    })
    const fetched = await call<BranchResponse>(server, 'GET', `${paths.branches}/${docId}/${given.id}`, {
      token: desks.check.token,
    })
    expect(fetched.status).toBe(200)

    // the holder brings them in as suggestions of 水利局, over what was written since
    expect(await desks.check.send('BringInBranch', { docId, branchId: given.id })).toMatchObject({ status: 'applied' })
    const brought = await bodyOf(docId)
    const theirs = listChanges(nodeOf(brought)).filter((change) => change.author === 'u-xu')
    expect(theirs.map((change) => change.step)).toEqual(theirs.map(() => 'consult'))
    expect(theirs.map((change) => change.newText).toSorted()).toEqual(['防汛', '（水利）'].toSorted())
    expect(nodeOf(brought).textContent).toContain('，请执行')

    await goTo('2026-10-08T11:00:00')
    expect(await desks.ding.send('GiveConsultOpinion', await answer(docId, 'yjj', 'disagree'))).toMatchObject({
      status: 'applied',
    })
    const close = { docId, units: ['czj'] }
    expect(await desks.check.send('CloseConsultOverdue', close)).toMatchObject({ status: 'rejected', code: 'WF-OVERDUE' })
    expect(await desks.check.send('RemindConsult', close)).toMatchObject({ status: 'applied' })

    await goTo('2026-10-10T09:00:00')
    expect(await desks.liu.send('CloseConsultOverdue', close)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    expect(await desks.check.send('CloseConsultOverdue', close)).toMatchObject({ status: 'applied' })
    // an answer that was written without a line comes too late; it is told so and can be put on record
    const tooLate = { ...(await answer(docId, 'czj', 'agree')), text: '同意，资金从预备费列支。' }
    const refused = await desks.liu.send('GiveConsultOpinion', tooLate)
    expect(refused).toMatchObject({ status: 'rejected', code: 'WF-TASK-CLOSED' })
    const { text, signedOn, basisSm3 } = tooLate
    const supplement = { docId, refused: refused.id, step: 'consult', stance: 'agree', text, signedOn, basisSm3 }
    expect(await desks.liu.send('AddSupplement', supplement)).toMatchObject({ status: 'applied' })

    expect(await approve(desks.check, docId)).toMatchObject({
      status: 'rejected',
      code: 'WF-DISAGREE',
      article: '第十六条',
      detail: '应急局',
    })
    const second = await ask(docId, ['yjj'], desks.check, 2)
    expect(second).toMatchObject({ status: 'applied' })
    expect(await desks.ding.send('GiveConsultOpinion', await answer(docId, 'yjj', 'agree'))).toMatchObject({ status: 'applied' })
    expect((await stateOf(docId)).state).toBe('F3')
    expect(await approve(desks.check, docId)).toMatchObject({ status: 'applied' })
    expect(await proof(docId)).toEqual([])
  })
})

describe('WF-74 suggestions at the server', () => {
  test('those that lead nowhere, to another text or to a 涉密 one are refused with the opinion; those of a refused opinion are kept', async () => {
    const docId = await atCheck()
    await ask(docId, ['slj', 'czj'])
    const base = await bodyOf(docId, desks.xu)
    const suggestion = suggested(base, 'u-xu', replaceText('有关', '防汛'))
    const give = async (more: object) =>
      desks.xu.send('GiveConsultOpinion', await answer(docId, 'slj', 'agree', { suggestion: { ...suggestion, ...more } }))
    expect(await give({ baseSm3: 'a'.repeat(64) })).toMatchObject({ status: 'rejected', code: 'RV-STEP-INVALID' })
    expect(await give({ steps: [{ stepType: 'nonsense' }] })).toMatchObject({ status: 'rejected', code: 'RV-STEP-INVALID' })
    expect(await give({ resultSm3: 'b'.repeat(64) })).toMatchObject({ status: 'rejected', code: 'RV-HASH' })
    // what was suggested is not lost with the opinion (SY-23)
    expect((await stateOf(docId)).branches).toMatchObject([{ code: 'RV-HASH', by: { unitName: '水利局' } }])
    const applied = await give({})
    expect(applied).toMatchObject({ status: 'applied' })
    const rows = await server.db.selectFrom('body_branch').select(['code', 'resolved_at']).where('doc_id', '=', docId).execute()
    expect(rows.map((row) => row.code).toSorted()).toEqual(['RV-HASH', 'WF-SUGGESTION'])

    const round = must((await stateOf(docId)).consult?.rounds[0])
    const told = { docId, roundId: round.id, unitId: 'slj', adopted: 'no', reason: '与上位预案不符。' }
    expect(await desks.check.send('RecordAdoption', told)).toMatchObject({ status: 'applied' })
    const doc = await stateOf(docId)
    expect(doc.branches.find((one) => one.id === applied.id)?.settled).toMatchObject({ how: 'putAside' })
    expect(await proof(docId)).toEqual([])
  })

  test('SE-05 who has left the unit answers for it no more', async () => {
    const docId = await atCheck()
    await ask(docId, ['mzj'])
    const args = await answer(docId, 'mzj', 'agree')
    await server.db.deleteFrom('post').where('user_id', '=', 'u-min').execute()
    await server.db
      .updateTable('sync_meta')
      .set((eb) => ({ directory_version: eb('directory_version', '+', 1) }))
      .execute()
    expect(await desks.min.send('GiveConsultOpinion', args)).toMatchObject({ status: 'rejected', code: 'WF-NOT-YOURS' })
    expect((await stateOf(docId)).state).toBe('F2')
  })
})
