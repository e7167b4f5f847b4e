import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import {
  documentState,
  isSettled,
  openTasksOf,
  participants,
  type DocumentState,
} from '../../../src-shared/workflow/document-state.ts'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import { mayEdit } from '../../../src-shared/workflow/edit-right.ts'
import { numberKey } from '../../../src-shared/workflow/incoming/duplicates.ts'
import { registerText } from '../../../src-shared/workflow/incoming/part.ts'
import { unreadOf, whereaboutsOf } from '../../../src-shared/workflow/incoming/reading.ts'
import { placesOf } from '../../../src-shared/sync/rows.ts'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { incomingSheetOf } from '../../../src-shared/paper/sheets/incoming-sheet.ts'
import { delivered, incomingDirectory } from '../../support/incoming.ts'
import { post } from '../../support/small-county.ts'
import { act, asked, broughtTo, handling, inOrder, readers, saying, turnOf, type Act } from '../../support/incoming-acts.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
/** a Friday, as in SC-10 */
const NOW = at('2026-09-18T09:00:00')
const fromSender = { fromDocId: v7() as DocumentState['id'] }
const start = (): DocumentState => delivered(NOW, fromSender)
const in_ = (state: string, more?: Record<string, unknown>): DocumentState => broughtTo(start(), state, NOW, more)
const done = (result: Act): DocumentState => {
  if (!result.ok) throw new Error(result.code)
  return result.doc
}
const codeOf = (result: Act): string => (result.ok ? 'ok' : result.code)

