import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { parseCommand } from '../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { personOf } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { named, press, spaceless } from '../support/ui/press.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

/** The dialog is open and has put the caret where one writes; what is typed before that may land elsewhere. */
const ready = () => vi.waitFor(() => expect(document.activeElement?.closest('.ant-modal textarea')).not.toBeNull())
/** Nothing is missing any more: what said so has gone, and the buttons below stand where they stay. */
const untroubled = () => vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).toBeNull())
const bar = (): string => spaceless(document.querySelector('.consult-bar')?.textContent)
const table = (): string[] => [...document.querySelectorAll('.consult-table tbody tr')].map((row) => spaceless(row.textContent))
const send = (desk: FakeDesk, who: string, name: string, args: Record<string, unknown>): void => {
  const command = parseCommand(name, args)
  const decided = command && desk.act(personOf(who), command)
  if (!decided?.ok) throw new Error(`${name}: ${decided?.code}`)
}

/** 党政办 is asked by 赵敏 at 核稿; 李建国 is its head. */
const ask = (desk: FakeDesk, docId: DocumentState['id']): string => {
  const taskId = v7()
  const asks = [{ unitId: 'liuhe-office', taskId }]
  send(desk, 'zhao', 'OpenConsult', { docId, roundId: v7(), asks, days: 7, text: '请就工程内容提出意见。' })
  return taskId
}
const answer = (desk: FakeDesk, docId: DocumentState['id'], taskId: string, stance: string, text = ''): void =>
  send(desk, 'li', 'GiveConsultOpinion', {
    docId,
    taskId,
    stance,
    text,
    signedOn: desk.data.today(),
    basisSm3: desk.state(docId)?.bodySm3,
  })
const asked = (stance?: string, text?: string) => (desk: FakeDesk, first: DocumentState['id']) => {
  const state = desk.state(first)
  const body = desk.working(first)
  // 通知, so that R-12 speaks of it: a document that goes up carries both sides itself
  if (state && body) desk.add({ ...state, header: { ...state.header, docType: '通知' } }, body)
  const taskId = ask(desk, first)
  if (stance !== undefined) answer(desk, first, taskId, stance, text)
  return first
}

describe('WF-70 征求意见', () => {
  test('whoever has the turn chooses units, limit and words; the document waits and says for whom', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await press('更多')
    await press('征求意见（会签）')
    await vi.waitFor(() => expect(document.querySelector('.consult-open')).not.toBeNull())
    // nothing chosen: it says so beside the field
    await press('发出', '.ant-modal-footer')
    await vi.waitFor(() => expect(document.querySelector('.consult-open')?.textContent).toContain('请选征求意见的单位'))
    await userEvent.type(document.querySelector('.consult-open input[role=combobox]') as HTMLInputElement, '党政办')
    await press('柳河镇党政办', '.ant-select-dropdown')
    await untroubled()
    expect(spaceless(document.querySelector('.consult-days')?.textContent)).toMatch(/到\d+月\d+日下班为止/)
    await press('发出', '.ant-modal-footer')
    await vi.waitFor(() => expect(desk.state(first)?.state).toBe('F2'))
    expect(desk.commands.findLast((one) => one.name === 'OpenConsult')).toMatchObject({
      name: 'OpenConsult',
      args: { days: 7, asks: [{ unitId: 'liuhe-office' }] },
    })
    await vi.waitFor(() => expect(bar()).toMatch(/^会签0\/1已答复(\d+年)?\d+月\d+日到期，剩\d个工作日意见汇总表$/))
    // WF-120 the limit of who asks stands still meanwhile
    expect(document.querySelector('.routing-bar')?.textContent).toContain('正在征求意见，本环节时限暂停')
    // the route's own button waits, and says why; the text can be worked on
    const approve = [...document.querySelectorAll<HTMLButtonElement>('.doc-acts .ant-btn-primary')][0]
    expect(approve?.disabled).toBe(true)
    expect(shownPage().isContentEditable).toBe(true)
  })

  test('a unit without heads cannot be chosen, and none without a line', async () => {
    const { desk } = await openWindow('zhao', 'check')
    await press('更多')
    await press('征求意见（会签）')
    await vi.waitFor(() => expect(document.querySelector('.consult-open')).not.toBeNull())
    await userEvent.type(document.querySelector('.consult-open input[role=combobox]') as HTMLInputElement, '石桥')
    await vi.waitFor(() =>
      expect(document.querySelector('.ant-select-item-option-disabled')?.textContent).toContain('石桥乡人民政府'),
    )
    // the list closes, the dialog stays
    await userEvent.keyboard('{Escape}')
    await press('取消', '.ant-modal-footer')
    await vi.waitFor(() => expect(document.querySelector('.ant-modal-wrap:not([style*="none"]) .consult-open')).toBeNull())
    desk.setStatus({ connection: 'offline' })
    await press('更多')
    await vi.waitFor(() => expect(named('征求意见（会签）').getAttribute('aria-disabled')).toBe('true'))
  })
})

