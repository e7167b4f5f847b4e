import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { stateCalendar } from '../../../src-shared/calendar/calendars.ts'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { escalationsOf } from '../../../src-server/jobs/turn-clocks.ts'
import { listRow, placesOf } from '../../../src-shared/sync/rows.ts'
import { headsOf } from '../../../src-shared/workflow/consult/heads.ts'
import { consultDue, lightOf, remindersOf } from '../../../src-shared/workflow/consult/limits.ts'
import { maySuggest } from '../../../src-shared/workflow/consult/rights.ts'
import { consultationFacts, disagreeing, waitingUnits } from '../../../src-shared/workflow/consult/standing.ts'
import { summaryOf } from '../../../src-shared/workflow/consult/summary.ts'
import { openTurn, participants } from '../../../src-shared/workflow/document-state.ts'
import { mayEdit } from '../../../src-shared/workflow/edit-right.ts'
import { unsignedOrgans } from '../../../src-shared/workflow/issue/joint.ts'
import { at, sm3, directory, life, ask } from '../../support/consult-county.ts'

describe('limits of 会签', () => {
  it('CA-03 seven 工作日 from Tuesday 2026-09-22 10:00 end with work on Friday 10-09; in a year without a notice they are provisional', () => {
    expect(consultDue(at(ask), 7, stateCalendar)).toEqual({ dueAt: at('2026-10-09T17:30:00'), provisional: false })
    expect(consultDue(at('2026-12-30T10:00:00'), 3, stateCalendar)).toEqual({
      dueAt: at('2027-01-04T17:30:00'),
      provisional: true,
    })
  })

  it('WF-78 yellow from 09-30 on, over the holidays, red once the limit has passed; Saturday 10-10 is worked and day 1', () => {
    const due = at('2026-10-09T17:30:00')
    const light = (when: string) => lightOf(at(when), due, stateCalendar)
    expect(light('2026-09-29T23:59:59')).toEqual({ colour: 'calm', n: 4 })
    expect(light('2026-09-30T00:00:00')).toEqual({ colour: 'yellow', n: 3 })
    expect(light('2026-10-05T12:00:00')).toEqual({ colour: 'yellow', n: 2 })
    expect(light('2026-10-09T17:30:00')).toEqual({ colour: 'yellow', n: 1 })
    expect(light('2026-10-09T17:30:01')).toEqual({ colour: 'red', n: 0 })
    expect(light('2026-10-10T09:00:00')).toEqual({ colour: 'red', n: 1 })
    expect(light('2026-10-11T09:00:00')).toEqual({ colour: 'red', n: 1 })
    expect(light('2026-10-12T09:00:00')).toEqual({ colour: 'red', n: 2 })
  })

  it('WF-78 the clock reminds as it turns yellow, on the last day and on the first day late, never on a day off', () => {
    const due = at('2026-10-09T17:30:00')
    const when = ['2026-09-30', '2026-10-09', '2026-10-10'].map((day) => at(`${day}T08:30:00`))
    expect(remindersOf(at(ask), due, stateCalendar)).toEqual(when)
    // asked on its last day but one: what lies before is no reminder
    expect(remindersOf(at('2026-10-08T10:00:00'), due, stateCalendar)).toEqual(when.slice(1))
    expect(when.map(dateOf)).not.toContain('2026-10-05')
  })
})

