import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { pause } from '../support/ui/ime.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const words = (): string => document.querySelector('.timeline-words')?.textContent ?? ''
const slider = (): HTMLInputElement => {
  const found = document.querySelector<HTMLInputElement>('.timeline input')
  if (!found) throw new Error('no time line')
  return found
}
const marks = (): number =>
  new Set([...shownPage().querySelectorAll<HTMLElement>('[data-change]')].map((one) => one.dataset['change'])).size
const keys = async (pressed: string): Promise<void> => {
  await userEvent.keyboard(pressed)
  await pause(60)
}

describe('[UI-47] the time line', () => {
  test('opens at the present with the slider in hand; ← takes changes away, → brings them back, Home and End go to the ends', async () => {
    await openWindow('zhao', 'check')
    await userEvent.keyboard('{Alt>}7{/Alt}')
    await vi.waitFor(() => expect(document.activeElement).toBe(slider()))
    expect(words()).toContain('现在')
    expect(words()).toContain('恳请县政府')
    const all = marks()
    await keys('{ArrowLeft}')
    expect(words()).toContain('分段')
    expect(shownPage().textContent).not.toContain('恳请县人民政府')
    expect(marks()).toBe(all - 1)
    await keys('{ArrowRight}')
    expect(marks()).toBe(all)
    await keys('{Home}')
    expect(marks()).toBe(0)
    expect(shownPage().textContent).toContain('出现三次强')
    await keys('{End}')
    expect(marks()).toBe(all)
  })

  test('tells who, at which step and when, also to a screen reader; the change of the moment is marked', async () => {
    await openWindow('zhao', 'check')
    await userEvent.keyboard('{Alt>}7{/Alt}')
    await vi.waitFor(() => expect(document.activeElement).toBe(slider()))
    for (let i = 0; i < 4; i++) await keys('{ArrowLeft}')
    for (let i = 0; i < 20 && !words().includes('删除'); i++) await keys('{ArrowLeft}')
    expect(words()).toContain('李建国')
    expect(words()).toContain('部门审核')
    expect(words()).toMatch(/\d\d:\d\d/)
    expect(slider().getAttribute('aria-valuetext')).toContain('李建国')
    expect(shownPage().querySelector('.current')?.textContent).toBe('，镇级财力难以承担')
    const box = shownPage().querySelector('.current')?.getBoundingClientRect()
    const desk = document.querySelector('.page-desk')?.getBoundingClientRect()
    expect(box && desk && box.top >= desk.top && box.bottom <= desk.bottom).toBe(true)
  })

  test('a decision shows from its own moment on, and needs no line', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const id = document.querySelector<HTMLElement>('.sheet [data-change]')?.dataset['change'] ?? ''
    await desk.data.command('DecideChanges', { docId: first, decisions: [{ changeId: id, verdict: 'reject' }] })
    desk.setStatus({ connection: 'offline' })
    await userEvent.keyboard('{Alt>}7{/Alt}')
    await vi.waitFor(() => expect(document.activeElement).toBe(slider()))
    expect(words()).toContain('拒绝 1 处修订')
    expect(shownPage().querySelector('.v-reject')).not.toBeNull()
    await keys('{ArrowLeft}')
    expect(shownPage().querySelector('.v-reject')).toBeNull()
    document.querySelector<HTMLElement>('.timeline button')?.click()
    await vi.waitFor(() => expect(document.querySelector('.timeline')).toBeNull())
  })
})
