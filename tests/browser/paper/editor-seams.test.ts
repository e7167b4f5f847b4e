import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { userEvent } from 'vitest/browser'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { undo } from '../../../src-renderer/document/editor/history.ts'
import type { PageMap } from '../../../src-renderer/document/pages/page-map.ts'
import { readBodyJson } from '../../../src-shared/document/read-body.ts'
import { commit, start as startComposing } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'
import { bodyOf, cell, p, row, table, usual, words, type Json } from './bodies.ts'
import { jobOf, lay, plainFacts } from './support.ts'

/*
 * A person at work in a table that goes on over a page, beside a picture that stands on lines of its own, and in a
 * title whose lines end as on paper (PP-58).
 */

let page: TestPage
let view: EditorView
let counted: (PageMap | null)[]

const picture: Json = { type: 'image', attrs: { sm3: 'c'.repeat(64), width: 60, height: 40, alt: '' } }

beforeEach(() => openLong('tracked'))
afterEach(() => page.close())

async function openLong(mode: 'tracked' | 'untracked'): Promise<void> {
  const long = table(
    row(...['序号', '单位', '任务'].map((one) => cell(one))),
    ...Array.from({ length: 30 }, (_, i) => row(cell(`${i + 1}`), cell(`第${i + 1}组`), cell(i % 3 === 0 ? words : '加强值守'))),
  )
  const { doc } = readBodyJson(bodyOf(usual, [p(words), long, p('险工段如图', picture, '请各村核对'), p(words)]))
  if (!doc) throw new Error('no text')
  counted = []
  page = openTestPage(doc, { mode, pages: { facts: () => plainFacts, onPages: (map) => void counted.push(map) } })
  view = page.editor.view
  await vi.waitFor(() => expect(view.dom.querySelector('.pg-seam')).not.toBeNull(), 10_000)
}

const seam = (): HTMLElement => {
  const found = view.dom.querySelector<HTMLElement>('.pg-seam')
  if (!found) throw new Error('no seam')
  return found
}
/** A cell of the row before the first seam, or behind it. */
function cellAt(where: 'before' | 'behind', column: number): HTMLElement {
  let at: Element | null = seam()
  do at = where === 'before' ? at.previousElementSibling : at.nextElementSibling
  while (at && /pg-/.test(at.className))
  const found = at?.children[column]
  if (!(found instanceof HTMLElement)) throw new Error('no cell')
  return found
}
const caretIn = (one: Element, offset = 0): void => {
  const pos = view.posAtDOM(one.querySelector('p') ?? one, 0) + offset
  view.focus()
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos)).scrollIntoView())
}
const here = (): string => view.state.selection.$head.parent.textContent
const undoAll = (): void => {
  for (let n = 0; n < 40; n++) if (!undo(view.state, view.dispatch)) break
}

test('[PP-58] arrows and Tab go over the gap of a table from row to row, and back', async () => {
  const [above, below] = [cellAt('before', 1).textContent, cellAt('behind', 1).textContent]
  caretIn(cellAt('before', 1))
  await userEvent.keyboard('{ArrowDown}')
  await vi.waitFor(() => expect(here()).toBe(below))
  await userEvent.keyboard('{ArrowUp}')
  await vi.waitFor(() => expect(here()).toBe(above))
  const next = cellAt('behind', 0).textContent
  caretIn(cellAt('before', 2))
  await userEvent.keyboard('{Tab}')
  await vi.waitFor(() => expect(here()).toBe(next))
})

test('[PP-57] [PP-58] a composition in the row behind the gap is left alone; pages follow, and undo is exact', async () => {
  const start = page.doc()
  caretIn(cellAt('behind', 2), 1)
  await startComposing('x', 'xian', '现')
  const before = counted.length
  await new Promise<void>((done) => requestIdleCallback(() => requestIdleCallback(() => done(), { timeout: 700 })))
  expect(view.composing).toBe(true)
  expect(counted).toHaveLength(before)
  await commit('现场')
  await page.settled()
  expect(here()).toContain('现场')
  expect(cellAt('behind', 2).textContent).toBe(here())
  await userEvent.keyboard('{Enter}县级')
  await vi.waitFor(() => expect(counted.length).toBeGreaterThan(before))
  undoAll()
  expect(page.doc().eq(start)).toBe(true)
})

test('[PP-58] a click into the gap or on the repeated head leaves the keyboard with the text, and nothing of them is written on', async () => {
  const start = page.doc()
  for (const one of [seam(), view.dom.querySelector<HTMLElement>('.pg-again td') ?? seam()]) {
    caretIn(cellAt('before', 1))
    const again = view.dom.querySelector('.pg-again')?.textContent
    const sheet = view.dom.closest<HTMLElement>('.sheet')
    if (!sheet) throw new Error('no sheet')
    const [box, from] = [one.getBoundingClientRect(), sheet.getBoundingClientRect()]
    await userEvent.click(sheet, { position: { x: 300, y: (box.top + box.bottom) / 2 - from.top } })
    await userEvent.keyboard('字')
    await vi.waitFor(() => expect(page.doc().eq(start)).toBe(false))
    expect(view.hasFocus()).toBe(true)
    expect(view.dom.querySelector('.pg-again')?.textContent).toBe(again)
    undoAll()
    expect(page.doc().eq(start)).toBe(true)
  }
})

