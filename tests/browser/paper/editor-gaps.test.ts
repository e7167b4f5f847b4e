import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { commands, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { undo } from '../../../src-renderer/document/editor/history.ts'
import type { PageMap } from '../../../src-renderer/document/pages/page-map.ts'
import { sheetPx } from '../../../src-renderer/document/pages/place.ts'
import { readBodyJson } from '../../../src-shared/document/read-body.ts'
import { commit, start as startComposing } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'
import { jobOfText, plainFacts } from './support.ts'

/* A person at work where a paragraph goes on over a page: keys, mouse, selection, typing (PP-58). */

let page: TestPage
let view: EditorView
let counted: (PageMap | null)[]

beforeEach(async () => {
  const texts = await commands.paperTexts('state-council')
  const job = jobOfText(texts[0]?.text ?? '', { form: 'file' })
  const { doc } = readBodyJson(job.body)
  if (!doc) throw new Error('no text')
  counted = []
  const facts = job.facts
  page = openTestPage(doc, { pages: { facts: () => facts, onPages: (map) => void counted.push(map) } })
  view = page.editor.view
  await vi.waitFor(() => expect(view.dom.querySelector('.pg-cut')).not.toBeNull(), 10_000)
})
afterEach(() => page.close())

/** Position of the first letter behind a gap, of the first paragraph that goes on for more than a line behind its gap. */
function behindGap(): number {
  for (const cut of view.dom.querySelectorAll('.pg-cut')) {
    const from = view.posAtDOM(cut, 0)
    const end = from + view.state.doc.resolve(from).parent.content.size
    for (let pos = from + 1; pos < end - 40; pos++)
      if (view.coordsAtPos(pos, 1).top - view.coordsAtPos(pos - 1, 1).top > 200) return pos
  }
  throw new Error('no gap')
}

const caretAt = (pos: number): void => {
  view.focus()
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos)).scrollIntoView())
}
const head = (): number => view.state.selection.head
const written = (): string => [...view.dom.querySelectorAll('[data-block="body"] > p')].map((p) => p.textContent).join('\n')
const inModel = (): string => {
  const lines: string[] = []
  view.state.doc.child(1).forEach((node) => lines.push(node.textContent))
  return lines.join('\n')
}

test('[PP-58] arrow keys go over a gap to the next line, and back to where they came from', async () => {
  const below = behindGap()
  const line = below - 10
  caretAt(line)
  const x = view.coordsAtPos(line).left
  await userEvent.keyboard('{ArrowDown}')
  await vi.waitFor(() => expect(head()).not.toBe(line))
  expect(head()).toBeGreaterThanOrEqual(below)
  expect(Math.abs(view.coordsAtPos(head()).left - x)).toBeLessThan(16)
  // the next line and no further one
  expect(Math.abs(view.coordsAtPos(head()).top - view.coordsAtPos(below, 1).top)).toBeLessThan(4)
  await userEvent.keyboard('{ArrowUp}')
  await vi.waitFor(() => expect(head()).toBe(line))
  // sideways there is nothing between the last letter of a page and the first of the next
  caretAt(below)
  await userEvent.keyboard('{ArrowRight}')
  await vi.waitFor(() => expect(head()).toBe(below + 1))
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}')
  await vi.waitFor(() => expect(head()).toBe(below - 1))
})

test('[PP-58] a click between two pages puts the caret into a line beside the gap, and the page keeps the keyboard', async () => {
  const below = behindGap()
  caretAt(below - 5)
  const sheet = view.dom.closest<HTMLElement>('.sheet')
  if (!sheet) throw new Error('no sheet')
  const top = view.coordsAtPos(below - 5).bottom
  const bottom = view.coordsAtPos(below, 1).top
  const from = sheet.getBoundingClientRect()
  await userEvent.click(sheet, { position: { x: 300, y: (top + bottom) / 2 - from.top } })
  await userEvent.keyboard('字')
  await vi.waitFor(() => expect(page.accepted()).toContain('字'))
  expect(view.hasFocus()).toBe(true)
  expect(Math.abs(head() - below)).toBeLessThan(60)
})