describe('收文: every transition of domain.md §4.3', () => {
  it('WF-50 goes the whole way; every opinion stands in order, the text never changes, and it is whole as it travels', () => {
    const doc = in_('S9')
    expect(doc.opinions.map((one) => [one.by.name, one.step, one.stance, one.text])).toEqual([
      ['孙丽', 'precheck', 'agree', ''],
      ['何伟', 'propose', 'note', '拟由财政局办理'],
      ['林国栋', 'instruct', 'agree', '圈阅'],
      ['许波', 'handle', 'note', '同意安排'],
      ['刘洋', 'handle', 'note', '安排66.5万元'],
    ])
    expect(doc.bodySm3).toBe(start().bodySm3)
    expect(documentState.parse(doc)).toEqual(doc)
    expect(doc.tasks.every((task) => task.doneAt !== null)).toBe(true)
    expect(isSettled(doc)).toBe(true)
    expect(mayEdit(in_('S4'), 'he')).toBe(false)
  })

  it('WF-51 签收 of a file that is not whole is refused, and nothing of it happens', () => {
    const doc = start()
    const args = { taskId: turnOf(doc, 'sun'), nextTaskId: v7() }
    expect(act(doc, 'sun', 'SignFor', args, NOW, { damaged: '版式文件.ofd' })).toMatchObject({ code: 'WF-DAMAGED' })
    expect(done(act(doc, 'zhou', 'SignFor', args, NOW))).toMatchObject({
      state: 'S1',
      incoming: { receivedBy: { userId: 'zhou' }, receivedAt: NOW },
    })
    expect(codeOf(act(doc, 'he', 'SignFor', args, NOW))).toBe('WF-NOT-YOURS')
  })

  it('WF-51 误投退回 from S0 and S1 with a reason; what came on paper has nobody to go back to', () => {
    for (const state of ['S0', 'S1']) {
      const doc = in_(state)
      const args = { taskId: turnOf(doc, 'sun'), reason: '误投，应送财政局' }
      const back = done(act(doc, 'sun', 'RejectWrong', args, NOW))
      expect(back).toMatchObject({ state: 'XR', incoming: { rejected: { reason: '误投，应送财政局' } } })
      expect(openTasksOf(back, 'sun')).toEqual([])
      expect(codeOf(act(doc, 'sun', 'RejectWrong', { ...args, reason: '  ' }, NOW))).toBe('MALFORMED')
      expect(codeOf(act({ ...doc, incoming: delivered(NOW).incoming }, 'sun', 'RejectWrong', args, NOW))).toBe('WF-STATE')
    }
  })

  it('WF-52 登记 takes the number the book gives; what it resembles is told, and 重份 takes none (C-14)', () => {
    const doc = in_('S1')
    const args = { taskId: turnOf(doc, 'sun'), distinct: false, nextTaskId: v7() }
    const number = { year: 2026, seq: 345 }
    const other = v7() as DocumentState['id']
    const duplicate = { docId: other, register: { year: 2026, seq: 7 }, title: '请示', by: 'number' as const }
    const told = act(doc, 'sun', 'RegisterIncoming', args, NOW, { number, duplicate })
    expect(told).toMatchObject({ code: 'WF-DUPLICATE' })
    const same = done(act(doc, 'sun', 'RegisterIncoming', { ...args, linkTo: other }, NOW, { number, duplicate }))
    expect(same).toMatchObject({ state: 'S2', incoming: { register: null, duplicateOf: { docId: other } } })
    expect(same.links).toMatchObject([{ docId: other, as: 'related', number: '2026-0007' }])
    expect([openTasksOf(same, 'sun'), placesOf(same, 'sun')]).toEqual([[], ['done']])
    const another = done(act(doc, 'sun', 'RegisterIncoming', { ...args, distinct: true }, NOW, { number, duplicate }))
    expect(another).toMatchObject({ state: 'S2', incoming: { register: { year: 2026, seq: 345 } } })
    expect(registerText(number)).toBe('2026-0345')
    expect(codeOf(act(doc, 'sun', 'RegisterIncoming', { ...args, linkTo: v7() }, NOW, { number, duplicate: null }))).toBe(
      'WF-DUPLICATE',
    )
    expect(numberKey('柳政 [2026] 12号')).toBe(numberKey('柳政〔2026〕12号'))
  })

  it('WF-55 初审: five questions; one that is not in order goes back to the sender with the reason', () => {
    const doc = in_('S2')
    const said = saying(doc, 'sun', '', NOW)
    expect(done(act(doc, 'sun', 'Precheck', { ...said, answers: inOrder }, NOW)).state).toBe('S4')
    const wrong = { ...said, answers: { ...inOrder, consulted: false } }
    expect(codeOf(act(doc, 'sun', 'Precheck', wrong, NOW))).toBe('WF-REASON')
    const back = done(act(doc, 'sun', 'Precheck', { ...wrong, text: '涉及水利局的事项没有会签' }, NOW))
    expect(back).toMatchObject({ state: 'XR', incoming: { rejected: { reason: '涉及水利局的事项没有会签' } } })
    expect(back.opinions.at(-1)).toMatchObject({ step: 'precheck', stance: 'return' })
    expect(codeOf(act(doc, 'sun', 'Precheck', { ...said, answers: { own: true } }, NOW))).toBe('MALFORMED')
  })

  it('WF-53 拟办: exactly one 主办, nobody twice, everybody there (R-26); what is urgent has a limit (R-27)', () => {
    const doc = in_('S4')
    const propose = (more: Record<string, unknown>, of = doc) =>
      codeOf(act(of, 'he', 'Propose', { ...saying(of, 'he', '拟办', NOW), ...handling(more) }, NOW))
    expect(propose({})).toBe('ok')
    expect(propose({ lead: undefined })).toBe('WF-HANDLERS')
    expect(propose({ assists: [asked('czj')] })).toBe('WF-HANDLERS')
    expect(propose({ assists: [asked('slj'), asked('slj')] })).toBe('WF-HANDLERS')
    expect(propose({ lead: asked('nowhere') })).toBe('WF-HANDLERS')
    expect(propose({ lead: asked('czj', 'xu') })).toBe('WF-NO-ROLE')
    expect(propose({ leader: 'he' })).toBe('WF-NO-ROLE')
    expect(propose({ readers: readers('gao', 'gao') })).toBe('WF-HANDLERS')
    expect(propose({ kind: 'read', readers: [] })).toBe('WF-HANDLERS')
    const taken = v7()
    expect(propose({ lead: { unitId: 'czj', taskId: taken }, assists: [{ unitId: 'slj', taskId: taken }] })).toBe('WF-HANDLERS')
    const urgent = { ...doc, header: { ...doc.header, urgency: '特急' } }
    expect(propose({ days: undefined }, urgent)).toBe('WF-LIMIT')
    expect(propose({ days: 1 }, urgent)).toBe('ok')
  })

  it('WF-53 批示: words or 圈阅; to another leader, on, or back to 拟办 with the reason', () => {
    const doc = in_('S5')
    const give = (more: Record<string, unknown>) =>
      act(doc, 'lin', 'Instruct', { ...saying(doc, 'lin', '', NOW), round: true, ...more }, NOW)
    const on = done(give({ next: { to: 'on' } }))
    expect(on).toMatchObject({ state: 'S6', incoming: { handlers: [{ as: 'lead', unitName: '财政局' }, { as: 'assist' }] } })
    expect(openTasksOf(on, 'bao')).toHaveLength(1)
    expect(on.tasks.filter((one) => one.step === 'handle').map((one) => one.dueAt)).toEqual([
      // 10 工作日 over 中秋 and 国庆, with the two worked weekend days
      at('2026-10-09T17:30:00'),
      at('2026-10-09T17:30:00'),
    ])
    expect(done(give({ next: { to: 'leader', userId: 'gao' }, text: '请高文同志阅', round: false }))).toMatchObject({
      state: 'S5',
    })
    expect(codeOf(give({ next: { to: 'leader', userId: 'lin' } }))).toBe('WF-HANDLERS')
    expect(codeOf(give({ next: { to: 'on' }, round: false }))).toBe('WF-REASON')
    expect(codeOf(give({ next: { to: 'back' } }))).toBe('WF-REASON')
    expect(done(give({ next: { to: 'back' }, text: '请水利局主办' }))).toMatchObject({ state: 'S4' })
  })

  it('WF-54 the clock: SC-10, 中止 one 工作日 moves 09-22 to 09-23, 延时 two more over 中秋 to 09-28', () => {
    let doc = in_('S6', { days: 3 })
    expect(dateOf(doc.incoming?.clock?.dueAt ?? 0)).toBe('2026-09-22')
    expect(codeOf(act(doc, 'liu', 'SuspendClock', { reason: '等待省厅批复' }, NOW))).toBe('WF-NOT-YOURS')
    doc = done(act(doc, 'gao', 'SuspendClock', { reason: '等待省厅批复' }, at('2026-09-20T10:00:00')))
    expect(codeOf(act(doc, 'gao', 'SuspendClock', { reason: '再中止' }, at('2026-09-20T11:00:00')))).toBe('WF-LIMIT')
    doc = done(act(doc, 'liu', 'ResumeClock', {}, at('2026-09-21T10:00:00')))
    expect(dateOf(doc.incoming?.clock?.dueAt ?? 0)).toBe('2026-09-23')
    const ask = { taskId: turnOf(doc, 'liu'), days: 2, reason: '资金来源待定', nextTaskId: v7() }
    expect(codeOf(act(doc, 'xu', 'RequestExtension', { ...ask, taskId: turnOf(doc, 'xu') }, NOW))).toBe('WF-LIMIT')
    doc = done(act(doc, 'liu', 'RequestExtension', ask, at('2026-09-21T11:00:00')))
    expect(codeOf(act(doc, 'liu', 'RequestExtension', { ...ask, nextTaskId: v7() }, NOW))).toBe('WF-LIMIT')
    const answer = { taskId: turnOf(doc, 'gao', 'consult'), granted: true, text: '' }
    expect(codeOf(act(doc, 'gao', 'GrantExtension', { ...answer, granted: false }, NOW))).toBe('WF-REASON')
    doc = done(act(doc, 'gao', 'GrantExtension', answer, at('2026-09-21T12:00:00')))
    expect(dateOf(doc.incoming?.clock?.dueAt ?? 0)).toBe('2026-09-28')
    expect(doc.tasks.find((one) => one.step === 'handle')?.dueAt).toBe(doc.incoming?.clock?.dueAt)
  })

  it('WF-56 承办办结 waits for every 协办, in or let off by name', () => {
    const doc = in_('S6')
    const end = (waive: object[]) => act(doc, 'liu', 'FinishHandling', { ...saying(doc, 'liu', '已办结', NOW), waive }, NOW)
    expect(end([])).toMatchObject({ code: 'WF-ASSISTS' })
    const let_ = done(end([{ unitId: 'slj', reason: '已电话答复' }]))
    expect(let_).toMatchObject({ state: 'S7', incoming: { handlers: [{ given: {} }, { waived: { reason: '已电话答复' } }] } })
    expect(openTasksOf(let_, 'xu')).toEqual([])
    const taken = done(act(doc, 'bao', 'AcceptHandling', { taskId: turnOf(doc, 'bao') }, NOW))
    expect(taken.incoming?.handlers[0]?.accepted?.by.userId).toBe('bao')
    const told = done(act(taken, 'xu', 'ReportProgress', { taskId: turnOf(doc, 'xu'), text: '已勘查' }, NOW))
    expect(told.incoming?.progress).toMatchObject([{ unitName: '水利局', text: '已勘查' }])
  })

  it('WF-59 转办 and 异议 go back to 拟办 with the reason within 5 工作日; readers go on reading', () => {
    const doc = in_('S6', { readers: readers('gao') })
    const back = done(act(doc, 'liu', 'TransferHandling', { ...saying(doc, 'liu', '属应急局职责', NOW), to: '应急局' }, NOW))
    expect(back).toMatchObject({
      state: 'S4',
      incoming: { handlers: [], clock: null, transfers: [{ how: 'transfer', to: '应急局' }] },
    })
    expect(unreadOf(back).map((one) => one.assignee.name)).toEqual(['高文'])
    expect([openTasksOf(back, 'xu'), openTasksOf(back, 'he').length]).toEqual([[], 1])
    const late = at('2026-09-29T09:00:00')
    const object = { ...saying(doc, 'xu', '不属本局', NOW), taskId: turnOf(doc, 'xu') }
    expect(codeOf(act(doc, 'xu', 'ObjectHandling', object, late))).toBe('WF-TRANSFER-LATE')
    expect(done(act(doc, 'xu', 'ObjectHandling', object, at('2026-09-24T09:00:00'))).state).toBe('S4')
  })

  it('WF-57 传阅: nobody is skipped; with the last it is closed; closed before, those who had not read are named (R-28)', () => {
    const nine = readers('lin', 'gao', 'zheng', 'liu', 'bao', 'xu', 'ding', 'qian', 'chen')
    const s4 = in_('S4')
    let doc = done(act(s4, 'he', 'Propose', { ...saying(s4, 'he', '请阅', NOW), kind: 'read', assists: [], readers: nine }, NOW))
    expect(doc.state).toBe('S6r')
    const read = (of: DocumentState, who: string, when: number) => done(act(of, who, 'NoteRead', saying(of, who, '', when), when))
    for (const { userId } of nine.slice(0, 8)) doc = read(doc, userId, NOW + 1000)
    expect([doc.state, unreadOf(doc).map((one) => one.assignee.name)]).toEqual(['S6r', ['陈立新']])
    const shut = done(act(doc, 'he', 'CloseReading', { reason: '陈立新出差', nextTaskId: v7() }, NOW))
    expect(shut).toMatchObject({ state: 'S8', incoming: { readingClosed: { unread: [{ name: '陈立新' }] } } })
    expect(
      whereaboutsOf(shut)
        .filter((one) => one.skipped)
        .map((one) => one.name),
    ).toEqual(['陈立新'])
    expect(codeOf(act(doc, 'liu', 'CloseReading', { reason: '不等了', nextTaskId: v7() }, NOW))).toBe('WF-NOT-YOURS')
    const all = read(doc, 'chen', NOW + 2000)
    expect([all.state, openTasksOf(all, 'feng').length]).toEqual(['S8', 1])
  })

  it('WF-60 答复: by words, by a linked document, or not, with the reason (R-30)', () => {
    const doc = in_('S7')
    const reply = (how: string, more = {}) =>
      act(doc, 'liu', 'ReplySender', { taskId: turnOf(doc, 'liu'), how, text: '见批复', nextTaskId: v7(), ...more }, NOW)
    expect(done(reply('text'))).toMatchObject({ state: 'S8', incoming: { reply: { how: 'text' } } })
    expect(done(reply('none')).state).toBe('S8')
    // who only reads it passes nothing on
    const beside = in_('S7', { readers: readers('gao') })
    const args = { taskId: turnOf(beside, 'gao'), how: 'text', text: '见批复', nextTaskId: v7() }
    expect(codeOf(act(beside, 'gao', 'ReplySender', args, NOW))).toBe('WF-STATE')
    const draft = v7()
    expect(codeOf(reply('document', { replyDocId: draft }))).toBe('WF-REPLY')
    const linked = done(act(doc, 'liu', 'LinkReply', { replyDocId: draft }, NOW, { replyDraft: { title: '批复', number: '' } }))
    expect(linked.links).toMatchObject([{ docId: draft, as: 'answeredBy', title: '批复' }])
    expect(codeOf(act(doc, 'liu', 'LinkReply', { replyDocId: draft }, NOW, { replyDraft: null }))).toBe('WF-REPLY')
    expect(codeOf(act(doc, 'he', 'LinkReply', { replyDocId: draft }, NOW))).toBe('WF-NOT-YOURS')
  })

  it('WF-61 重新办理 within the year, to the 主办; WF-58 归档 never with an open turn (R-32)', () => {
    const doc = in_('S8')
    const again = { reason: '资金未到位', nextTaskId: v7() }
    const open = done(act(doc, 'zheng', 'ReopenIncoming', again, NOW))
    expect(open).toMatchObject({ state: 'S6', incoming: { reopened: [{ reason: '资金未到位' }] } })
    expect([openTasksOf(open, 'liu').length, openTasksOf(open, 'feng')]).toEqual([1, []])
    const closedAgain = done(act(open, 'liu', 'FinishHandling', { ...saying(open, 'liu', '已到位', NOW), waive: [] }, NOW))
    expect(closedAgain.state).toBe('S7')
    expect(codeOf(act(doc, 'zheng', 'ReopenIncoming', again, at('2027-01-04T09:00:00')))).toBe('WF-STATE')
    const file = { fileNo: '2026-SW-1', retention: 'permanent' }
    expect(codeOf(act(doc, 'liu', 'ArchiveIncoming', file, NOW))).toBe('WF-NOT-YOURS')
    const still = broughtTo(start(), 'S8', NOW, { readers: readers('gao') })
    expect(codeOf(act(still, 'feng', 'ArchiveIncoming', file, NOW))).toBe('WF-OPEN-TURNS')
    const read = done(act(still, 'gao', 'NoteRead', saying(still, 'gao', '', NOW), NOW))
    expect(done(act(read, 'feng', 'ArchiveIncoming', file, NOW))).toMatchObject({
      state: 'S9',
      incoming: { archived: { original: '财政局', copies: ['水利局'] } },
    })
  })

  it('WF-05 every command is refused in every state that does not know it', () => {
    const states = ['S0', 'S1', 'S2', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9']
    const s4 = in_('S4')
    const reading = done(
      act(s4, 'he', 'Propose', { ...saying(s4, 'he', '', NOW), kind: 'read', assists: [], readers: readers('gao') }, NOW),
    )
    const docs = [...states.map((state) => in_(state)), reading]
    const known: [CommandName, string, string[], (doc: DocumentState) => Record<string, unknown>][] = [
      ['SignFor', 'sun', ['S0'], (doc) => ({ taskId: turnOf(doc, 'sun'), nextTaskId: v7() })],
      ['RejectWrong', 'sun', ['S0', 'S1'], (doc) => ({ taskId: turnOf(doc, 'sun'), reason: '误投' })],
      ['RegisterIncoming', 'sun', ['S1'], (doc) => ({ taskId: turnOf(doc, 'sun'), distinct: false, nextTaskId: v7() })],
      ['Precheck', 'sun', ['S2'], (doc) => ({ ...saying(doc, 'sun', '', NOW), answers: inOrder })],
      ['Propose', 'he', ['S4'], (doc) => ({ ...saying(doc, 'he', '', NOW), ...handling() })],
      ['Instruct', 'lin', ['S5'], (doc) => ({ ...saying(doc, 'lin', '', NOW), round: true, next: { to: 'on' } })],
      ['AcceptHandling', 'liu', ['S6'], (doc) => ({ taskId: turnOf(doc, 'liu') })],
      ['ReportProgress', 'liu', ['S6'], (doc) => ({ taskId: turnOf(doc, 'liu'), text: '在办' })],
      ['SuspendClock', 'gao', ['S6'], () => ({ reason: '等批复' })],
      ['ObjectHandling', 'liu', ['S6'], (doc) => saying(doc, 'liu', '不属本局', NOW)],
      ['ReplySender', 'liu', ['S7'], (doc) => ({ taskId: turnOf(doc, 'liu'), how: 'none', text: '不需答复', nextTaskId: v7() })],
      ['CloseReading', 'he', ['S6r'], () => ({ reason: '收齐', nextTaskId: v7() })],
      ['ReopenIncoming', 'he', ['S8'], () => ({ reason: '再办', nextTaskId: v7() })],
      ['ArchiveIncoming', 'feng', ['S8'], () => ({ fileNo: '1', retention: 'years10' })],
    ]
    for (const [name, who, from, args] of known)
      for (const doc of docs) {
        const code = codeOf(act(doc, who, name, args(doc), NOW))
        expect(code === 'WF-STATE', `${name} in ${doc.state}: ${code}`).toBe(!from.includes(doc.state))
        if (from.includes(doc.state)) expect(code, `${name} in ${doc.state}`).toBe('ok')
      }
  })

  it('WF-59 more time may be asked for again where the question before went with its turn (办结 and 重新办理 meanwhile)', () => {
    const asks = (doc: DocumentState): Act =>
      act(doc, 'liu', 'RequestExtension', { taskId: turnOf(doc, 'liu'), days: 2, reason: '等批复', nextTaskId: v7() }, NOW)
    const asked = done(asks(in_('S6')))
    expect(codeOf(asks(asked))).toBe('WF-LIMIT')
    const again = done(act(broughtTo(asked, 'S8', NOW), 'he', 'ReopenIncoming', { reason: '再办', nextTaskId: v7() }, NOW))
    expect(codeOf(asks(again))).toBe('ok')
  })

  it('WF-56 whoever of a unit accepts is the holder from then on, and the others may still do it', () => {
    const s6 = in_('S6')
    const lead = s6.tasks.find((t) => t.id === s6.incoming?.handlers[0]?.taskId)
    const second = lead?.pool?.[0]
    if (!lead || !second) throw new Error('no pool')
    const after = done(act(s6, second.userId, 'AcceptHandling', { taskId: lead.id }, NOW))
    const turn = after.tasks.find((t) => t.id === lead.id)
    expect(turn?.assignee.userId).toBe(second.userId)
    expect(turn?.pool?.map((one) => one.userId).toSorted()).toEqual(
      [lead.assignee, ...(lead.pool ?? []).slice(1)].map((one) => one.userId).toSorted(),
    )
    expect(documentState.safeParse(after).success).toBe(true)
  })

  it('PP-130 文件处理单 tells what was proposed, instructed, handled and answered, by whom and when, and nothing before its time', () => {
    const early = incomingSheetOf(in_('S4'))
    expect([early.register, early.proposal, early.instructions, early.handling, early.result]).toEqual([
      '2026-0345',
      [],
      [],
      [],
      '',
    ])
    const sheet = incomingSheetOf(in_('S9'))
    expect(sheet).toMatchObject({
      organ: '青禾县人民政府',
      from: '柳河镇人民政府',
      fromNumber: '柳政〔2026〕12号',
      receivedOn: '2026-09-18',
    })
    const names = (all: readonly { name: string; text: string; on: string }[]) =>
      all.map(({ name, text, on }) => [name, text, on])
    expect(names(sheet.proposal)).toEqual([['何伟', '拟由财政局办理', '2026-09-18']])
    expect(names(sheet.instructions)).toEqual([['林国栋', '圈阅', '2026-09-18']])
    expect(names(sheet.handling)).toEqual([
      ['水利局 许波', '同意安排', '2026-09-18'],
      ['财政局 刘洋', '安排66.5万元', '2026-09-18'],
    ])
    expect(sheet.result).toBe('安排66.5万元\n已安排资金')
  })

  it('WF-50 who sent it has no sight of it at the unit that got it', () => {
    expect(participants(start())).toEqual(['sun', 'zhou'])
  })
})

describe('WF-117 改派 and 交接 of 承办 and 答复', () => {
  const withOffice = {
    ...incomingDirectory,
    posts: [
      ...incomingDirectory.posts,
      post('ma', '马骏', '', 'officeChecker', 'xzf'),
      post('song', '宋敏', '', 'drafter', 'czj'),
    ],
  }
  const give = (doc: DocumentState, who: string, userId: string, step: string, unitId: string) => {
    const task = doc.tasks.find((one) => one.doneAt === null && one.step === step && one.assignee.unitId === unitId)
    const args = { taskId: task?.id, userId, reason: '出差', nextTaskId: v7() }
    return act(doc, who, 'Reassign', args, NOW, undefined, withOffice)
  }
  const giverOf = (doc: DocumentState, unitId: string) => doc.tasks.findLast((one) => one.assignee.unitId === unitId)

  it('goes to somebody of the unit that was asked, 协办 as well, and not to the organ that got the document', () => {
    const doc = in_('S6')
    expect(codeOf(give(doc, 'ma', 'he', 'handle', 'czj'))).toBe('WF-NO-ROLE')
    expect(codeOf(give(doc, 'ma', 'xu', 'handle', 'czj'))).toBe('WF-NO-ROLE')
    expect(codeOf(give(doc, 'bao', 'song', 'handle', 'czj'))).toBe('WF-NOT-YOURS')
    const given = done(give(doc, 'ma', 'song', 'handle', 'czj'))
    expect(giverOf(given, 'czj')).toMatchObject({
      assignee: { userId: 'song', unitName: '财政局' },
      given: { how: 'reassigned' },
    })
    // whoever has it now is who handles it
    expect(given.incoming?.handlers.find((one) => one.as === 'lead')?.taskId).toBe(giverOf(given, 'czj')?.id)
    expect(codeOf(act(given, 'song', 'AcceptHandling', { taskId: turnOf(given, 'song') }, NOW, undefined, withOffice))).toBe('ok')
    expect(codeOf(give(doc, 'ma', 'song', 'handle', 'slj'))).toBe('WF-NO-ROLE')
  })

  it('an answer to the sender goes on within the unit; 交接 looks there too', () => {
    const doc = in_('S7')
    expect(giverOf(done(give(doc, 'ma', 'song', 'reply', 'czj')), 'czj')?.assignee.userId).toBe('song')
    const turn = { docId: doc.id, taskId: turnOf(doc, 'liu'), nextTaskId: v7() }
    const handed = { from: 'liu', to: 'song', reason: '调离', turns: [turn] }
    expect(codeOf(act(doc, 'bao', 'HandOver', { ...handed, to: 'he' }, NOW, undefined, withOffice))).toBe('WF-NO-ROLE')
    expect(giverOf(done(act(doc, 'bao', 'HandOver', handed, NOW, undefined, withOffice)), 'czj')?.assignee.userId).toBe('song')
  })
})