describe('WF-70 asking units', () => {
  it('each unit has a turn of its own at once, of its heads and its office; who has the turn keeps it and the document stands at F2', () => {
    const story = life()
    const turn = openTurn(story.state())
    const doc = story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj', 'yjj']))
    expect(doc.state).toBe('F2')
    expect(openTurn(doc)).toEqual({ ...turn, stood: [{ from: at(ask), to: null }] })
    const asked = doc.tasks.filter((task) => task.kind === 'consult')
    expect(asked.map((task) => [task.assignee.name, (task.pool ?? []).map((one) => one.name)])).toEqual([
      ['刘洋', ['鲍明']],
      ['许波', []],
      ['丁宁', []],
    ])
    expect(asked.every((task) => task.dueAt === at('2026-10-09T17:30:00') && task.step === 'consult')).toBe(true)
    expect(participants(doc)).toEqual(expect.arrayContaining(['liu', 'bao', 'xu', 'ding']))
    expect(participants(doc)).not.toContain('kong')
    // the holder goes on writing, the units suggest
    expect(mayEdit(doc, 'ma')).toBe(true)
    expect([mayEdit(doc, 'xu'), maySuggest(doc, 'xu'), maySuggest(doc, 'ma'), maySuggest(doc, 'kong')]).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('the drafter and the office may ask as well; nobody else, not the own organ, no unit twice or without heads, not in a draft', () => {
    const story = life()
    expect(story.refused('gao', ask, 'OpenConsult', story.open(['czj']))).toBe('WF-NOT-YOURS')
    expect(story.refused('liu', ask, 'OpenConsult', story.open(['slj']))).toBe('WF-NOT-YOURS')
    expect(story.refused('ma', ask, 'OpenConsult', story.open(['zfb']))).toBe('WF-CONSULT 青禾县人民政府办公室')
    expect(story.refused('ma', ask, 'OpenConsult', story.open(['czj', 'czj']))).toBe('WF-CONSULT 财政局')
    expect(story.refused('ma', ask, 'OpenConsult', story.open(['nowhere']))).toBe('WF-CONSULT nowhere')
    expect(story.refused('ma', ask, 'OpenConsult', story.open(['kong']))).toBe('WF-NO-ROLE 空局')
    const { taskId } = story.open(['czj']).asks[0] ?? { taskId: '' }
    const same = [
      { unitId: 'czj', taskId },
      { unitId: 'slj', taskId },
    ]
    expect(story.refused('ma', ask, 'OpenConsult', story.open([], { asks: same }))).toBe('WF-CONSULT 水利局')
    story.done('sun', ask, 'OpenConsult', story.open(['czj']))
    expect(story.refused('ma', ask, 'OpenConsult', story.open(['czj']))).toBe('WF-CONSULT 财政局')
    story.done('ma', ask, 'OpenConsult', story.open(['slj']))
    expect(story.state().consult?.rounds).toHaveLength(2)
  })

  it('of a section its head is asked', () => {
    expect(headsOf(directory, 'zfb-mishu').map((one) => one.name)).toEqual(['何伟'])
    expect(headsOf(directory, 'nowhere')).toEqual([])
  })
})

describe('WF-71 waiting for the units', () => {
  it('nothing is handed on, back or away while a unit is asked; when the last is in, the document stands where it was', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    expect(story.refused('ma', ask, 'Approve', story.approve(ask))).toBe('WF-CONSULT-OPEN 财政局、水利局')
    const back = { ...story.approve(ask), toStep: 'draft', text: '请改' }
    expect(story.refused('ma', ask, 'Return', back)).toBe('WF-CONSULT-OPEN 财政局、水利局')
    expect(story.refused('he', ask, 'Withdraw', { text: '', signedOn: '2026-09-22', nextTaskId: v7() })).toBe(
      'WF-CONSULT-OPEN 财政局、水利局',
    )
    story.done('xu', ask, 'GiveConsultOpinion', story.answer('slj', 'agree', ask))
    expect(story.state().state).toBe('F2')
    story.done('bao', ask, 'GiveConsultOpinion', story.answer('czj', 'none', ask))
    expect(story.state().state).toBe('F3')
    const task = story.state().tasks.find((one) => one.assignee.userId === 'liu')
    expect(task).toMatchObject({ result: 'done', doneBy: { userId: 'bao' } })
    expect(story.done('ma', ask, 'Approve', story.approve(ask)).state).toBe('F4')
  })

  it('what was asked by mistake is taken back with a reason', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    story.done('xu', ask, 'GiveConsultOpinion', story.answer('slj', 'agree', ask))
    expect(story.refused('ma', ask, 'CancelConsult', { units: ['slj'], reason: '错了' })).toBe('WF-CONSULT slj')
    expect(story.refused('xu', ask, 'CancelConsult', { units: ['czj'], reason: '错了' })).toBe('WF-NOT-YOURS')
    const doc = story.done('ma', ask, 'CancelConsult', { units: ['czj'], reason: '不涉及该局职权。' })
    expect(doc.state).toBe('F3')
    expect(doc.tasks.filter((task) => task.kind === 'consult').map((task) => task.result)).toEqual(['cancelled', 'done'])
    expect(consultationFacts(doc)).toEqual([{ unit: '水利局', outcome: 'agree' }])
    expect(story.refused('liu', ask, 'GiveConsultOpinion', story.answer('czj', 'agree', ask))).toBe('WF-TASK-CLOSED')
  })
})

