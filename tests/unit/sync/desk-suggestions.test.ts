import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { applySteps } from '../../../src-shared/revision/apply-steps.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { createDesk } from '../../../src-shared/sync/desk.ts'
import { hashOf, jsonOf } from '../../../src-shared/sync/text.ts'
import { takeVerdicts } from '../../../src-shared/sync/verdicts.ts'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { consultPart } from '../../../src-shared/workflow/consult/part.ts'
import type { DocumentState, Task } from '../../../src-shared/workflow/document-state.ts'
import { personOf } from '../../support/small-county.ts'
import { signedState } from '../../support/states.ts'
import { rowsOf } from '../../support/store.ts'
import { START, testDesk } from '../../support/test-desk.ts'
import { appendTo, tracked } from '../../support/server/tracked.ts'

/** 赵敏's desk; 柳河镇 is asked for its opinion on a document of 石桥乡, which lies here with its text. */
async function asked() {
  const here = await testDesk()
  const env = { ...here.env, me: { userId: 'zhao', name: '赵敏' } }
  const desk = createDesk(env, () => undefined)
  const text = makeDocument({ elements: { title: '关于防汛的通知' }, paragraphs: ['各村：', '现将有关事项通知如下。'] }, v7)
  const bodySm3 = hashOf(env, text)
  const turn = { arrivedAt: START - 1, openedAt: null, doneAt: null, result: null }
  const shi = personOf('shi')
  const check: Task = { id: v7() as Task['id'], step: 'check', assignee: shi, ...turn }
  const task: Task = {
    id: v7() as Task['id'],
    step: 'consult',
    kind: 'consult',
    assignee: personOf('zhao'),
    dueAt: null,
    ...turn,
  }
  const none = { reminded: [], answer: null, ended: null, ruling: null, adoption: null }
  const round = {
    id: v7(),
    by: shi,
    at: START - 1,
    text: '',
    days: 7,
    dueAt: START,
    provisional: false,
    bodyVersion: 3,
    bodySm3,
    asks: [{ unitId: 'liuhe', unitName: '柳河镇人民政府', taskId: task.id, ...none }],
  }
  const pulled: DocumentState = {
    ...signedState(),
    state: 'F2',
    step: 'check',
    unitId: 'shiqiao',
    drafter: shi,
    tasks: [check, task],
    signed: null,
    bodySm3,
    consult: consultPart.parse({ rounds: [round] }),
  }
  const docId = pulled.id
  await env.store.transact('rw', ['docs', 'bodies'], async (tx) => {
    await tx.put('docs', { id: docId, data: pulled })
    await tx.put('bodies', { docId, version: 3, sm3: bodySm3, body: jsonOf(text) })
  })
  const seen = () => rowsOf(here.disk, 'overlay').find((row) => row.docId === docId)?.data ?? pulled
  const suggest = async (words: string) => {
    const body = await desk.openText(docId)
    if (!body) throw new Error('no text')
    const made = tracked(body.working, 'zhao', 'consult', START, appendTo('如下', words))
    await desk.saveTyping(docId, made.steps, made.doc)
    return made.doc
  }
  const answer = (stance: CommandArgs<'GiveConsultOpinion'>['stance'] = 'agree') =>
    desk.command('GiveConsultOpinion', {
      docId,
      taskId: task.id,
      stance,
      text: '',
      signedOn: '2026-10-12',
      basisSm3: bodySm3,
    })
  return { ...here, env, desk, docId, text, bodySm3, pulled, seen, suggest, answer }
}

it('WF-74 what a consulted person changes stays on the desk, and goes along with the opinion as one command', async () => {
  const { desk, docId, text, bodySm3, suggest, answer, outbox, seen, disk } = await asked()
  const work = await suggest('（试行）')
  await desk.submit(docId)
  await desk.submitAll()
  // no save of the text: it is not theirs to change
  expect(outbox()).toEqual([])
  expect(rowsOf(disk, 'working')).toHaveLength(1)
  let told: string | undefined
  desk.onMoved(docId, (next) => (told = next.working.textContent))
  expect(await answer()).toMatchObject({ ok: true })
  const [row] = outbox()
  expect(outbox()).toHaveLength(1)
  const suggestion = (row?.args as CommandArgs<'GiveConsultOpinion'> | undefined)?.suggestion
  expect(suggestion).toMatchObject({ baseVersion: 3, baseSm3: bodySm3 })
  const made = applySteps(text, suggestion?.steps ?? [])
  expect(made.eq(work)).toBe(true)
  expect(listChanges(made)).toMatchObject([{ author: 'zhao', step: 'consult', newText: '（试行）' }])
  // the editor takes the text of the document over again, and the suggestion is foreseen beside it
  expect(rowsOf(disk, 'working')).toEqual([])
  expect(told).toBe(text.textContent)
  expect(seen()).toMatchObject({
    state: 'F3',
    bodyVersion: 3,
    branches: [{ id: row?.cmdId, code: 'WF-SUGGESTION', by: { unitName: '柳河镇人民政府' }, settled: null }],
  })
})

it('an opinion without changes carries none', async () => {
  const { answer, outbox } = await asked()
  await answer('none')
  expect(outbox().map((row) => (row.args as CommandArgs<'GiveConsultOpinion'>).suggestion)).toEqual([undefined])
})

it('WF-73 an opinion that is refused here takes nothing along: the text stays as it was', async () => {
  const { answer, suggest, outbox, disk } = await asked()
  await suggest('（试行）')
  expect(await answer('disagree')).toMatchObject({ ok: false, code: 'WF-CONSULT-REASON' })
  expect(outbox()).toEqual([])
  expect(rowsOf(disk, 'working')).toHaveLength(1)
})

it('SY-61 one the server refuses lies in 需处理 with all its changes', async () => {
  const { env, answer, suggest, send, attention, text } = await asked()
  const work = await suggest('（试行）')
  await answer()
  const [command] = await send()
  if (!command) throw new Error('nothing to send')
  await takeVerdicts(env, [{ id: command.id, seq: command.seq, status: 'rejected', code: 'WF-TASK-CLOSED' }])
  const suggestion = (attention()[0]?.args as CommandArgs<'GiveConsultOpinion'> | undefined)?.suggestion
  expect(applySteps(schema.nodeFromJSON(jsonOf(text)), suggestion?.steps ?? []).eq(work)).toBe(true)
})
