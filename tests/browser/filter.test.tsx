import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { pause } from '../support/ui/ime.ts'
import { longRequest } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const rows = (): string[] => [...document.querySelectorAll('.rev-row .rev')].map((one) => one.getAttribute('aria-label') ?? '')
const press = async (name: string): Promise<void> => {
  const found = [...document.querySelectorAll<HTMLElement>('button')].find(
    (one) => one.textContent?.trim() === name || one.title === name,
  )
  if (!found) throw new Error(`no button ${name}`)
  found.click()
  await pause(120)
}
const walk = async (key: string): Promise<string> => {
  await userEvent.keyboard(`{Alt>}{${key}}{/Alt}`)
  await pause(100)
  return document.querySelector('.rev.selected')?.getAttribute('aria-label') ?? ''
}
const choose = async (name: string): Promise<void> => {
  document.querySelector<HTMLElement>(`.filter .choice[title="${name}"]`)?.click()
  await pause(120)
}
const openFilter = (): Promise<void> => press('筛选修订')
const decisions = (
  desk: { state: (id: never) => { decisions: { changeIds: string[]; verdict: string }[] } | undefined },
  id: string,
) => desk.state(id as never)?.decisions.map((one) => `${one.verdict} ${one.changeIds.length}`)

describe('[UI-43] filtering and walking', () => {
  test('the list and Alt+↑↓ keep to the filter; coming round is told; clearing brings all back', async () => {
    await openWindow('zhao', 'check')
    await openFilter()
    await choose('李建国')
    await choose('文字增删')
    expect(rows()).toHaveLength(4)
    expect(document.querySelector('.filter-foot')?.textContent).toContain('符合 4 处，共 8 处')
    const seen = []
    for (let i = 0; i < 4; i++) seen.push(await walk('ArrowDown'))
    expect(new Set(seen).size).toBe(4)
    expect(seen.every((one) => one.startsWith('李建国'))).toBe(true)
    expect(document.body.textContent).not.toContain('已到最后一处')
    expect(await walk('ArrowDown')).toBe(seen[0])
    await vi.waitFor(() => expect(document.body.textContent).toContain('已到最后一处，回到第一处'))
    expect(await walk('ArrowUp')).toBe(seen[3])
    await press('清除筛选')
    expect(rows()).toHaveLength(8)
  })

  test('words are looked for in old and new text, composed ones once they are there', async () => {
    await openWindow('zhao', 'check')
    await openFilter()
    await userEvent.fill(document.querySelector('.filter input') ?? document.body, '严重')
    await vi.waitFor(() => expect(rows()).toHaveLength(1))
    await userEvent.fill(document.querySelector('.filter input') ?? document.body, '没有这样的字')
    await vi.waitFor(() => expect(document.querySelector('.rev-list')?.textContent).toContain('没有符合筛选的修订'))
  })

  test('every button says how many it is about: a group, the filtered, the selection, all; undo as well', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await press('部门审核的修订：接受这 4 处')
    expect(decisions(desk, first)).toEqual(['accept 4'])
    await press('部门审核的修订：撤销这 4 处决定')
    expect(decisions(desk, first)).toEqual(['accept 4', 'undo 4'])
    await openFilter()
    await choose('赵敏')
    await press('筛选出的：拒绝这 4 处')
    expect(decisions(desk, first)?.at(-1)).toBe('reject 4')
    await press('清除筛选')
    const paragraph = shownPage().querySelectorAll('[data-block="body"] > p')[0]
    await userEvent.tripleClick(paragraph ?? document.body)
    await vi.waitFor(() => expect(document.querySelector('.rev-foot')?.textContent).toContain('选中 4 处'))
    await press('选中 4 处：接受这 2 处')
    expect(decisions(desk, first)?.at(-1)).toBe('accept 2')
  })

  test('more than a hundred are asked about first, and one undo takes them back', async () => {
    const { desk, first } = await openWindow('zhao', 'check', (fake) => longRequest(fake))
    await vi.waitFor(() => expect(document.querySelector('.rev-foot')?.textContent).toContain('接受 5000'), 10_000)
    await press('全部：接受这 5000 处')
    expect(desk.state(first)?.decisions).toHaveLength(0)
    await vi.waitFor(() => expect(document.querySelector('.ant-modal-confirm')?.textContent).toContain('接受 5000 处修订'))
    await press('接受（5000）')
    await vi.waitFor(() => expect(decisions(desk, first)).toEqual(['accept 5000']))
    await vi.waitFor(() => expect(document.querySelector('.undo-link')).not.toBeNull())
    document.querySelector<HTMLElement>('.undo-link')?.click()
    await vi.waitFor(() => expect(decisions(desk, first)).toEqual(['accept 5000', 'undo 5000']))
  })

  test('both halves of a move are decided together', async () => {
    const { moved } = await import('../support/ui/scenes.ts')
    const { desk, first } = await openWindow('zhao', 'check', (fake) => moved(fake))
    await vi.waitFor(() => expect(rows().some((one) => one.includes('移'))).toBe(true))
    document.querySelector<HTMLElement>('.rev-act.yes')?.click()
    await vi.waitFor(() => expect(decisions(desk, first)).toEqual(['accept 2']))
  })

  test('decisions on changes that are not in this text are told, not hidden', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await desk.data.command('DecideChanges', {
      docId: first,
      decisions: [{ changeId: '0190a000-0000-7000-8000-000000000001', verdict: 'accept' }],
    })
    await vi.waitFor(() => expect(document.querySelector('.rev-gone')?.textContent).toContain('有 1 处已定的修订不在这一稿里'))
  })
})

describe('[UI-49] before signing', () => {
  test('what is open is listed by step and person; a click leads there and what was written stays', async () => {
    await openWindow('chen', 'sign')
    await press('签发')
    await vi.waitFor(() => expect(document.querySelectorAll('.sign-row').length).toBeGreaterThan(5))
    const words = document.querySelector('.ant-modal')?.textContent ?? ''
    expect(words).toContain('还有 8 处修订没有定')
    expect([...document.querySelectorAll('.sign-group')].map((one) => one.textContent)).toEqual([
      '李李建国部门审核 · 未定 4',
      '赵赵敏核稿 · 未定 4',
    ])
    // the dialog puts the caret there itself once it is open
    await vi.waitFor(() => expect(document.activeElement).toBe(document.querySelector('.ant-modal textarea')))
    await userEvent.fill(document.querySelector('.ant-modal textarea') ?? document.body, '同意，数字请再核。')
    const row = [...document.querySelectorAll<HTMLElement>('.sign-row button')].find((one) => one.textContent?.includes('1240名'))
    row?.click()
    await vi.waitFor(() => expect(shownPage().querySelector('.current')?.textContent).toContain('一千二百余名'))
    await pause(400)
    await press('签发')
    await vi.waitFor(() =>
      expect(document.querySelector<HTMLTextAreaElement>('.ant-modal textarea')?.value).toBe('同意，数字请再核。'),
    )
  })
})