describe('WF-73 a unit answers', () => {
  it('by its heads or office alone, once, with a reason where it disagrees, on a day it can have', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    const czj = (more = {}) => story.answer('czj', 'disagree', ask, more)
    expect(story.refused('xu', ask, 'GiveConsultOpinion', czj())).toBe('WF-NOT-YOURS')
    expect(story.refused('liu', ask, 'GiveConsultOpinion', czj({ text: ' ' }))).toBe('WF-CONSULT-REASON 财政局')
    expect(story.refused('liu', ask, 'GiveConsultOpinion', czj({ signedOn: '2026-09-20' }))).toBe('WF-DATE')
    const left = { ...directory, posts: directory.posts.filter((one) => one.userId !== 'liu') }
    expect(story.refused('liu', ask, 'GiveConsultOpinion', czj(), { directory: left })).toBe('WF-NO-ROLE 财政局')
    expect(story.refused('ma', ask, 'GiveConsultOpinion', { ...czj(), taskId: openTurn(story.state())?.id })).toBe('WF-STATE')
    const doc = story.done('liu', ask, 'GiveConsultOpinion', czj())
    expect(doc.opinions.at(-1)).toMatchObject({
      step: 'consult',
      stance: 'disagree',
      by: { userId: 'liu', unitId: 'czj', unitName: '财政局' },
    })
    expect(story.refused('bao', ask, 'GiveConsultOpinion', story.answer('czj', 'agree', ask))).toBe('WF-TASK-CLOSED')
  })

  it('WF-74 its suggestions are kept as a branch of the version it was shown; the text stands as it is', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['slj']))
    const suggestion = { baseVersion: 1, baseSm3: sm3(1), steps: [{}], resultSm3: sm3(2) }
    const commandId = v7()
    const doc = story.done('xu', ask, 'GiveConsultOpinion', story.answer('slj', 'agree', ask, { suggestion }), { commandId })
    expect(doc).toMatchObject({ state: 'F3', bodyVersion: 1, bodySm3: sm3(1) })
    expect(doc.branches).toEqual([
      {
        id: commandId,
        by: expect.objectContaining({ userId: 'xu', unitName: '水利局' }) as unknown,
        step: 'consult',
        baseVersion: 1,
        code: 'WF-SUGGESTION',
        at: at(ask),
        settled: null,
      },
    ])
    expect(summaryOf(doc)).toMatchObject([{ unit: '水利局', standing: 'agree', suggestion: commandId, adopted: null }])
  })
})

describe('WF-79 R-22 联合行文', () => {
  it('of an organ that issues along only a leader agrees: that is its signature; of others the office may', () => {
    const story = life('通知', '青禾县人民政府办公室 财政局')
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    expect(story.refused('bao', ask, 'GiveConsultOpinion', story.answer('czj', 'agree', ask))).toBe('WF-NO-ROLE 财政局')
    expect(unsignedOrgans(story.state(), directory)).toEqual(['财政局'])
    story.done('liu', ask, 'GiveConsultOpinion', story.answer('czj', 'agree', ask))
    expect(unsignedOrgans(story.state(), directory)).toEqual([])
    const other = life()
    other.done('ma', ask, 'OpenConsult', other.open(['czj']))
    expect(other.done('bao', ask, 'GiveConsultOpinion', other.answer('czj', 'agree', ask)).state).toBe('F3')
  })
})

