import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import type { DocumentId } from '../../src-shared/ids.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import type { IssueEvent } from '../../src-shared/workflow/issue/events.ts'
import { personOf } from '../support/small-county.ts'
import {
  bar,
  dialog,
  made,
  numbered,
  offered,
  primary,
  rechecked,
  redSquare,
  scope,
  sent,
  turn,
  writeReason,
} from '../support/ui/issue-page.ts'
import { named, press, spaceless } from '../support/ui/press.ts'
import { addDocument, leveeRequest } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const waived: IssueEvent = {
  type: 'SealWaived',
  waived: { by: personOf('yin'), at: Date.now(), why: 'letterhead' },
  next: turn('distribute', 'ma'),
}
const copies: IssueEvent = {
  type: 'CopiesSent',
  receipts: scope.map((unit) => ({
    ...unit,
    docId: v7() as DocumentId,
    status: 'sent',
    sentBy: personOf('ma'),
    sentAt: Date.now(),
    by: null,
    at: null,
    reason: '',
  })),
  next: turn('close', 'ma'),
}

/** A signed document with its clean copy, and what was done with it since. */
const openAt = (userId: string, ...events: IssueEvent[]): Promise<TestWindow> =>
  openWindow(userId, 'sign', (desk) => {
    const id = addDocument(desk, { ...leveeRequest, codes: { ...leveeRequest.codes, docType: '通知' } }, 'sign', undefined, true)
    const state = desk.state(id)
    const text = desk.working(id)
    if (!state || !text) throw new Error('lost')
    const clean = { version: state.bodyVersion, sm3: 'c'.repeat(64), by: personOf('zhao'), at: Date.now() }
    const ready = { ...state, clean }
    const tasks = ready.tasks.some((one) => one.doneAt === null) ? ready.tasks : [...ready.tasks, turn('recheck', 'zhao')]
    const first = { ...ready, tasks, step: 'recheck' as const }
    desk.add(events.length > 0 ? evolveAll(first, events, Date.now()) : first, text)
    return id
  })

