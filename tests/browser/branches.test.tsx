import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import { personOf } from '../support/small-county.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { pause } from '../support/ui/ime.ts'
import { trackedEdit } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const late = (more: Partial<Branch> = {}): Branch => ({
  id: v7() as Branch['id'],
  by: personOf('li'),
  step: 'review',
  baseVersion: 2,
  code: 'WF-TASK-CLOSED',
  at: Date.now() - 3_600_000,
  settled: null,
  ...more,
})
/** The window of the person in the office with edits of the reviewer that came too late. */
async function withLate(userId = 'zhao', branch = late()): Promise<TestWindow & { branch: Branch }> {
  const opened = await openWindow(userId, 'check', (desk: FakeDesk, first) => {
    const base = desk.working(first)
    if (!base) throw new Error('lost')
    const who = { author: 'li', step: 'review', at: branch.at }
    desk.addBranch(first, branch, base, trackedEdit(base, who, '妥否', '当否'))
    return undefined
  })
  await vi.waitFor(() => expect(document.querySelector('.branch-card')).not.toBeNull())
  return { ...opened, branch }
}
const card = (): HTMLElement | null => document.querySelector('.branch-card')
const cards = (): string => document.querySelector('.branches')?.textContent ?? ''
const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll<HTMLButtonElement>('.branches button, .ant-modal button')].find(
    (one) => one.textContent?.replaceAll(' ', '') === name,
  )
  if (!found) throw new Error(`no ${name}: ${cards()}`)
  return found
}
/** What was asked of the server about branches; opening a to-do counts by itself. */
const asked = (desk: FakeDesk) => desk.commands.filter((one) => one.name !== 'OpenTask')
/** The server's word on a branch, as a pull brings it. */
function settle({ desk, first, branch }: TestWindow & { branch: Branch }, settled: Branch['settled']): void {
  const state = desk.state(first)
  const text = desk.working(first)
  if (!state || !text) throw new Error('lost')
  desk.add({ ...state, branches: [{ ...branch, settled }] }, text)
}

describe('[RV-67] 未并入的修改', () => {
  test('nothing is shown where there are none', async () => {
    await openWindow('zhao', 'check')
    expect(document.querySelector('.branches')).toBeNull()
  })

  test('a card says who, when, on which version and why it did not get in; 查看 lays it against that version', async () => {
    await withLate()
    expect(card()?.textContent).toContain('李建国')
    expect(card()?.textContent).toContain('据第 2 稿 · 部门审核')
    expect(card()?.textContent).toContain('已经办结、退回或撤回')
    button('查看').click()
    await vi.waitFor(() => expect(document.querySelector('.view-note')?.textContent).toContain('李建国未并入的修改'))
    await vi.waitFor(() => expect(shownPage().textContent).toContain('妥否当否'))
    // only what the edits change is marked
    expect(shownPage().textContent).not.toContain('三次四次')
    expect(shownPage().isContentEditable).toBe(false)
    document.querySelector<HTMLElement>('.view-note .link')?.click()
    await vi.waitFor(() => expect(document.querySelector('.view-note')).toBeNull())
  })

  test('并入为修订 is asked of the server and waited for; settled, one line says by whom and into which version', async () => {
    const opened = await withLate()
    const { desk, first, branch } = opened
    const before = desk.working(first)
    button('并入为修订').click()
    await vi.waitFor(() => expect(card()?.textContent).toContain('等县里服务器答复'))
    expect(asked(desk)).toEqual([{ name: 'BringInBranch', args: { docId: first, branchId: branch.id } }])
    // the desk foresees no text
    expect(desk.working(first)?.eq(before as never)).toBe(true)
    settle(opened, { how: 'broughtIn', by: personOf('zhao'), at: Date.now(), version: 4 })
    await vi.waitFor(() => expect(card()).toBeNull())
    expect(cards()).toContain('李建国的修改')
    expect(cards()).toContain('由赵敏并入为第 4 稿')
    expect(cards()).not.toContain('取回')
  })

  test('where the server refuses, the card says why and what to do, and can be asked again', async () => {
    const { desk, first, branch } = await withLate()
    button('并入为修订').click()
    await vi.waitFor(() => expect(card()?.textContent).toContain('等县里服务器答复'))
    await pause(5)
    desk.setAttention([
      {
        id: v7(),
        docId: first,
        title: '',
        code: 'RV-MERGE',
        article: undefined,
        detail: undefined,
        commandName: 'BringInBranch',
        args: { docId: first, branchId: branch.id },
        cmdId: null,
        body: undefined,
        settled: undefined,
        parkedBy: undefined,
        authoredAt: Date.now(),
        at: Date.now() + 1,
      },
    ])
    await vi.waitFor(() => expect(card()?.querySelector('[role=status]')?.textContent).toContain('没有并入：'))
    expect(button('并入为修订').disabled).toBe(false)
  })

  test('搁置 takes effect at once, tells who and when, and is undone by 取回', async () => {
    const { desk, first } = await withLate()
    button('搁置').click()
    await vi.waitFor(() => expect(card()).toBeNull())
    expect(cards()).toContain('由赵敏搁置')
    button('取回').click()
    await vi.waitFor(() => expect(card()).not.toBeNull())
    expect(asked(desk).map((one) => one.args)).toMatchObject([{ aside: true }, { aside: false }])
    expect(desk.state(first)?.branches[0]?.settled).toBeNull()
  })

  test('without a line it can be read about but not brought in; putting aside waits in the outbox like any other command', async () => {
    const { desk } = await withLate()
    desk.setStatus({ connection: 'offline' })
    await vi.waitFor(() => expect(button('并入为修订').disabled).toBe(true))
    button('查看').click()
    await vi.waitFor(() => expect(document.querySelector('.view-note')?.textContent).toContain('没有取到'))
    expect(shownPage()).toBeTruthy()
    button('搁置').click()
    await vi.waitFor(() => expect(cards()).toContain('由赵敏搁置'))
  })

  test('the author sees it and may put it aside, but brings nothing in without the turn; others only read', async () => {
    await withLate('li')
    expect(button('搁置')).toBeTruthy()
    expect(() => button('并入为修订')).toThrow('no 并入为修订')
    await closeWindow()
    await withLate('wang')
    expect(() => button('搁置')).toThrow('no 搁置')
    expect(button('查看')).toBeTruthy()
  })

  test('keys alone do it: Tab reaches every button of a card', async () => {
    await withLate()
    button('查看').focus()
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement?.textContent).toContain('并入为修订')
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement?.textContent).toContain('搁')
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(cards()).toContain('由赵敏搁置'))
  })
})
