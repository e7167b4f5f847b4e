import { redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { page as screen } from 'vitest/browser'
import type { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { threadAnchors } from '../../../src-shared/revision/anchors.ts'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { ALT, compose, keys, press, SHIFT } from '../../support/ui/ime.ts'
import { drag } from '../../support/ui/mouse.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* Case 14 of tracked-changes.md §5: words, paragraphs and list items moved by mouse and keys. */

let page: TestPage
const open = (...paragraphs: Parameters<typeof makeDocument>[0]['paragraphs'] & object): TestPage =>
  (page = openTestPage({ elements: { title: '关于通知' }, paragraphs }))
afterEach(() => page.close())

const accepted = (): string[] => page.accepted().split('\n')
const kinds = () => page.editor.changes().map(({ kind }) => kind)
const untouched = (): void => expect(page.original().eq(page.start)).toBe(true)

describe('[RV-46] case 14: words moved', () => {
  test.each([
    ['inside a paragraph', '五', ['一四二三五六', '七八']],
    ['into another paragraph', '八', ['一四五六', '七二三八']],
  ])('by the mouse %s, then edited, then rejected', async (_where, to, expected) => {
    await screen.viewport(900, 700)
    open('一二三四五六', '七八')
    page.selectText('二三')
    await drag(page, '二', to)
    // the mouse stands in the middle of a letter: the words land before or behind it
    const landed = page.accepted().replaceAll('\n', '')
    expect([...landed].toSorted()).toEqual([...'一二三四五六七八'].toSorted())
    expect(landed).not.toBe('一二三四五六七八')
    expect(
      page
        .accepted()
        .split('\n')
        .map((line) => line.length),
    ).toEqual(expected.map((line) => line.length))
    expect(kinds()).toEqual(['move', 'move'])
    untouched()
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
    page.editor.run(redo)
    await compose('b', '补')
    await page.settled()
    untouched()
    const moveIds = new Set(page.editor.changes().flatMap(({ moveId }) => moveId ?? []))
    expect(moveIds.size).toBe(1)
  })

  test.each(['dragged', 'cut and pasted'])(
    '[RV-25] %s, the words take their 批注 along; one undo brings all back',
    async (how) => {
      await screen.viewport(900, 700)
      open('一二三四五六', '七八')
      page.selectText('三四')
      const { from, to } = page.editor.view.state.selection
      page.editor.dispatch(page.editor.view.state.tr.addMark(from, to, schema.mark('comment', { id: 'c1' })))
      const before = page.doc()
      page.selectText('二三四')
      if (how === 'dragged') await drag(page, '二', '八')
      else {
        const board = new DataTransfer()
        const fire = (kind: string) =>
          page.editor.view.dom.dispatchEvent(new ClipboardEvent(kind, { clipboardData: board, bubbles: true, cancelable: true }))
        fire('cut')
        page.caret('七')
        fire('paste')
      }
      expect(accepted()[0]).toBe('一五六')
      expect(kinds()).toEqual(['move', 'move'])
      const anchor = threadAnchors(page.doc()).get('c1')
      expect(anchor?.places.map(({ struck }) => struck)).toEqual([true, false])
      expect(page.doc().textBetween(anchor?.from ?? 0, anchor?.to ?? 0)).toBe('三四')
      page.editor.run(undo)
      if (how !== 'dragged') page.editor.run(undo)
      expect(page.doc().eq(before)).toBe(true)
    },
  )

  test('a paragraph by Alt+Shift+↑ and ↓, over a struck one, with one undo', async () => {
    open('一一', '二二', '三三', '四四')
    page.select(1, 0, 2, 0)
    await press('Delete', keys.Delete)
    page.caret('三三')
    await press('ArrowUp', keys.ArrowUp, ALT + SHIFT)
    expect(accepted()).toEqual(['三三', '一一', '四四'])
    expect(new Set(kinds())).toEqual(new Set(['deleteBlock', 'move']))
    untouched()
    const moved = page.doc()
    page.editor.run(undo)
    expect(accepted()).toEqual(['一一', '三三', '四四'])
    page.editor.run(redo)
    expect(page.doc().eq(moved)).toBe(true)
    await press('ArrowDown', keys.ArrowDown, ALT + SHIFT)
    expect(accepted()).toEqual(['一一', '三三', '四四'])
    untouched()
  })

  test('list items up and down; at the end nothing happens', async () => {
    page = openTestPage({ paragraphs: ['甲', '乙', '丙'] })
    page.select(0, 0, 2, 1)
    page.editor.perform(pageCommands.orderedList)
    page.caret('乙')
    await press('ArrowDown', keys.ArrowDown, ALT + SHIFT)
    expect(accepted()).toEqual(['甲', '丙', '乙'])
    const before = page.doc()
    await press('ArrowDown', keys.ArrowDown, ALT + SHIFT)
    expect(page.doc().eq(before)).toBe(true)
    expect(
      acceptAll(page.doc())
        .child(1)
        .children.map((node) => node.attrs['list']),
    ).toEqual(['ordered', 'ordered', 'ordered'])
    untouched()
  })
})
