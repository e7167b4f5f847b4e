import { undo } from '../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll } from '../../src-shared/revision/resolve.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { v7 } from 'uuid'
import { findAll, replaceMatches } from '../../src-renderer/document/find/search.ts'
import { compose, pause } from '../support/ui/ime.ts'
import { openTestPage } from '../support/ui/open-page.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const count = (): string => document.querySelector('.find-count')?.textContent ?? ''
const fields = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>('.find-bar input')]
const painted = (name: string): string[] => [...(CSS.highlights.get(name) ?? [])].map((range) => (range as Range).toString())
const ground = (name: string): string => getComputedStyle(shownPage(), `::highlight(${name})`).backgroundColor
const button = (name: RegExp): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>('.find-bar button')].find((one) =>
    name.test(`${one.textContent}${one.title}`),
  )
  if (!found) throw new Error(`no ${name}`)
  return found
}

describe('[UI-48] finding', () => {
  test('Ctrl+F, Enter and Shift+Enter go through the places, with their number; Esc gives the page back', async () => {
    await openWindow('zhao', 'check')
    shownPage().focus()
    await userEvent.keyboard('{Control>}f{/Control}')
    await vi.waitFor(() => expect(document.activeElement).toBe(fields()[0]))
    await userEvent.keyboard('302')
    await vi.waitFor(() => expect(count()).toBe('第 1 / 2 处'))
    expect(painted('find')).toEqual(['302', '302'])
    expect(ground('find')).toBe('rgb(255, 233, 168)')
    expect(ground('find-here')).toBe('rgb(242, 163, 60)')
    await userEvent.keyboard('{Enter}')
    expect(count()).toBe('第 2 / 2 处')
    expect(painted('find-here')).toEqual(['302'])
    await userEvent.keyboard('{Enter}')
    expect(count()).toBe('第 1 / 2 处')
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}')
    expect(count()).toBe('第 2 / 2 处')
    await userEvent.keyboard('{F3}')
    expect(count()).toBe('第 1 / 2 处')
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.querySelector('.find-bar')).toBeNull())
    expect(document.activeElement).toBe(shownPage())
    expect(CSS.highlights.has('find')).toBe(false)
    // no element has a rule for what is found while nothing is
    expect(ground('find')).toBe('rgba(0, 0, 0, 0)')
  })

  test('a composed word is looked for once it is there, and Enter that ends it goes nowhere', async () => {
    await openWindow('zhao', 'check')
    await userEvent.keyboard('{Control>}f{/Control}')
    await vi.waitFor(() => expect(document.activeElement).toBe(fields()[0]))
    await compose('d', 'di', '堤防')
    await vi.waitFor(() => expect(count()).toMatch(/^第 \d+ \/ \d+ 处$/))
    expect(painted('find').every((one) => one === '堤防')).toBe(true)
  })

  test('finds in readings too, where nothing can be replaced', async () => {
    await openWindow('zhao', 'check')
    await userEvent.keyboard('{Alt>}1{/Alt}')
    await userEvent.keyboard('{Control>}h{/Control}')
    await vi.waitFor(() => expect(fields()).toHaveLength(2))
    await userEvent.fill(fields()[0] ?? document.body, '三次')
    await vi.waitFor(() => expect(count()).toBe('第 1 / 1 处'))
    expect(document.querySelector('.find-bar')?.textContent).toContain('只能看')
    expect(button(/全部替换/)).toHaveProperty('disabled', true)
  })
})

describe('[UI-48] replacing', () => {
  test('one by one goes on to the next; all at once is one change in the rail', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    await userEvent.keyboard('{Control>}h{/Control}')
    await vi.waitFor(() => expect(fields()).toHaveLength(2))
    await userEvent.fill(fields()[0] ?? document.body, '柳河')
    await userEvent.fill(fields()[1] ?? document.body, '清河')
    const all = Number(/\/ (\d+)/.exec(count())?.[1])
    button(/^替换/).click()
    await vi.waitFor(() => expect(count()).toContain(`/ ${all - 1} 处`))
    button(/全部替换/).click()
    await vi.waitFor(() => expect(count()).toBe('没有找到'))
    await vi.waitFor(() => expect(document.querySelector('.rev-list')?.textContent).toContain(`全部替换 ${all - 1} 处`))
    await vi.waitFor(() => expect(desk.saves.length).toBeGreaterThan(0))
    await pause(400)
    const text = desk.working(first)
    expect(text && listChanges(text).filter((change) => change.author === 'zhao' && change.newText === '清河')).toHaveLength(2)
  })

  test('500 places are one change, one undo, and rejecting it gives the original', () => {
    const page = openTestPage(makeDocument({ paragraphs: Array.from({ length: 100 }, () => '柳河，柳河；柳河。柳河！柳河') }, v7))
    const { editor } = page
    const matches = findAll(editor.view.state.doc, '柳河')
    expect(matches).toHaveLength(500)
    editor.dispatch(replaceMatches(editor.view.state, matches, '清河', true))
    const changes = listChanges(editor.view.state.doc)
    expect(changes.map(({ kind, places }) => ({ kind, places }))).toEqual([{ kind: 'replace', places: 500 }])
    expect(acceptAll(editor.view.state.doc).textContent).not.toContain('柳')
    expect(rejectAll(editor.view.state.doc).eq(page.start)).toBe(true)
    undo(editor.view.state, editor.view.dispatch)
    expect(editor.view.state.doc.eq(page.start)).toBe(true)
    page.close()
  })
})
