import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { personOf } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { addDocument, leveeRequest, revised } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const alt = (key: string): Promise<void> => userEvent.keyboard(`{Alt>}${key}{/Alt}`)
const head = (): string => document.querySelector('.doc-head')?.textContent ?? ''
const bar = (): string => document.querySelector('.view-note')?.textContent ?? ''
const makeButton = (): HTMLButtonElement | undefined =>
  [...document.querySelectorAll<HTMLButtonElement>('.doc-acts button')].find((one) => one.textContent === '生成清稿')
const spaceless = (text: string | null | undefined): string => (text ?? '').replaceAll(' ', '')

/** A signed document: the first change accepted, the second rejected, the rest open as the signer was shown them. */
async function signedFor(
  userId: string,
  change: (state: DocumentState, desk: FakeDesk) => DocumentState = (s) => s,
): Promise<TestWindow> {
  return openWindow(userId, 'sign', (desk) => {
    const id = addDocument(desk, leveeRequest, 'sign', revised, true)
    const state = desk.state(id)
    const text = desk.working(id)
    if (!state?.signed || !text) throw new Error('lost')
    const bodySm3 = desk.data.sm3Of(text)
    const [first, second] = listChanges(text)
    const given = { by: personOf('zhao'), step: 'check' as const, at: Date.now() - 1_000_000 }
    const decisions = [
      { ...given, changeIds: [first?.id ?? ''], verdict: 'accept' as const },
      { ...given, changeIds: [second?.id ?? ''], verdict: 'reject' as const },
    ]
    desk.add(change({ ...state, bodySm3, decisions, signed: { ...state.signed, bodySm3 } }, desk), text)
    return id
  })
}
const withClean = (sm3: string) => (state: DocumentState) => ({
  ...state,
  clean: { version: state.bodyVersion, sm3, by: personOf('zhao'), at: Date.now() },
})

describe('[RV-67] 清稿', () => {
  test('the office is offered it after 签发; the dialog counts what is applied; made, it is shown as read', async () => {
    const { desk, first } = await signedFor('zhao')
    const text = desk.working(first)
    const all = text ? listChanges(text).length : 0
    makeButton()?.click()
    await vi.waitFor(() => expect(document.querySelector('.clean-dialog')?.textContent).toContain('已接受的修订 1 处'))
    const words = document.querySelector('.clean-dialog')?.textContent ?? ''
    expect(words).toContain('已拒绝的修订 1 处')
    expect(words).toContain(`未定的修订 ${all - 2} 处`)
    ;[...document.querySelectorAll<HTMLButtonElement>('.clean-dialog button, .ant-modal button')]
      .find((one) => spaceless(one.textContent) === '生成清稿')
      ?.click()
    await vi.waitFor(() => expect(bar()).toContain('与服务器存的一致 ✓'))
    const state = desk.state(first)
    const decided = state ? verdicts(state) : new Map<string, 'accept' | 'reject'>()
    const clean = text && cleanCopy(text, (id) => decided.get(id))
    expect(desk.commands.findLast((one) => one.name === 'MakeCleanCopy')).toEqual({
      name: 'MakeCleanCopy',
      args: { docId: first, bodySm3: state?.bodySm3, sm3: clean && desk.data.sm3Of(clean) },
    })
    expect(state?.clean?.sm3).toBe(clean && desk.data.sm3Of(clean))
    expect(shownPage().querySelector('[data-change], [data-comment]')).toBeNull()
    expect(shownPage().textContent).toContain('四次')
    expect(shownPage().textContent).not.toContain('三次')
    // rejected
    expect(shownPage().textContent).toContain('最为突出')
    expect(head()).toContain('已生成清稿')
    expect(makeButton()).toBeUndefined()
    // the signed text keeps its marks
    await alt('2')
    await vi.waitFor(() => expect(shownPage().querySelector('[data-change]')).not.toBeNull())
    expect(desk.working(first)?.eq(text as never)).toBe(true)
  })

  test('[WF-127] a written 成文日期 other than the day of 签发 is told in the dialog, and keeps nobody from it', async () => {
    const words = () => document.querySelector('.clean-dialog')
    await signedFor('zhao', (state) => ({ ...state, signed: state.signed && { ...state.signed, signedOn: '2026-07-13' } }))
    makeButton()?.click()
    await vi.waitFor(() =>
      expect(words()?.querySelector('[role=status]')?.textContent).toContain(
        '成文日期是2026年11月20日，签发的日期是2026年7月13日',
      ),
    )
    await closeWindow()
    await signedFor('zhao', (state) => ({ ...state, signed: state.signed && { ...state.signed, signedOn: '2026-11-20' } }))
    makeButton()?.click()
    await vi.waitFor(() => expect(words()?.textContent).toContain('已接受的修订'))
    expect(words()?.querySelector('[role=status]')).toBeNull()
  })

  test('nobody else is offered it, nor without a line, nor before 签发', async () => {
    for (const user of ['wang', 'chen', 'li']) {
      await signedFor(user)
      expect(makeButton(), user).toBeUndefined()
      await closeWindow()
    }
    await openWindow('zhao', 'check')
    expect(makeButton()).toBeUndefined()
    await closeWindow()
    const { desk } = await signedFor('zhao')
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(makeButton()?.disabled).toBe(true))
  })

  test('the view is there only once it was made: Alt+8 and the menu', async () => {
    await signedFor('wang')
    await alt('8')
    await vi.waitFor(() => expect(shownPage().querySelector('[data-change]')).not.toBeNull())
    expect(bar()).toBe('')
    document.querySelector<HTMLElement>('.view-more')?.click()
    await vi.waitFor(() => expect(document.querySelector('.ant-dropdown-menu')?.textContent).toContain('时间线'))
    expect(document.querySelector('.ant-dropdown-menu')?.textContent).not.toContain('清稿')
    await closeWindow()
    await signedFor('wang', withClean('f'.repeat(64)))
    document.querySelector<HTMLElement>('.view-more')?.click()
    await vi.waitFor(() => expect(document.querySelector('.ant-dropdown-menu')?.textContent).toContain('清稿Alt + 8'))
    await userEvent.keyboard('{Escape}')
    await alt('8')
    await vi.waitFor(() => expect(document.querySelector('.view-more')?.textContent).toContain('清稿'))
    expect(shownPage().isContentEditable).toBe(false)
  })

  test('what the server stored and the desk makes otherwise is a clear warning', async () => {
    await signedFor('wang', withClean('f'.repeat(64)))
    await alt('8')
    await vi.waitFor(() => expect(document.querySelector('.clean-differs')?.textContent ?? '').toContain('与服务器存的不一致'))
    expect(document.querySelector('.clean-differs')?.getAttribute('role')).toBe('alert')
    expect(bar()).not.toContain('✓')
  })

  test('while the signed text is not on this desk there is nothing to hold against it, and no false alarm', async () => {
    await signedFor('wang', (state) => ({
      ...withClean('f'.repeat(64))(state),
      signed: state.signed && { ...state.signed, bodySm3: 'e'.repeat(64) },
    }))
    await alt('8')
    await vi.waitFor(() => expect(bar()).toContain('还不是签发的那一稿'))
    expect(document.querySelector('.clean-differs')).toBeNull()
  })
})