describe('WF-30 发文办理', () => {
  test('复核: no box is ticked beforehand, and only all of them let it pass', async () => {
    const { desk } = await openAt('zhao')
    await press('复核', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('审批手续完备'))
    const ok = named('复核无误', '.ant-modal-footer') as HTMLButtonElement
    expect(ok.disabled).toBe(true)
    for (const words of ['审批手续完备', '内容无误，附件齐全', '文种正确', '格式规范']) await press(words, '.work-dialog')
    await press('复核无误', '.ant-modal-footer')
    await vi.waitFor(() =>
      expect(sent(desk, 'Recheck')).toMatchObject([{ ticked: ['procedure', 'content', 'docType', 'format'] }]),
    )
  })

  test('编号: the organ’s own 机关代字, the unit found by its name; what nobody can receive is off', async () => {
    const { desk } = await openAt('ma', rechecked)
    await press('编号', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('柳政'))
    await press('编号', '.ant-modal-footer')
    await vi.waitFor(() => expect(dialog()).toContain('请选主送单位'))
    await userEvent.type(document.querySelector('.work-dialog input[aria-label="主送"]') as HTMLInputElement, '石桥')
    await press('石桥乡人民政府', '.ant-select-dropdown')
    await vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).toBeNull())
    await press('编号', '.ant-modal-footer')
    await vi.waitFor(() =>
      expect(sent(desk, 'AllocateNumber')).toMatchObject([{ prefix: '柳政', mainTo: ['shiqiao'], copyTo: [], copies: 1 }]),
    )
  })

  test('编号: the next number is foreseen, and one that was kept free may be taken', async () => {
    const { desk, answers } = await openAt('ma', rechecked)
    const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
    const kept = { seq: 7, status: 'reserved', docId: null, unread: false, title: '', reason: '年度要点', by: '马文秀', at: 0 }
    answers['numbers.book'] = { prefix: '柳政', year, next: 12, years: [year], lines: [kept] }
    await press('编号', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain(`下一个号：柳政〔${year}〕12号`))
    await userEvent.type(document.querySelector('.work-dialog input[aria-label="主送"]') as HTMLInputElement, '石桥')
    await press('石桥乡人民政府', '.ant-select-dropdown')
    await userEvent.click(document.querySelector('.work-dialog input[aria-label="用号"]') as HTMLInputElement)
    await press(`柳政〔${year}〕7号（预留：年度要点）`, '.ant-select-dropdown')
    await press('编号', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(desk, 'AllocateNumber')).toMatchObject([{ prefix: '柳政', reserved: 7 }]))
  })

  test('编号: what was signed in another year says so before it takes a number of this one (SC-7)', async () => {
    const { desk, first } = await openAt('ma', rechecked)
    const state = desk.state(first)
    const text = desk.working(first)
    if (!state?.signed || !text) throw new Error('lost')
    const year = Number(dateOf(Date.now()).slice(0, 4))
    desk.add({ ...state, signed: { ...state.signed, signedOn: `${year - 1}-12-30` } }, text)
    await press('编号', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain(`签发在${year - 1}年，现在编的是〔${year}〕年的号，请核对。`))
  })

  test('编号须联网: without the line the button is off and says so', async () => {
    const { desk } = await openAt('ma', rechecked)
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(primary()?.disabled).toBe(true))
    expect(spaceless(primary()?.textContent)).toBe('编号')
    await userEvent.hover(primary() as HTMLElement, { force: true })
    await vi.waitFor(() => expect(document.querySelector('.ant-tooltip')?.textContent ?? '').toContain('编号须联网'))
  })

  test('用印: by a second person, on so many copies as were printed; who numbered it cannot', async () => {
    const { desk, answers } = await openAt('yin', rechecked, numbered)
    answers['paper.layout'] = made
    await press('用印', '.doc-acts')
    const copies = (): HTMLInputElement | null => document.querySelector('.work-dialog input[aria-label="用印份数"]')
    await vi.waitFor(() => expect(copies()?.value).toBe('5'))
    await press('已用印', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(desk, 'SealPaper')).toMatchObject([{ copies: 5, layout: made }]))
    await vi.waitFor(() => expect(desk.state((sent(desk, 'SealPaper')[0] as { docId: DocumentId }).docId)?.state).toBe('F9'))
  })

  test('用印 with an electronic seal: the layout is made with it and handed over, then the command names both', async () => {
    const { desk, answers, calls } = await openAt('yin', rechecked, numbered)
    answers['paper.seals'] = { seals: [offered] }
    answers['paper.layout'] = made
    await press('用印', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('电子印章：柳河镇人民政府'))
    await press('加盖电子印章', '.ant-modal-footer')
    const wanted = { sealId: offered.id, layout: { cleanSm3: 'c'.repeat(64), ...made } }
    await vi.waitFor(() => expect(sent(desk, 'SealElectronic')).toMatchObject([wanted]))
    const asked = calls.find(({ name }) => name === 'paper.layout')?.input
    expect(asked).toMatchObject({
      cleanSm3: 'c'.repeat(64),
      seals: [{ sm3: offered.imageSm3, width: 42, height: 42 }],
      request: { copy: 'clean', watermark: null, facts: { number: '柳政〔2026〕12号', sealing: 'seal' } },
    })
  })

  test('UI-72 beside 用印 stand the pages with the seal in its place, and without it where it is pressed on paper', async () => {
    const { answers } = await openAt('yin', rechecked, numbered)
    answers['paper.seals'] = { seals: [{ ...offered, image: redSquare() }] }
    await press('用印', '.doc-acts')
    const seals = () => document.querySelectorAll('.seal-preview .pp-seal').length
    await vi.waitFor(() => expect(seals()).toBe(1), 10_000)
    const shown = spaceless(document.querySelector('.seal-preview')?.textContent)
    expect(shown).toContain('柳政〔2026〕12号')
    expect(document.querySelector('.seal-preview [role="alert"]')).toBeNull()
    // [WF-127] the text has a 成文日期 of its own: told, and nothing is held up
    expect(document.querySelector('.seal-preview [role="status"]')?.textContent).toContain('成文日期是2026年11月20日')
    const room = document.querySelector('.seal-preview .print-room')?.getBoundingClientRect() ?? new DOMRect()
    await vi.waitFor(() => {
      const seal = document.querySelector('.seal-preview .pp-seal')?.getBoundingClientRect() ?? new DOMRect()
      expect(seal.top).toBeGreaterThan(room.top)
      expect(seal.bottom).toBeLessThan(room.bottom)
    })
    expect(room.bottom).toBeLessThan(768)
    await press('纸质盖章', '.work-dialog')
    await vi.waitFor(() => expect(seals()).toBe(0), 10_000)
  })

  test('UI-72 a seal whose picture cannot be drawn is told before it is pressed', async () => {
    const { answers } = await openAt('yin', rechecked, numbered)
    answers['paper.seals'] = { seals: [offered] }
    await press('用印', '.doc-acts')
    const told = (): string => spaceless(document.querySelector('.seal-preview [role="alert"]')?.textContent)
    await vi.waitFor(() => expect(told()).toContain('版面上没有印章'), 10_000)
  })

  test('WF-36 under another 署名 no seal of this organ is pressed, and the dialog says so before anything is made', async () => {
    const { desk, first, answers } = await openAt('yin', rechecked, numbered)
    const [state, text] = [desk.state(first), desk.working(first)]
    if (!state || !text) throw new Error('lost')
    desk.add({ ...state, header: { ...state.header, issuer: '国务院办公厅' } }, text)
    answers['paper.seals'] = { seals: [{ ...offered, image: redSquare() }] }
    await press('用印', '.doc-acts')
    await vi.waitFor(() => expect(document.querySelector('.work-dialog')?.textContent).toContain('印章要与署名一致'))
    expect(document.querySelector<HTMLButtonElement>('.work-dialog .ant-modal-footer .ant-btn-primary')?.disabled).toBe(true)
  })

  test('用印须联网: without the line the button is off and says so', async () => {
    const { desk } = await openAt('yin', rechecked, numbered)
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(primary()?.disabled).toBe(true))
    await userEvent.hover(primary() as HTMLElement, { force: true })
    await vi.waitFor(() => expect(document.querySelector('.ant-tooltip')?.textContent ?? '').toContain('用印须联网'))
  })

  test('UI-73 the record of a seal tells whose, by whom, when and on which bytes; one that does not hold says so at once', async () => {
    const layout = { cleanSm3: 'c'.repeat(64), ...made, by: personOf('yin'), at: Date.UTC(2026, 6, 14, 1, 5) }
    const print = {
      seal: { ...offered, unitName: '柳河镇人民政府' },
      publicKey: `04${'0'.repeat(128)}`,
      signature: 'e'.repeat(128),
    }
    const sealed: IssueEvent = {
      type: 'Sealed',
      sealed: { by: personOf('yin'), at: layout.at, how: 'electronic', ...print },
      layout,
      next: turn('distribute', 'ma'),
    }
    await openAt('ma', rechecked, numbered, sealed)
    await vi.waitFor(() => expect(bar()).toContain('签章无效：与版式文件不符'))
    await userEvent.click(named('柳河镇人民政府电子印章，尹守章用印', '.issue-bar'))
    const record = (): string => spaceless(document.querySelector('.ant-modal')?.textContent)
    await vi.waitFor(() => expect(record()).toContain('用印人尹守章'))
    for (const words of ['2026年7月14日09:05', '柳政〔2026〕12号', 'aaaaaaaa…aaaaaaaa', 'bbbbbbbb…bbbbbbbb', '请不要签收'])
      expect(record()).toContain(words)
  })

  test('a layout that could not be made is told; an electronic seal waits for it, what was pressed on paper is registered without', async () => {
    const { desk, answers, refusals } = await openAt('yin', rechecked, numbered)
    answers['paper.seals'] = { seals: [offered] }
    refusals['paper.layout'] = 'PP-DRAW'
    await press('用印', '.doc-acts')
    await press('加盖电子印章', '.ant-modal-footer')
    // the layout's own line; the pages beside it tell of theirs
    await vi.waitFor(() => expect(document.querySelector('.work-dialog form .issue-told')).not.toBeNull())
    await vi.waitFor(() => expect(document.querySelector('.ant-modal-footer .ant-btn-loading')).toBeNull())
    expect(sent(desk, 'SealElectronic')).toEqual([])
    // pressed by its own event: the line about the layout has just moved it under the pointer
    document.querySelector<HTMLInputElement>('.work-dialog input[value="paper"]')?.click()
    await press('不附版式文件，照常登记', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(desk, 'SealPaper')).toMatchObject([{ copies: 5 }]))
    expect(sent(desk, 'SealPaper')[0]).not.toHaveProperty('layout')
  })

  test('分发: all of the 分送范围 are chosen; the ledger shows each copy, and one nobody signed for is called back with a reason', async () => {
    const { desk } = await openAt('ma', rechecked, numbered, waived)
    expect(bar()).toContain('柳政〔2026〕12号')
    await press('分发', '.doc-acts')
    await press('分发给1个单位', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(desk, 'Distribute')).toMatchObject([{ unitIds: ['shiqiao'] }]))
    await closeWindow()
    const second = await openAt('ma', rechecked, numbered, waived, copies)
    expect(bar()).toContain('已签收0，共发出1')
    await press('更多')
    await press('分发与签收')
    await vi.waitFor(() =>
      expect(spaceless(document.querySelector('.issue-ledger')?.textContent)).toContain('石桥乡人民政府主送待签收'),
    )
    await press('收回', '.issue-ledger')
    await writeReason('误发')
    await press('收回', '.ant-modal-footer')
    await vi.waitFor(() => expect(sent(second.desk, 'RecallCopy')).toMatchObject([{ unitId: 'shiqiao', reason: '误发' }]))
  })

  test('办结 names who has not signed for it and wants a reason; 撤销 is the leader’s, and shows over the page', async () => {
    await openAt('ma', rechecked, numbered, waived, copies)
    await press('办结', '.doc-acts')
    await vi.waitFor(() => expect(dialog()).toContain('石桥乡人民政府还没有签收'))
    await press('办结', '.ant-modal-footer')
    await vi.waitFor(() => expect(dialog()).toContain('请写明理由'))
    await closeWindow()
    await openAt('ma', rechecked, numbered, waived, copies)
    await press('更多')
    await press('撤销')
    await writeReason('与上级规定不一致')
    await press('撤销', '.ant-modal-footer')
    await vi.waitFor(() => expect(bar()).toBe('已撤销，自始无效（马文秀：与上级规定不一致）'))
  })
})
