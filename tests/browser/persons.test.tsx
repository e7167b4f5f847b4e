import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { pause } from '../support/ui/ime.ts'
import { crowded } from '../support/ui/scenes.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const marks = (): HTMLElement[] => [...shownPage().querySelectorAll<HTMLElement>('.mk-ins')]
const lookOf = (mark: HTMLElement): string => {
  const style = getComputedStyle(mark)
  return `${style.textDecorationColor} ${style.textDecorationStyle}`
}

test('[UI-41] twelve people are told apart by colour and line together, and by letter alone', async () => {
  await openWindow('zhao', 'check', (desk) => crowded(desk))
  const found = marks()
  expect(found).toHaveLength(12)
  expect(new Set(found.map(lookOf)).size).toBe(12)
  expect(new Set(found.map((mark) => mark.dataset['letter'])).size).toBe(12)
  // no two people of one hue share the line style: that is what is left in grey
  const hues = new Map<string, string[]>()
  for (const mark of found) {
    const { textDecorationColor: hue, textDecorationStyle: line } = getComputedStyle(mark)
    hues.set(hue, [...(hues.get(hue) ?? []), line])
  }
  for (const lines of hues.values()) expect(new Set(lines).size).toBe(lines.length)
})

test('[UI-41] the letter stands before each mark on the screen where it is asked for', async () => {
  await openWindow('zhao', 'check', (desk) => crowded(desk))
  const letter = (): string => getComputedStyle(marks()[0] ?? document.body, '::before').content
  expect(letter()).toBe('none')
  const toggle = async (): Promise<void> => {
    document.querySelector<HTMLElement>('.view-more')?.click()
    await pause(300)
    const items = [...document.querySelectorAll<HTMLElement>('.ant-dropdown-menu-item')]
    items.find((one) => one.textContent?.includes('标出修改人'))?.click()
    await pause(300)
  }
  await toggle()
  expect(letter()).toContain(marks()[0]?.dataset['letter'])
  await toggle()
  expect(letter()).toBe('none')
})

test('[UI-41] who left the county still has a name in the rail and on the card', async () => {
  await openWindow('zhao', 'check', (desk) => crowded(desk))
  await pause(100)
  const words = document.querySelector('.rev-list')?.textContent ?? ''
  expect(words).toContain('石磊')
  await userEvent.hover(document.querySelector('.doc-head') ?? document.body)
  await userEvent.hover(marks()[0] ?? document.body)
  await vi.waitFor(() => expect(document.querySelector('.hover-card')?.textContent).toContain('已不在通讯录'))
})
