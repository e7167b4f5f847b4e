import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { pause } from '../support/ui/ime.ts'
import { crowded } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const card = (): HTMLElement | null => document.querySelector('.hover-card')
const mark = (words: string): HTMLElement => {
  const found = [...shownPage().querySelectorAll<HTMLElement>('[data-change]')].find((one) => one.textContent === words)
  if (!found) throw new Error(`no mark ${words}`)
  return found
}
/** Brings the mouse onto an element from elsewhere: a mouse that stands still tells nothing. */
const rest = async (element: Element): Promise<void> => {
  await userEvent.hover(document.querySelector('.doc-head') ?? document.body)
  await userEvent.hover(element)
}

describe('[UI-42] the card of a change', () => {
  test('the mouse on a change: who, post, step, when, old, new, the decision; away again, it goes', async () => {
    await openWindow('zhao', 'check')
    await rest(mark('四次'))
    await vi.waitFor(() => expect(card()).not.toBeNull())
    const words = card()?.textContent ?? ''
    for (const part of ['李建国', '党政办 水利站站长', '部门审核', '替换', '三次', '四次', '未定']) expect(words).toContain(part)
    expect(words).toMatch(/\d\d:\d\d/)
    await userEvent.hover(document.querySelector('.doc-head') ?? document.body)
    await vi.waitFor(() => expect(card()).toBeNull())
  })

  test('accepts there, tells by whom and when, and takes it back', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await rest(mark('四次'))
    await vi.waitFor(() => expect(card()).not.toBeNull())
    card()?.querySelector<HTMLElement>('.rev-act.yes')?.click()
    await vi.waitFor(() => expect(card()?.textContent).toMatch(/赵敏 .*已接受/))
    expect(desk.state(first)?.decisions).toHaveLength(1)
    card()?.querySelector<HTMLElement>('.rev-acts .link')?.click()
    await vi.waitFor(() => expect(desk.state(first)?.decisions.at(-1)?.verdict).toBe('undo'))
  })

  test('by keyboard: Alt+Enter opens it with the focus in it, Esc gives the focus back', async () => {
    await openWindow('zhao', 'check')
    const page = shownPage()
    page.focus()
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
    await pause(100)
    await userEvent.keyboard('{Alt>}{Enter}{/Alt}')
    await vi.waitFor(() => expect(card()?.contains(document.activeElement)).toBe(true))
    expect(card()?.textContent).toContain('三次')
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(card()).toBeNull())
    expect(document.activeElement).toBe(page)
  })

  test('who may not decide sees the card without buttons', async () => {
    await openWindow('chen', 'sign')
    await rest(mark('四次'))
    await vi.waitFor(() => expect(card()?.textContent).toContain('李建国'))
    expect(card()?.querySelector('button')).toBeNull()
  })

  test('several changes on the same words stand in one card', async () => {
    const { trackedEdit } = await import('../support/ui/scenes.ts')
    const { desk, first } = await openWindow('zhao', 'check')
    const doc = desk.working(first)
    if (!doc) throw new Error('lost')
    desk.moveBody(first, trackedEdit(doc, { author: 'zhao', step: 'check', at: Date.now() }, '四次', ''))
    await pause(300)
    await rest(shownPage().querySelector('ins > del, del > ins') ?? document.body)
    await vi.waitFor(() => expect(card()?.querySelectorAll('.card')).toHaveLength(2))
  })

  test('typing and scrolling put the card away', async () => {
    await openWindow('zhao', 'check')
    for (const away of [() => document.querySelector('.page-desk')?.scrollBy(0, 40), () => userEvent.keyboard('a')]) {
      shownPage().focus()
      await rest(mark('四次'))
      await vi.waitFor(() => expect(card()).not.toBeNull())
      await away()
      await vi.waitFor(() => expect(card()).toBeNull())
    }
  })

  test('a card the mouse brings leaves the keyboard on the page, also after one was opened by Alt+Enter', async () => {
    await openWindow('zhao', 'check')
    shownPage().focus()
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
    await userEvent.keyboard('{Alt>}{Enter}{/Alt}')
    await vi.waitFor(() => expect(card()?.contains(document.activeElement)).toBe(true))
    document.querySelector('.page-desk')?.scrollBy(0, 40)
    await vi.waitFor(() => expect(card()).toBeNull())
    shownPage().focus()
    await rest(mark('四次'))
    await vi.waitFor(() => expect(card()).not.toBeNull())
    await pause(50)
    expect(document.activeElement).toBe(shownPage())
  })

  test('in a wide window cards stand beside the page, none over another, while the rail shows no changes', async () => {
    await openWindow('zhao', 'check', (desk) => crowded(desk), { width: 1920, height: 1000 })
    expect(document.querySelectorAll('.margin-cards .card')).toHaveLength(0)
    await userEvent.keyboard('{Control>}\\{/Control}')
    await vi.waitFor(() => expect(document.querySelectorAll('.margin-cards .card').length).toBeGreaterThan(5))
    const boxes = [...document.querySelectorAll('.margin-cards > div')].map((one) => one.getBoundingClientRect())
    const sheet = document.querySelector('.sheet')?.getBoundingClientRect()
    for (const [i, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThan(sheet?.right ?? Infinity)
      if (i > 0) expect(box.top).toBeGreaterThanOrEqual(boxes[i - 1]?.bottom ?? 0)
    }
  })
})