test('[PP-58] a table that grew over another page gets its gap there, one that shrank loses it', async () => {
  const seams = () => view.dom.querySelectorAll('.pg-seam').length
  const before = seams()
  caretIn(cellAt('before', 1))
  for (let n = 0; n < 24; n++) await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(seams()).toBeGreaterThan(before))
  undoAll()
  await vi.waitFor(() => expect(seams()).toBe(before))
})

test('[PP-58] what was taken away with all its gaps has them again when it is brought back unchanged', async () => {
  page.close()
  await openLong('untracked')
  const { doc, tr } = view.state
  const [seams, before] = [view.dom.querySelectorAll('.pg-seam').length, counted.length]
  view.dispatch(tr.replaceWith(0, doc.content.size, doc.content))
  expect(view.dom.querySelectorAll('.pg-seam')).toHaveLength(0)
  await vi.waitFor(() => expect(counted.length).toBeGreaterThan(before))
  expect(view.dom.querySelectorAll('.pg-seam')).toHaveLength(seams)
})

/** The title's lines as they stand on the screen. */
function titleLines(): string[] {
  const title = view.dom.querySelector('.el-title')
  const lines: { top: number; text: string }[] = []
  if (!title) throw new Error('no title')
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let i = 0; i < (node as Text).length; i++) {
      range.setStart(node, i)
      range.setEnd(node, i + 1)
      const { top } = range.getBoundingClientRect()
      const last = lines.at(-1)
      if (last && Math.abs(last.top - top) < 4) last.text += (node as Text).data[i]
      else lines.push({ top, text: (node as Text).data[i] ?? '' })
    }
  return lines.map(({ text }) => text)
}

test('[PP-121] [PP-57] the title breaks as on paper; a composition at the end of its line is left alone, and undo is exact', async () => {
  page.close()
  const title = '青禾县人民政府办公室关于进一步做好2026年主汛期水库安全度汛和避险转移工作的紧急通知'
  const { doc } = readBodyJson(bodyOf({ ...usual, title: [title] }, [p(words)]))
  if (!doc) throw new Error('no text')
  const laid = await lay(jobOf(bodyOf({ ...usual, title: [title] }, [p(words)])))
  const onPaper = (laid.root.querySelector('.pp-title')?.innerHTML ?? '').split(/<br[^>]*>/)
  laid.root.remove()
  expect(onPaper.length).toBeGreaterThan(1)
  counted = []
  page = openTestPage(doc, { pages: { facts: () => plainFacts, onPages: (map) => void counted.push(map) } })
  view = page.editor.view
  await vi.waitFor(() => expect(titleLines()).toEqual(onPaper), 10_000)
  const start = page.doc()
  const end = onPaper[0]?.length ?? 0
  for (const at of [end, end + 1]) {
    view.focus()
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, 2 + at)))
    const before = counted.length
    await startComposing('x', 'xian', '县')
    await commit('县级')
    await page.settled()
    const written = `${title.slice(0, at)}县级${title.slice(at)}`
    expect(view.state.doc.child(0).child(0).textContent).toBe(written)
    await vi.waitFor(() => expect(counted.length).toBeGreaterThan(before))
    expect(titleLines().join('')).toBe(written)
    undoAll()
    expect(page.doc().eq(start)).toBe(true)
  }
})

test('[PP-57] [PP-58] a picture in a sentence has its own lines; typing and composing at both sides of it, and undo, are exact', async () => {
  const start = page.doc()
  const image = view.dom.querySelector<HTMLElement>('.picture')
  const text = image?.closest('p')
  if (!image || !text) throw new Error('no picture')
  const column = text.getBoundingClientRect()
  const box = image.getBoundingClientRect()
  expect(Math.abs((box.left + box.right - column.left - column.right) / 2)).toBeLessThan(2)
  // the line before it ends there and is not stretched
  const range = document.createRange()
  range.setStart(text.firstChild as Text, 0)
  range.setEnd(text.firstChild as Text, 5)
  expect(range.getBoundingClientRect().width).toBeLessThan(6 * 22)
  expect(range.getBoundingClientRect().bottom).toBeLessThanOrEqual(box.top + 2)
  const at = view.posAtDOM(text, 0)
  for (const pos of [at + 5, at + 6]) {
    view.focus()
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos)))
    await startComposing('s', 'shi', '示')
    await commit('示意')
    await page.settled()
    await userEvent.keyboard('处')
    const paragraph = view.state.doc.resolve(pos).parent.textContent
    expect(paragraph).toBe('险工段如图示意处请各村核对')
    expect(view.dom.querySelector('.picture')?.closest('p')?.textContent).toBe(paragraph)
    undoAll()
    expect(page.doc().eq(start)).toBe(true)
  }
})
