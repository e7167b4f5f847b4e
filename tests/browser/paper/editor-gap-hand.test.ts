import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { commands, page as screen, userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PageMap } from '../../../src-renderer/document/pages/page-map.ts'
import { readBodyJson } from '../../../src-shared/document/read-body.ts'
import { pointer, type Point } from '../../support/ui/ink-hand.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'
import { jobOfText } from './support.ts'

/* Line ends, the mouse and paragraphs' ends beside a gap between two pages (PP-58). */

let page: TestPage
let view: EditorView
let counted: number
let below: number

beforeEach(async () => {
  await screen.viewport(1200, 900)
  const texts = await commands.paperTexts('state-council')
  const job = jobOfText(texts[0]?.text ?? '', { form: 'file' })
  const { doc } = readBodyJson(job.body)
  if (!doc) throw new Error('no text')
  counted = 0
  const { facts } = job
  const onPages = (map: PageMap | null): void => void (map && (counted += 1))
  page = openTestPage(doc, { mode: 'untracked', pages: { facts: () => facts, onPages } })
  view = page.editor.view
  const desk = document.createElement('div')
  desk.className = 'page-desk'
  desk.style.cssText = 'width:1000px;height:800px;overflow:auto;position:relative'
  document.body.append(desk)
  desk.append(view.dom.closest('.sheet') ?? '')
  await vi.waitFor(() => expect(view.dom.querySelector('.pg-cut')).not.toBeNull(), 10_000)
  below = behindGap()
  view.focus()
  const { node } = view.domAtPos(below)
  ;(node instanceof Element ? node : node.parentElement)?.scrollIntoView({ block: 'center' })
})
afterEach(() => {
  page.close()
  document.querySelector('.page-desk')?.remove()
})

/** Position of the first letter behind a gap, in the first paragraph with a line on both sides of one. */
function behindGap(): number {
  for (const cut of view.dom.querySelectorAll('.pg-cut')) {
    const from = view.posAtDOM(cut, 0)
    const end = from + view.state.doc.resolve(from).parent.content.size
    for (let pos = from + 30; pos < end - 40; pos++)
      if (view.coordsAtPos(pos, 1).top - view.coordsAtPos(pos - 1, 1).top > 200) return pos
  }
  throw new Error('no gap')
}

const caretAt = (pos: number): void => {
  view.focus()
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos)).scrollIntoView())
}
const selected = (): string => view.state.doc.textBetween(view.state.selection.from, view.state.selection.to, '\n')
const letters = (from: number, to: number): string => view.state.doc.textBetween(from, to)
const paragraphs = (): string[] => view.state.doc.child(1).content.content.map((node) => node.textContent)
const written = (): string[] => [...view.dom.querySelectorAll('[data-block="body"] > p')].map((p) => p.textContent ?? '')

test('[PP-58] Home and End go to the ends of the line on their side of the gap', async () => {
  caretAt(below + 5)
  await userEvent.keyboard('{Shift>}{Home}{/Shift}')
  await vi.waitFor(() => expect(selected()).toBe(letters(below, below + 5)))
  caretAt(below - 5)
  await userEvent.keyboard('{Shift>}{End}{/Shift}')
  await vi.waitFor(() => expect(selected()).toBe(letters(below - 5, below)))
  // what is typed at the end of a page stands behind its last letter
  caretAt(below - 5)
  await userEvent.keyboard('{End}县')
  await vi.waitFor(() => expect(letters(below, below + 1)).toBe('县'))
  expect(view.state.selection.head).toBe(below + 1)
})

/** The middle of a letter in the window. */
function pointOf(pos: number): Point {
  const [left, right] = [view.coordsAtPos(pos, 1), view.coordsAtPos(pos + 1, -1)]
  return [(left.left + right.right) / 2, (left.top + left.bottom) / 2]
}

test.each([
  ['down', -4, 4],
  ['up', 40, -40],
])('[PP-58] a drag %s over a gap selects the letters between, and copies them and nothing of the pages', async (_way, by, to) => {
  const copied: Record<string, string> = {}
  const read = ({ clipboardData }: ClipboardEvent): void => {
    for (const type of ['text/plain', 'text/html']) copied[type] = clipboardData?.getData(type) ?? ''
  }
  document.addEventListener('copy', read)
  const before = paragraphs()
  const [start, end] = [pointOf(below + by), pointOf(below + to)]
  await pointer('mouseMoved', start, 0)
  await pointer('mousePressed', start, 1)
  // through the gap, where there is no text
  for (let i = 1; i <= 6; i++)
    await pointer('mouseMoved', [start[0] + ((end[0] - start[0]) * i) / 6, start[1] + ((end[1] - start[1]) * i) / 6], 1)
  await pointer('mouseReleased', end, 0)
  await vi.waitFor(() => expect(view.state.selection.empty).toBe(false))
  const { from: first, to: last } = view.state.selection
  // the letters pressed and let go on may belong to it or not
  expect(Math.abs(first - below - Math.min(by, to))).toBeLessThan(2)
  expect(Math.abs(last - below - Math.max(by, to))).toBeLessThan(2)
  await userEvent.keyboard('{Control>}c{/Control}')
  await vi.waitFor(() => expect(copied['text/plain']).toBe(letters(first, last)))
  expect(copied['text/html']).not.toMatch(/pg-|--gap|page-leaf/)
  document.removeEventListener('copy', read)
  expect(paragraphs()).toEqual(before)
})

test('[PP-58] Enter on the line before a gap parts the paragraph there, Backspace joins it, and pages follow', async () => {
  const before = paragraphs()
  const at = below - 6
  caretAt(at)
  let known = counted
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(paragraphs()).toHaveLength(before.length + 1))
  await vi.waitFor(() => expect(counted).toBeGreaterThan(known))
  expect(written()).toEqual(paragraphs())
  expect(letters(at + 2, at + 8)).toBe(
    before
      .join('')
      .slice(before.join('').indexOf(letters(at + 2, at + 20)))
      .slice(0, 6),
  )
  known = counted
  await userEvent.keyboard('{Backspace}')
  await vi.waitFor(() => expect(paragraphs()).toEqual(before))
  await vi.waitFor(() => expect(counted).toBeGreaterThan(known))
  expect(written()).toEqual(before)
  // the gap is where it was
  expect(behindGap()).toBe(below)
  expect(view.state.selection.head).toBe(at)
})

test('[PP-58] Backspace behind a gap takes the last letter of the page before, Delete before it the first of the next', async () => {
  const line = letters(below - 3, below + 3)
  caretAt(below)
  await userEvent.keyboard('{Backspace}')
  await vi.waitFor(() => expect(letters(below - 3, below + 2)).toBe(`${line.slice(0, 2)}${line.slice(3)}`))
  expect(written()).toEqual(paragraphs())
  caretAt(below - 1)
  await userEvent.keyboard('{Delete}')
  await vi.waitFor(() => expect(letters(below - 3, below + 1)).toBe(`${line.slice(0, 2)}${line.slice(4)}`))
  expect(written()).toEqual(paragraphs())
})
