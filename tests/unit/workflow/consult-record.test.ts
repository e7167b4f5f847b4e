import { describe, expect, it } from 'vitest'
import { formOfSheet } from '../../../src-renderer/paper/sheets/form.ts'
import { draftSheetOf } from '../../../src-shared/paper/sheets/draft-sheet.ts'
import { paperSheet } from '../../../src-shared/paper/sheets/model.ts'
import { parseCommand, type Command } from '../../../src-shared/workflow/commands.ts'
import { cellsOf, summaryOf } from '../../../src-shared/workflow/consult/summary.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import { openTurn, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { at, sm3, contextOf, life, ask } from '../../support/consult-county.ts'

describe('WF-77 采纳情况', () => {
  it('is told of an opinion that was given, with the reason where it is not taken up; what is not is put aside with it', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['slj', 'czj']))
    const round = story.state().consult?.rounds[0]
    const told = { roundId: round?.id, unitId: 'slj', reason: '' }
    expect(story.refused('ma', ask, 'RecordAdoption', { ...told, adopted: 'yes' })).toBe('WF-CONSULT slj')
    const suggestion = { baseVersion: 1, baseSm3: sm3(1), steps: [{}], resultSm3: sm3(2) }
    story.done('xu', ask, 'GiveConsultOpinion', story.answer('slj', 'agree', ask, { suggestion }))
    expect(story.refused('xu', ask, 'RecordAdoption', { ...told, adopted: 'yes' })).toBe('WF-NOT-YOURS')
    expect(story.refused('ma', ask, 'RecordAdoption', { ...told, adopted: 'no' })).toBe('WF-CONSULT-REASON 水利局')
    story.done('ma', ask, 'RecordAdoption', { ...told, adopted: 'yes' })
    expect(story.state().branches[0]?.settled).toBeNull()
    const doc = story.done('ma', ask, 'RecordAdoption', { ...told, adopted: 'no', reason: '与上位预案不符。' })
    expect(doc.branches[0]?.settled).toMatchObject({ how: 'putAside', by: { userId: 'ma' } })
    expect(summaryOf(doc)[0]).toMatchObject({ adopted: 'no', reason: '与上位预案不符。' })
  })

  it('a table of words is taken by a spreadsheet cell by cell, and never as a formula', () => {
    const rows = [
      ['单位', '意见'],
      ['水利局', '同意，"试行"\n两处'],
    ]
    expect(cellsOf(rows)).toBe('单位\t意见\r\n水利局\t"同意，""试行""\n两处"')
    expect(cellsOf([['=1+1', '-2', '@a', '好']])).toBe("'=1+1\t'-2\t'@a\t好")
  })
})

describe('发文稿纸', () => {
  it('tells what the units said, who has not answered, and whose silence counts as no objection; nothing where none were asked', () => {
    const story = life()
    const sheetOf = () => draftSheetOf(story.state(), story.state().header, { attachmentNote: '', remark: '' })
    const rowsOf = () => {
      const row = formOfSheet(sheetOf()).rows.find(({ cells }) => cells[0]?.texts[0]?.text === '会签单位')
      return row?.cells[1]?.texts.map((one) => one.text)
    }
    expect(sheetOf().consult).toBeUndefined()
    expect(rowsOf()).toBeUndefined()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj']))
    story.done('ma', ask, 'RemindConsult', { units: ['czj'] })
    story.done('xu', ask, 'GiveConsultOpinion', story.answer('slj', 'none', ask))
    expect(rowsOf()?.slice(0, 4)).toEqual(['无意见。', '水利局', '许波　2026年9月22日', '送财政局'])
    story.done('ma', '2026-10-10T09:00:00', 'CloseConsultOverdue', { units: ['czj'] })
    expect(rowsOf()).toEqual(['无意见。', '水利局', '许波　2026年9月22日', '财政局逾期未复，视为无不同意见（2026年10月10日）'])
    expect(paperSheet.safeParse(sheetOf()).success).toBe(true)
  })
})

describe('SC-3 三个局会签遇长假', () => {
  it('水利局 agrees with suggestions, 应急局 disagrees, 财政局 is silent: held by R-12 until it is put in order', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['czj', 'slj', 'yjj']))
    const suggestion = { baseVersion: 1, baseSm3: sm3(1), steps: [{}], resultSm3: sm3(2) }
    const early = '2026-09-24T15:00:00'
    story.done('xu', early, 'GiveConsultOpinion', story.answer('slj', 'agree', early, { suggestion }))
    const late = '2026-10-08T11:00:00'
    story.done('ding', late, 'GiveConsultOpinion', story.answer('yjj', 'disagree', late))
    story.done('ma', late, 'RemindConsult', { units: ['czj'] })
    const over = '2026-10-10T09:00:00'
    story.done('ma', over, 'CloseConsultOverdue', { units: ['czj'] })
    expect(story.state().state).toBe('F2')
    expect(story.refused('ma', over, 'Approve', story.approve(over))).toBe('WF-DISAGREE 应急局')
    story.done('ma', over, 'OpenConsult', story.open(['yjj'], { days: 2 }))
    story.done('ding', over, 'GiveConsultOpinion', story.answer('yjj', 'agree', over))
    expect(story.state().state).toBe('F3')
    for (const who of ['ma', 'gao']) story.done(who, over, 'Approve', story.approve(over))
    const sign = { taskId: openTurn(story.state())?.id, text: '同意', signedOn: '2026-10-10', bodySm3: sm3(1), openChanges: [] }
    expect(story.done('lin', over, 'Sign', sign).signed?.signedOn).toBe('2026-10-10')
    expect(summaryOf(story.state()).map((row) => [row.unit, row.standing])).toEqual([
      ['财政局', 'overdue'],
      ['水利局', 'agree'],
      ['应急局', 'disagree'],
      ['应急局', 'agree'],
    ])
  })

  it('WF-72 签发 itself is guarded, whatever way a document came to it', () => {
    const story = life()
    story.done('ma', ask, 'OpenConsult', story.open(['yjj']))
    story.done('ding', ask, 'GiveConsultOpinion', story.answer('yjj', 'disagree', ask))
    const doc = story.state()
    const atSign: DocumentState = {
      ...doc,
      state: 'F5',
      step: 'sign',
      tasks: doc.tasks.map((task) => (task.doneAt === null ? { ...task, step: 'sign' } : task)),
    }
    const args = {
      docId: doc.id,
      taskId: openTurn(atSign)?.id,
      text: '',
      signedOn: '2026-09-22',
      bodySm3: sm3(1),
      openChanges: [],
    }
    const signing = parseCommand('Sign', args) as Command
    expect(decide(atSign, signing, contextOf('ma', at(ask)))).toMatchObject({
      code: 'WF-DISAGREE',
      article: '第十六条',
      detail: '应急局',
    })
  })
})