describe('WF-72 R-12 a disagreement', () => {
  const disagreed = (docType?: string) => {
    const story = life(docType)
    story.done('ma', ask, 'OpenConsult', story.open(['yjj']))
    story.done('ding', ask, 'GiveConsultOpinion', story.answer('yjj', 'disagree', ask))
    return story
  }

  it('holds the document back, by name and article; it may go back to be written anew, and is held again', () => {
    const story = disagreed()
    expect(story.state().state).toBe('F2')
    const refusal = story.run('ma', ask, 'Approve', story.approve(ask))
    expect(refusal).toMatchObject({ ok: false, code: 'WF-DISAGREE', article: '第十六条', detail: '应急局' })
    story.done('ma', ask, 'Return', { ...story.approve(ask), toStep: 'review', text: '请再与应急局商量' })
    expect(story.state().state).toBe('F1')
    expect(story.refused('he', ask, 'Approve', story.approve(ask))).toBe('WF-DISAGREE 应急局')
  })

  it('is settled by a second round in which the unit agrees itself; its silence takes nothing back', () => {
    const story = disagreed()
    story.done('ma', ask, 'OpenConsult', story.open(['yjj'], { days: 1 }))
    const late = '2026-10-08T09:00:00'
    story.done('ma', late, 'RemindConsult', { units: ['yjj'] })
    expect(story.refused('ma', late, 'CloseConsultOverdue', { units: ['yjj'] })).toBe('WF-OVERDUE 应急局')
    story.done('ding', late, 'GiveConsultOpinion', story.answer('yjj', 'agree', late))
    expect(story.state().state).toBe('F3')
    expect(disagreeing(story.state())).toEqual([])
    expect(summaryOf(story.state()).map((row) => [row.round, row.standing])).toEqual([
      [1, 'disagree'],
      [2, 'agree'],
    ])
  })

  it('a second round that is taken back leaves the first word standing', () => {
    const story = disagreed()
    story.done('ma', ask, 'OpenConsult', story.open(['yjj']))
    expect(story.done('ma', ask, 'CancelConsult', { units: ['yjj'], reason: '先报县领导' }).state).toBe('F2')
    expect(story.refused('ma', ask, 'Approve', story.approve(ask))).toBe('WF-DISAGREE 应急局')
  })

  it('WF-76 or by 裁定 of the superior, with what both sides have to say; what is put down alone settles only a document that goes up', () => {
    const sides = { unitId: 'yjj', ours: '统一调度', theirs: '本局直接调用' }
    const story = disagreed()
    expect(story.refused('ma', ask, 'RuleDisagreement', { ...sides, ruledBy: '', ruling: '照办' })).toBe(
      'WF-CONSULT-REASON 应急局',
    )
    expect(story.done('ma', ask, 'RuleDisagreement', { ...sides, ruledBy: '', ruling: '' }).state).toBe('F2')
    expect(story.refused('ma', ask, 'Approve', story.approve(ask))).toBe('WF-DISAGREE 应急局')
    const doc = story.done('ma', ask, 'RuleDisagreement', { ...sides, ruledBy: '高文', ruling: '统一调度。' })
    expect(doc.state).toBe('F3')
    expect(consultationFacts(doc)).toEqual([{ unit: '应急局', outcome: 'settled' }])
    expect(story.refused('ma', ask, 'RuleDisagreement', { ...sides, ruledBy: '高文', ruling: '再改' })).toBe('WF-CONSULT yjj')
    const upward = disagreed('请示')
    expect(upward.done('ma', ask, 'RuleDisagreement', { ...sides, ruledBy: '', ruling: '' }).state).toBe('F3')
  })
})

describe('WF-75 逾期视为无不同意见', () => {
  it('only past the limit and only for units that were reminded', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    const close = { units: ['czj'] }
    expect(story.refused('ma', '2026-10-10T09:00:00', 'CloseConsultOverdue', close)).toBe('WF-OVERDUE 财政局')
    story.done('ma', '2026-09-30T09:00:00', 'RemindConsult', close)
    expect(story.refused('ma', '2026-10-09T17:30:00', 'CloseConsultOverdue', close)).toBe('WF-OVERDUE 财政局')
    expect(story.refused('liu', '2026-10-10T09:00:00', 'CloseConsultOverdue', close)).toBe('WF-NOT-YOURS')
    const doc = story.done('ma', '2026-10-10T09:00:00', 'CloseConsultOverdue', close)
    expect(doc.state).toBe('F2')
    expect(doc.tasks.find((task) => task.assignee.userId === 'liu')).toMatchObject({ result: 'overdue', openedAt: null })
    expect(consultationFacts(doc)).toEqual([
      { unit: '财政局', outcome: 'overdue' },
      { unit: '水利局', outcome: 'open' },
    ])
  })
})