describe('WF-73 WF-74 the unit that is asked', () => {
  test('is told by whom, what and by when; changes the text as suggestions, and answers with a reason where it disagrees', async () => {
    const { desk, first } = await openWindow('li', 'check', asked())
    expect(bar()).toContain('柳河镇人民政府征求意见：请就工程内容提出意见。')
    expect(bar()).toMatch(/\d+月\d+日到期，剩\d个工作日$/)
    const page = shownPage()
    expect(page.isContentEditable).toBe(true)
    expect(document.body.textContent).toContain('提修改建议')
    const paragraph = [...page.querySelectorAll<HTMLElement>('p')].at(-1)
    await userEvent.click(paragraph as HTMLElement)
    await userEvent.keyboard('建议')
    await press('回复意见', '.doc-acts')
    await vi.waitFor(() => expect(document.querySelector('.consult-answer')?.textContent).toContain('您在正文里改了 1 处'))
    expect(document.querySelector('.consult-answer')?.textContent).toContain('柳河镇党政办的会签意见')
    await ready()
    // the text itself stands
    expect(desk.state(first)?.bodyVersion).toBe(1)
    await press('不同意', '.consult-answer')
    await press('报出意见', '.ant-modal-footer')
    await vi.waitFor(() => expect(document.querySelector('.consult-answer')?.textContent).toContain('不同意要写明理由'))
    await userEvent.type(document.querySelector('.consult-answer textarea') as HTMLElement, '工程内容与规划不符。')
    await untroubled()
    await press('报出意见', '.ant-modal-footer')
    await vi.waitFor(() => expect(desk.state(first)?.opinions.at(-1)).toMatchObject({ step: 'consult', stance: 'disagree' }))
    expect(desk.commands.findLast((one) => one.name === 'GiveConsultOpinion')).toMatchObject({
      name: 'GiveConsultOpinion',
      args: { stance: 'disagree', text: '工程内容与规划不符。' },
    })
    await vi.waitFor(() => expect(shownPage().isContentEditable).toBe(false))
  })

  test('may answer without a line', async () => {
    const { desk, first } = await openWindow('li', 'check', asked())
    desk.setStatus({ connection: 'offline' })
    await press('回复意见', '.doc-acts')
    await press('无意见', '.consult-answer')
    await press('报出意见', '.ant-modal-footer')
    await vi.waitFor(() => expect(desk.state(first)?.state).toBe('F3'))
  })

  test('who is asked sees who answered what, and does nothing in the table', async () => {
    await openWindow('li', 'check', asked('agree', '同意。'))
    await press('更多')
    await press('意见汇总表')
    await vi.waitFor(() => expect(table()).toHaveLength(1))
    expect(table()[0]).toContain('柳河镇党政办同意同意。李建国')
    expect(document.querySelector('.consult-table button')).toBeNull()
  })
})

