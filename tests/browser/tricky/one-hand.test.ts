import { redo, undo } from 'prosemirror-history'
import { afterEach, describe, expect, test } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { groupMeta } from '../../../src-shared/revision/track.ts'
import { acceptAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { ALT, commit, compose, composeAndCancel, frame, keys, press, send, SHIFT } from '../../support/ui/ime.ts'
import { lines } from '../../support/ui/marks.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* The cases of tracked-changes.md §5 that one person meets, with real keys, a real mouse and a real input method. */

let page: TestPage
const open = (...paragraphs: Parameters<typeof makeDocument>[0]['paragraphs'] & object): TestPage =>
  (page = openTestPage({ elements: { title: '关于通知' }, paragraphs }))
afterEach(() => page.close())

const accepted = (): string[] => page.accepted().split('\n')
const kinds = () => page.editor.changes().map(({ kind }) => kind)
const untouched = (): void => expect(page.original().eq(page.start)).toBe(true)
const backToStart = (undos: number): void => {
  for (let i = 0; i < undos; i++) page.editor.run(undo)
  expect(page.doc().eq(page.start)).toBe(true)
}

/** Where a letter is on the screen, for the mouse. */
function pointOf(text: string): { x: number; y: number } {
  let found: { x: number; y: number } | undefined
  page.doc().descendants((node, pos) => {
    const at = node.isText ? (node.text?.indexOf(text) ?? -1) : -1
    if (found || at < 0) return
    const [left, right] = [page.editor.view.coordsAtPos(pos + at, 1), page.editor.view.coordsAtPos(pos + at + 1, -1)]
    found = { x: (left.left + right.right) / 2, y: (left.top + left.bottom) / 2 }
  })
  if (!found) throw new Error(`no ${text} on the screen`)
  return found
}

async function mouse(type: 'mousePressed' | 'mouseReleased' | 'mouseMoved', at: { x: number; y: number }, clickCount = 1) {
  await send('Input.dispatchMouseEvent', {
    type,
    ...at,
    button: type === 'mouseMoved' ? 'none' : 'left',
    buttons: type === 'mousePressed' ? 1 : 0,
    clickCount,
  })
}

describe('tricky cases of tracked-changes.md §5, by one hand', () => {
  test('[RV-43] case 1: an input method over a selection, over two paragraphs, behind struck text, in an empty one, given up', async () => {
    open('一二三四', '', '五六')
    page.selectText('二三')
    await compose('x', '新')
    await page.settled()
    expect(page.marked()).toBe('一[-二三][+新]四||五六')
    page.caret('四', 'behind')
    await press('Backspace', keys.Backspace)
    await compose('m', '末')
    await page.settled()
    expect(accepted()[0]).toBe('一新末')
    page.select(1, 0)
    await compose('k', '空')
    await page.settled()
    page.caret('五')
    await composeAndCancel('q', 'qi')
    await page.settled()
    page.select(1, 1, 2, 1)
    await compose('l', '连')
    await page.settled()
    expect(accepted()).toEqual(['一新末', '空连六'])
    untouched()
  })

  test('[RV-06] case 3: Enter in my own insertion and at the end of a heading', async () => {
    open({ text: '标题', style: 'h1' }, '一二')
    page.caret('二')
    await compose('x', '新字')
    await page.settled()
    page.caret('字')
    await press('Enter', keys.Enter)
    page.caret('标题', 'behind')
    await press('Enter', keys.Enter)
    await compose('z', '正文')
    await page.settled()
    expect(accepted()).toEqual(['标题', '正文', '一新', '字二'])
    expect(
      acceptAll(page.doc())
        .child(1)
        .children.map((node) => node.attrs['style']),
    ).toEqual(['h1', 'body', 'body', 'body'])
    untouched()
  })

  test('[RV-06] case 4: my own split, joined again, leaves nothing', async () => {
    open('一二')
    page.caret('二')
    await press('Enter', keys.Enter)
    await press('Backspace', keys.Backspace)
    expect(page.doc().eq(page.start)).toBe(true)
    await press('Enter', keys.Enter)
    page.caret('一', 'behind')
    await press('Delete', keys.Delete)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('[RV-06] case 5: from inside a paragraph over an empty one into the next, then typed, then only the deletion rejected', async () => {
    open('一二', '', '三四')
    page.select(0, 1, 2, 1)
    await press('Delete', keys.Delete)
    await userEvent.keyboard('x')
    expect(accepted()).toEqual(['一x四'])
    const deletion = page.editor.changes().find(({ oldText }) => oldText.includes('二'))
    const rest = resolveDoc(page.doc(), (who) => (who.id === deletion?.id ? 'reject' : 'accept'))
    expect(lines(rest).join('|')).toMatch(/^一x?二\|\|三x?四$/)
    untouched()
    page.editor.run(undo)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('[RV-08] case 6: a paragraph by triple click and Delete, and by its letters', async () => {
    await screen.viewport(900, 700)
    open('一一', '二二', '三三')
    const point = pointOf('二')
    for (const click of [1, 2, 3]) {
      await mouse('mousePressed', point, click)
      await mouse('mouseReleased', point, click)
    }
    await frame()
    await press('Delete', keys.Delete)
    expect(page.accepted().replace('\n\n', '\n')).toBe('一一\n三三')
    untouched()
    const [change] = page.editor.changes()
    expect(change?.oldText.trim()).toBe('二二')
    backToStart(1)
    page.caret('二二', 'behind')
    for (let i = 0; i < 2; i++) await press('Backspace', keys.Backspace)
    expect(accepted()).toEqual(['一一', '', '三三'])
    expect(kinds()).toEqual(['delete'])
    untouched()
  })

  test('[RV-07] case 11: bold on and off over partly bold text leaves only what differs', async () => {
    open('一二三')
    page.selectText('二')
    page.editor.perform(pageCommands.strong)
    const strong = () =>
      acceptAll(page.doc())
        .child(1)
        .child(0)
        .children.filter((node) => node.marks.length > 0)
    page.selectText('一二三')
    page.editor.perform(pageCommands.strong)
    expect(strong()).toEqual([])
    expect(page.doc().eq(page.start)).toBe(true)
    page.editor.perform(pageCommands.strong)
    expect(strong().map((node) => node.text)).toEqual(['一二三'])
    expect(kinds()).toEqual(['format'])
    untouched()
  })

  test('[RV-07] case 12: a style, then a split: both halves have it, and rejecting it leaves the split', async () => {
    open('一二')
    page.caret('二')
    page.editor.perform(pageCommands.styleH1)
    await press('Enter', keys.Enter)
    const styles = () =>
      acceptAll(page.doc())
        .child(1)
        .children.map((node) => node.attrs['style'])
    expect(styles()).toEqual(['h1', 'h1'])
    const style = page.editor.changes().find(({ kind }) => kind === 'attribute')
    const rest = acceptAll(resolveDoc(page.doc(), (who) => (who.id === style?.id ? 'reject' : 'keep')))
    expect(lines(rest)).toEqual(['一', '二'])
    untouched()
  })

  test('[RV-03] case 16: a picture put in, resized, deleted', async () => {
    open('一二')
    page.caret('二')
    const view = page.editor.view
    page.editor.dispatch(view.state.tr.replaceSelectionWith(schema.node('image', { sm3: 'a'.repeat(64), width: 10 }), false))
    const pos = page.doc().child(0).nodeSize + 3
    expect(page.doc().nodeAt(pos)?.type.name).toBe('image')
    page.editor.dispatch(view.state.tr.setNodeAttribute(pos, 'width', 20))
    expect(acceptAll(page.doc()).nodeAt(pos)?.attrs['width']).toBe(20)
    untouched()
    page.select(0, 2)
    await press('Backspace', keys.Backspace)
    expect(page.accepted()).toBe('一二')
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('[RV-24] case 19: 500 hits replaced at once are one change and one undo', () => {
    open(...Array.from({ length: 100 }, () => '旧词一旧词二旧词三旧词四旧词'))
    const { state } = page.editor.view
    const tr = state.tr.setMeta(groupMeta, true)
    state.doc.descendants((node, pos) => {
      if (!node.isText) return
      for (const hit of (node.text ?? '').matchAll(/旧词/g)) {
        const from = tr.mapping.map(pos + hit.index)
        tr.replaceWith(from, from + 2, schema.text('新的词'))
      }
    })
    const began = performance.now()
    page.editor.dispatch(tr)
    const took = performance.now() - began
    expect(page.accepted().split('新的词')).toHaveLength(501)
    const changes = page.editor.changes()
    expect(changes.map(({ kind, places }) => [kind, places])).toEqual([['replace', 500]])
    untouched()
    backToStart(1)
    page.editor.run(redo)
    expect(page.accepted().split('新的词')).toHaveLength(501)
    console.info(`500 hits replaced in ${took.toFixed(0)} ms`)
    expect(took).toBeLessThan(3000)
  })

  test('[RV-44] case 20: surrogate pairs, pairs of marks and combining marks', async () => {
    open('𠮷野家', '(e\u0301)')
    page.selectText('𠮷')
    await compose('x', '𡈽')
    await page.settled()
    await commit('“')
    await page.settled()
    expect(accepted()[0]).toBe('𡈽“野家')
    page.caret('野家', 'behind')
    await compose('《')
    await page.settled()
    expect(accepted()[0]).toBe('𡈽“野家《》')
    expect(page.editor.changes()[0]).toMatchObject({ oldText: '𠮷', newText: '𡈽“' })
    untouched()
  })

  test('[RV-44] case 20: a document of 200 pages takes words like any other', async () => {
    open(...Array.from({ length: 2000 }, (_, i) => `第${i}段`.padEnd(50, '关于进一步做好安全生产工作的通知')))
    page.select(1000, 5)
    await compose('x', '新词')
    await page.settled()
    await press('Enter', keys.Enter)
    page.select(0, 0, 0, 2)
    await press('Delete', keys.Delete)
    expect(accepted()).toHaveLength(2001)
    expect(kinds()).toHaveLength(2)
    untouched()
    backToStart(3)
  })
})

describe('[RV-46] case 14: words moved', () => {
  /** Drags the selection with the mouse to a letter. */
  async function drag(from: string, to: string): Promise<void> {
    const [start, end] = [pointOf(from), pointOf(to)]
    const dropped = new Promise<void>((done) => {
      for (const type of ['drop', 'dragend']) document.addEventListener(type, () => done(), { once: true })
    })
    await mouse('mouseMoved', start)
    await mouse('mousePressed', start)
    for (let i = 1; i <= 4; i++)
      await send('Input.dispatchMouseEvent', {
        type: 'mouseMoved',
        x: start.x + ((end.x - start.x) * i) / 4,
        y: start.y + ((end.y - start.y) * i) / 4,
        button: 'left',
        buttons: 1,
      })
    await mouse('mouseReleased', end)
    await dropped
    await frame()
  }

  test.each([
    ['inside a paragraph', '五', ['一四二三五六', '七八']],
    ['into another paragraph', '八', ['一四五六', '七二三八']],
  ])('by the mouse %s, then edited, then rejected', async (_where, to, expected) => {
    await screen.viewport(900, 700)
    open('一二三四五六', '七八')
    page.selectText('二三')
    await drag('二', to)
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

describe('[RV-42] case 13: tracked text pasted', () => {
  /** The clipboard another page of this desk fills. */
  function copyFrom(other: TestPage, text: string): DataTransfer {
    other.selectText(text)
    const data = new DataTransfer()
    other.editor.view.dom.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }))
    return data
  }
  const paste = (data: DataTransfer): boolean =>
    page.editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))

  test.each(['the same', 'another'])('from %s document: as it reads, with no marks of its own', async (which) => {
    open('一二三四', '五')
    page.selectText('二')
    await press('Delete', keys.Delete)
    page.caret('四')
    await compose('x', '新')
    await page.settled()
    const source = page
    if (which === 'another') page = openTestPage(makeDocument({ paragraphs: ['六', '五'] }, v7), { author: 'li' })
    const data = copyFrom(source, '一二三新四')
    expect(data.getData('text/plain')).toBe('一三新四')
    page.caret('五', 'behind')
    paste(data)
    expect(accepted().at(-1)).toBe('五一三新四')
    expect(page.editor.changes().at(-1)).toMatchObject({ kind: 'insert', newText: '一三新四' })
    untouched()
    if (which === 'another') source.close()
  })
})

describe('[RV-15] case 15: tables by the real commands', () => {
  function withTable(): TestPage {
    const doc = makeDocument({ paragraphs: ['一', '末'] }, v7)
    const cell = (text: string) =>
      schema.node('tableCell', { id: v7() }, schema.node('paragraph', { id: v7() }, schema.text(text)))
    const row = (...texts: string[]) => schema.node('tableRow', { id: v7() }, texts.map(cell))
    const table = schema.node('table', { id: v7() }, [row('甲', '乙'), row('丙', '丁')])
    const body = doc.child(1)
    return (page = openTestPage(
      doc.copy(doc.content.replaceChild(1, body.copy(body.content.replaceChild(1, table).addToEnd(body.child(1))))),
    ))
  }
  const shape = () => {
    const table = acceptAll(page.doc())
      .child(1)
      .children.find((node) => node.type.name === 'table')
    return table?.children.map((row) => row.children.map((cell) => cell.textContent).join(' '))
  }

  test.each([
    ['addRowAfter', ['甲 乙', ' ', '丙 丁']],
    ['addRowBefore', [' ', '甲 乙', '丙 丁']],
    ['deleteRow', ['丙 丁']],
    ['addColumnAfter', ['甲  乙', '丙  丁']],
    ['addColumnBefore', [' 甲 乙', ' 丙 丁']],
    ['deleteColumn', ['乙', '丁']],
    ['deleteTable', undefined],
  ] as const)('%s is one change and one undo', (name, expected) => {
    withTable()
    page.caret('甲')
    page.editor.perform(pageCommands[name])
    expect(shape()).toEqual(expected)
    expect(page.editor.changes()).toHaveLength(1)
    untouched()
    backToStart(1)
  })

  test('a table put in, written into and taken out again leaves nothing', async () => {
    open('一', '二')
    page.caret('一')
    page.editor.perform(pageCommands.insertTable)
    await press('ArrowDown', keys.ArrowDown)
    page.editor.perform(pageCommands.deleteTable)
    untouched()
    expect(page.accepted().replaceAll('\n', '')).toBe('一二')
  })
})