describe('WF-116 终止 while units are asked', () => {
  it('ends their turns with the reason and tells each unit, which reads it; who answered is left alone', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj', 'yjj']))
    story.done('xu', '2026-09-24T10:00:00', 'GiveConsultOpinion', story.answer('slj', 'agree', '2026-09-24T10:00:00'))
    const doc = story.done('ma', '2026-09-24T11:00:00', 'Terminate', { reason: '不宜发文' })
    expect([doc.state, waitingUnits(doc)]).toEqual(['X1', []])
    const ended = doc.consult?.rounds[0]?.asks.map(({ unitId, ended: how }) => [unitId, how?.how, how?.reason])
    expect(ended).toEqual([
      ['czj', 'cancelled', '不宜发文'],
      ['slj', undefined, undefined],
      ['yjj', 'cancelled', '不宜发文'],
    ])
    const open = doc.tasks.filter((task) => task.doneAt === null)
    expect(open.map((task) => [task.kind, task.assignee.userId, task.pool?.length ?? 0, task.given?.how])).toEqual([
      ['read', 'liu', 1, 'terminated'],
      ['read', 'ding', 0, 'terminated'],
    ])
    expect([placesOf(doc, 'liu'), placesOf(doc, 'bao'), placesOf(doc, 'xu')]).toEqual([['todo'], ['todo'], ['done']])
    const read = { taskId: open[0]?.id, text: '', signedOn: '2026-09-24', basisSm3: sm3(1) }
    expect(placesOf(story.done('liu', '2026-09-24T12:00:00', 'NoteRead', read), 'liu')).toEqual(['done'])
    // an answer on the way comes too late, and is told so
    const late = story.answer('yjj', 'agree', '2026-09-24T12:00:00')
    expect(story.refused('ding', '2026-09-24T12:00:00', 'GiveConsultOpinion', late)).toBe('WF-TASK-CLOSED')
  })
})

describe('WF-120 the limit of the turn while units are asked', () => {
  const due = () => 0
  const turn = (story: ReturnType<typeof life>) => openTurn(story.state())
  const rowDue = (story: ReturnType<typeof life>) => listRow(story.state(), 'ma', 0, false, due).dueAt
  it('stands still from the asking until the last is in, and then goes on by the working time it stood', () => {
    const story = life()
    // 20 working hours from Monday 09:00 end on Thursday 09:30
    expect(turn(story)?.dueAt).toBe(at('2026-09-24T09:30:00'))
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    expect([turn(story)?.stood, rowDue(story)]).toEqual([[{ from: at(ask), to: null }], null])
    expect(escalationsOf(directory, story.state(), at('2026-09-29T10:00:00'))).toEqual([])
    story.done('xu', '2026-09-23T10:00:00', 'GiveConsultOpinion', story.answer('slj', 'agree', '2026-09-23T10:00:00'))
    expect(rowDue(story)).toBeNull()
    // asked once more meanwhile: it stands still once
    story.done('ma', '2026-09-23T11:00:00', 'OpenConsult', story.open(['yjj']))
    expect(turn(story)?.stood).toHaveLength(1)
    story.done('ding', '2026-09-24T10:00:00', 'GiveConsultOpinion', story.answer('yjj', 'agree', '2026-09-24T10:00:00'))
    const first = story.state().consult?.rounds[0]?.asks[0]?.taskId
    const last = { ...story.answer('yjj', 'agree', '2026-09-24T10:00:00'), taskId: first }
    story.done('liu', '2026-09-24T10:00:00', 'GiveConsultOpinion', last)
    // Tuesday 10:00 to Thursday 10:00: two 工作日, over 中秋
    expect(turn(story)).toMatchObject({
      dueAt: at('2026-09-29T09:30:00'),
      stood: [{ from: at(ask), to: at('2026-09-24T10:00:00') }],
    })
    expect(rowDue(story)).toBe(at('2026-09-29T09:30:00'))
    expect(escalationsOf(directory, story.state(), at('2026-09-29T10:00:00')).length).toBeGreaterThan(0)
  })

  it('a disagreement keeps it still until it is settled; a turn given to somebody else meanwhile stands still as well', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['yjj']))
    const no = '2026-09-23T10:00:00'
    story.done('ding', no, 'GiveConsultOpinion', story.answer('yjj', 'disagree', no))
    expect([story.state().state, turn(story)?.stood?.at(-1)?.to]).toEqual(['F2', null])
    const added = { taskId: turn(story)?.id, userId: 'he', where: 'before', reason: '', nextTaskId: v7() }
    story.done('ma', no, 'AddSigner', added)
    expect(turn(story)).toMatchObject({ assignee: { userId: 'he' }, stood: [{ from: at(no), to: null }] })
    const ruling = { unitId: 'yjj', ours: '甲', theirs: '乙', ruledBy: '林国栋', ruling: '按甲办' }
    story.done('ma', '2026-09-24T10:00:00', 'RuleDisagreement', ruling)
    expect([story.state().state, turn(story)?.stood?.at(-1)?.to]).toEqual(['F3', at('2026-09-24T10:00:00')])
  })
})