describe('意见汇总表', () => {
  const openTable = async (): Promise<void> => {
    await press('意见汇总表', '.consult-bar')
    await vi.waitFor(() => expect(table()).toHaveLength(1))
  }

  test('WF-75 a unit is reminded; closed as overdue only once it is late, and the entry says why not', async () => {
    const { desk, first } = await openWindow('zhao', 'check', asked())
    await openTable()
    await press('', '.consult-table')
    await vi.waitFor(() => expect(named('逾期办结').getAttribute('title')).toBe('还没有到期'))
    expect(named('逾期办结').getAttribute('aria-disabled')).toBe('true')
    await press('催办', '.ant-dropdown')
    await vi.waitFor(() => expect(desk.state(first)?.consult?.rounds[0]?.asks[0]?.reminded).toHaveLength(1))
  })

  test('WF-72 WF-76 who disagrees is named; the 裁定 settles it with what both sides have to say', async () => {
    const { desk, first } = await openWindow('zhao', 'check', asked('disagree', '工程内容与规划不符。'))
    expect(bar()).toContain('柳河镇党政办不同意，协商一致前不得签发')
    await openTable()
    await press('', '.consult-table')
    await press('报上级裁定', '.ant-dropdown')
    await vi.waitFor(() => expect(document.querySelectorAll('.consult-line textarea')).toHaveLength(3))
    const [ours, theirs, ruling] = [...document.querySelectorAll<HTMLTextAreaElement>('.consult-line textarea')]
    await ready()
    expect(theirs?.value).toBe('工程内容与规划不符。')
    await userEvent.type(ours as HTMLElement, '规划正在调整。')
    await userEvent.type(ruling as HTMLElement, '按调整后的规划办。')
    await press('记入', '.ant-modal-footer')
    await vi.waitFor(() => expect(document.querySelector('.consult-line')?.textContent).toContain('要一起填'))
    await userEvent.type(document.querySelector('.consult-line input') as HTMLElement, '陈立新')
    await untroubled()
    await press('记入', '.ant-modal-footer')
    await vi.waitFor(() => expect(desk.state(first)?.state).toBe('F3'))
    await vi.waitFor(() => expect(table()[0]).toContain('不同意，已裁定'))
    expect(table()[0]).toContain('陈立新裁定：按调整后的规划办。')
  })

  test('WF-77 what became of an opinion is told, with the reason where it was not taken up', async () => {
    const { desk, first } = await openWindow('zhao', 'check', asked('agree', '建议写明资金来源。'))
    await press('更多')
    await press('意见汇总表')
    await press('', '.consult-table')
    await press('采纳情况', '.ant-dropdown')
    await ready()
    await press('部分采纳', '.consult-line')
    await press('记入', '.ant-modal-footer')
    await vi.waitFor(() => expect(document.querySelector('.consult-line')?.textContent).toContain('要写明理由'))
    await userEvent.type(document.querySelector('.consult-line textarea') as HTMLElement, '资金另行发文。')
    await untroubled()
    await press('记入', '.ant-modal-footer')
    await vi.waitFor(() => expect(table()[0]).toContain('部分采纳资金另行发文。'))
    expect(desk.state(first)?.consult?.rounds[0]?.asks[0]?.adoption).toMatchObject({ adopted: 'partly' })
  })
})

describe('WF-116 终止 while a unit is asked', () => {
  test('the dialog names the units beforehand', async () => {
    await openWindow('zhao', 'check', asked())
    await press('更多')
    await press('终止（不宜发文）…')
    await vi.waitFor(() =>
      expect(spaceless(document.querySelector('.ant-modal')?.textContent)).toContain(
        '正在征求意见的柳河镇党政办一并收回，并告知终止和理由',
      ),
    )
  })

  test('the unit reads that it was ended, by whom and why', async () => {
    const { desk, first } = await openWindow('li', 'check', (all, id) => {
      asked()(all, id)
      send(all, 'zhao', 'Terminate', { docId: id, reason: '不宜发文' })
      return id
    })
    await vi.waitFor(() => expect(spaceless(document.querySelector('.routing-bar')?.textContent)).toContain('赵敏终止：不宜发文'))
    await press('阅知')
    await ready()
    await press('阅知', '.ant-modal-footer')
    await vi.waitFor(() => expect(desk.state(first)?.tasks.at(-1)).toMatchObject({ kind: 'read', result: 'read' }))
  })
})