test('[PP-58] a selection over a gap holds the letters on both sides and nothing of the page', async () => {
  const below = behindGap()
  caretAt(below - 3)
  await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}')
  await vi.waitFor(() => expect(view.state.selection.to).toBe(below + 3))
  const text = view.state.doc.textBetween(below - 3, below + 3)
  expect(text).toHaveLength(6)
  expect(document.getSelection()?.toString()).toBe(text)
})

test('[PP-57] [PP-58] typing, Enter and Backspace beside a gap leave the text bare, pages follow, and undo is exact', async () => {
  const start = page.doc()
  const below = behindGap()
  caretAt(below)
  const before = counted.length
  await userEvent.keyboard('经县人民政府同意现将有关事项补充通知如下')
  await vi.waitFor(() => expect(counted.length).toBeGreaterThan(before))
  expect(written()).toBe(inModel())
  // the paragraph is still parted, and its first line behind the gap stands where pages begin
  expect(behindGap()).toBeGreaterThan(0)
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(page.doc().child(1).childCount).toBe(start.child(1).childCount + 1))
  await userEvent.keyboard('{Backspace}')
  expect(written()).toBe(inModel())
  for (let n = 0; n < 60 && !page.doc().eq(start); n++) if (!undo(view.state, view.dispatch)) break
  expect(page.doc().eq(start)).toBe(true)
})

test('[PP-59] words that ask for a 要素 lengthen the last sheet: its number stands below them, else 7 mm below the type area', async () => {
  page.close()
  const places = new Set<string>()
  for (let n = 4; n <= 12; n++) {
    const paragraphs = Array.from({ length: n }, (_, i) => ({ text: `各村按下列要求储备物资，第${i + 1}项。` }))
    const elements = { title: '关于储备防汛物资的通知', mainTo: '各村民委员会：', issuer: '柳河镇人民政府' }
    const mapped: PageMap[] = []
    const onPages = (map: PageMap | null): void => void (map && mapped.push(map))
    page = openTestPage({ elements, paragraphs }, { pages: { facts: () => plainFacts, onPages } })
    await vi.waitFor(() => expect(mapped.length).toBeGreaterThan(0))
    const sheet = page.editor.view.dom.closest<HTMLElement>('.sheet')
    const number = [...(sheet?.querySelectorAll('.pp-number') ?? [])].at(-1)?.getBoundingClientRect()
    const text = sheet?.querySelector('.gw')?.getBoundingClientRect()
    if (!sheet || !number || !text) throw new Error('no page')
    expect(number.top).toBeGreaterThan(text.bottom)
    expect(sheet.getBoundingClientRect().bottom).toBeGreaterThan(number.bottom)
    const last = sheet.querySelector<HTMLElement>('.page-leaf:last-child')
    places.add(last && last.offsetHeight > sheetPx ? 'longer' : 'as on paper')
    page.close()
  }
  expect([...places].toSorted()).toEqual(['as on paper', 'longer'])
  page = openTestPage({ paragraphs: [{ text: '一' }] })
})

test('[PP-57] a composition behind a gap is not disturbed: nothing is counted under it, and then one undo takes it back', async () => {
  const start = page.doc()
  const below = behindGap()
  caretAt(below)
  await startComposing('x', 'xian', '现')
  const before = counted.length
  // longer than the browser lets a count wait: it had its chance
  await new Promise<void>((done) => requestIdleCallback(() => requestIdleCallback(() => done(), { timeout: 700 })))
  expect(view.composing).toBe(true)
  expect(counted).toHaveLength(before)
  await commit('现将有关事项')
  await page.settled()
  await vi.waitFor(() => expect(counted.length).toBeGreaterThan(before))
  expect(view.state.doc.textBetween(below, below + 6)).toBe('现将有关事项')
  expect(written()).toBe(inModel())
  undo(view.state, view.dispatch)
  expect(page.doc().eq(start)).toBe(true)
})
