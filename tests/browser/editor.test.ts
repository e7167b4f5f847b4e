import { splitBlock } from 'prosemirror-commands'
import { redo, undo } from '../../src-renderer/document/editor/history.ts'
import { Fragment, Slice } from 'prosemirror-model'
import { afterEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { elementText } from '../../src-shared/document/header.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { areaAt, areasOf } from '../../src-renderer/document/editor/areas.ts'
import { setParagraphs, setStyle, toggleList } from '../../src-renderer/document/editor/paragraphs.ts'
import { setElementText, setHeaderCode } from '../../src-renderer/document/editor/live-text.ts'
import { insertTable, tableCommands } from '../../src-renderer/document/editor/tables.ts'
import { trackedEdit } from '../support/ui/scenes.ts'
import { compose, keys, press } from '../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../support/ui/open-page.ts'

const content = {
  codes: { docType: '通知' },
  elements: { title: '关于工作安排的通知', mainTo: '各村：' },
  paragraphs: ['现将有关事项通知如下：', '一、提高认识', '请各村抓紧落实'],
}
let page: TestPage
const open = (options?: Parameters<typeof openTestPage>[1]): TestPage => (page = openTestPage(content, options))
afterEach(() => page.close())

const paragraph = (index: number) => page.editor.view.state.doc.child(1).child(index)
const here = () => areaAt(page.editor.view.state.doc, page.editor.view.state.selection.head)?.name

describe('[UI-20] the one door', () => {
  test('every way of changing a tracked page leaves the original as it was', async () => {
    open()
    const { editor } = page
    page.select(0, 2)
    await userEvent.keyboard('abc')
    await press('Enter', keys.Enter)
    await press('Backspace', keys.Backspace)
    page.select(0, 1, 2, 2)
    await press('Delete', keys.Delete)
    editor.run(setStyle('h1'))
    editor.run(toggleList('ordered'))
    editor.run(setParagraphs({ align: 'center' }))
    editor.run(splitBlock)
    editor.dispatch(editor.view.state.tr.insertText('插入', areasOf(editor.view.state.doc).get('body')?.from ?? 0))
    editor.dispatch(setHeaderCode(editor.view.state, 'docType', '请示') ?? editor.view.state.tr)
    editor.dispatch(setElementText(editor.view.state, 'title', '关于做好工作安排的请示') ?? editor.view.state.tr)
    page.select(1, 0)
    editor.run(insertTable(2, 2))
    page.editor.view.pasteHTML('<p>粘贴<ins data-change="x">的</ins>文字</p><p>第二段</p>')
    expect(page.original().eq(page.start)).toBe(true)
    const { landed, passed, refused } = editor.door.counters
    expect(landed).toBe(passed)
    expect(landed).toBeGreaterThan(10)
    expect(refused).toBe(0)
  })

  test('a change that does not come through the door is refused and counted', () => {
    open()
    const before = page.editor.view.state
    const after = before.applyTransaction(before.tr.insertText('暗改', 3))
    expect(after.transactions).toHaveLength(0)
    expect(page.editor.door.counters.refused).toBe(1)
  })

  test('every block has an id of its own after splits and pastes', async () => {
    open({ mode: 'untracked' })
    page.select(2, 3)
    await press('Enter', keys.Enter)
    page.editor.view.pasteHTML('<p>甲</p><p>乙</p>')
    const ids: unknown[] = []
    page.editor.view.state.doc.descendants((node) => {
      if (node.isTextblock) ids.push(node.attrs['id'])
    })
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => typeof id === 'string' && id.length > 10)).toBe(true)
  })

  test('the saved steps lead from the start to the text', async () => {
    open()
    page.select(0, 0)
    await userEvent.keyboard('abc')
    const work = page.editor.take()
    let doc = page.start
    for (const step of work?.steps ?? []) doc = step.apply(doc).doc ?? doc
    expect(doc.eq(page.editor.view.state.doc)).toBe(true)
    expect(page.editor.dirty()).toBe(false)
  })
})

describe('[UI-21] elements and keys', () => {
  test('Enter goes from the title to 主送 and on to the body, and splits nothing', async () => {
    open()
    page.editor.focusArea('title', 'start')
    await press('Enter', keys.Enter)
    expect(here()).toBe('mainTo')
    await press('Enter', keys.Enter)
    expect(here()).toBe('body')
    expect(page.editor.view.state.doc.eq(page.start)).toBe(true)
  })

  test('Backspace at the start of the body and of an element joins nothing', async () => {
    open()
    page.select(0, 0)
    await press('Backspace', keys.Backspace)
    page.editor.focusArea('mainTo', 'start')
    await press('Backspace', keys.Backspace)
    expect(page.editor.view.state.doc.eq(page.start)).toBe(true)
  })

  test('Tab and Shift+Tab set the level of list items; Enter on an empty one leaves the list', async () => {
    open({ mode: 'untracked' })
    page.select(2, 7)
    page.editor.run(toggleList('bullet'))
    await press('Tab', keys.Tab)
    expect(paragraph(2).attrs['level']).toBe(1)
    await press('Tab', keys.Tab, 8)
    expect(paragraph(2).attrs['level']).toBe(0)
    await press('Enter', keys.Enter)
    expect(paragraph(3).attrs['list']).toBe('bullet')
    await press('Enter', keys.Enter)
    expect(paragraph(3).attrs['list']).toBeNull()
  })

  test('numbers are counted on a page with a list, and on no other', async () => {
    open({ mode: 'untracked' })
    const { dom } = page.editor.view
    const reset = (): string => getComputedStyle(dom.querySelector('[data-block="body"]') ?? dom).counterReset
    expect(reset()).toBe('none')
    page.select(2, 7)
    page.editor.run(toggleList('ordered'))
    expect(reset()).toContain('l0')
    page.editor.run(toggleList('ordered'))
    expect(reset()).toBe('none')
  })

  test('Enter after a heading gives plain text', async () => {
    open({ mode: 'untracked' })
    page.select(1, 6)
    page.editor.run(setStyle('h1'))
    await press('Enter', keys.Enter)
    expect(paragraph(2).attrs['style']).toBe('body')
  })

  test('Tab walks through the cells of a table', async () => {
    open({ mode: 'untracked' })
    page.select(2, 7)
    page.editor.run(insertTable(2, 2))
    const tableAt = page.start.child(0).nodeSize + 1 + paragraph(0).nodeSize + paragraph(1).nodeSize + paragraph(2).nodeSize
    page.editor.jump(tableAt + 4)
    await userEvent.keyboard('a')
    await press('Tab', keys.Tab)
    await userEvent.keyboard('b')
    const row = paragraph(3).child(0)
    expect([row.child(0).textContent, row.child(1).textContent]).toEqual(['a', 'b'])
    page.editor.run(tableCommands.addRowAfter)
    expect(paragraph(3).childCount).toBe(3)
  })

  test('a selection does not leave the area it began in', () => {
    open()
    const areas = areasOf(page.start)
    const clamp = page.editor.view.someProp('createSelectionBetween', (f) =>
      f(
        page.editor.view,
        page.start.resolve((areas.get('body')?.from ?? 0) + 3),
        page.start.resolve(areas.get('title')?.from ?? 0),
      ),
    )
    expect(clamp && clamp.from >= (areas.get('body')?.from ?? Infinity)).toBe(true)
  })
})

describe('[UI-22] the form and the page are one document', () => {
  test('one changed letter of the title is one changed letter in the marks', () => {
    open()
    const tr = setElementText(page.editor.view.state, 'title', '关于工作安徘的通知')
    if (tr) page.editor.dispatch(tr)
    const [change] = page.editor.changes()
    expect([change?.oldText, change?.newText, change?.place]).toEqual(['排', '徘', 'title'])
    expect(elementText(page.editor.view.state.doc, 'title')).toBe('关于工作安徘的通知')
  })

  test('typing on after struck text goes behind it, letter by letter, as one change', () => {
    open()
    for (const value of ['关于工作安的通知', '关于工作安置的通知', '关于工作安置好的通知']) {
      const tr = setElementText(page.editor.view.state, 'title', value)
      if (tr) page.editor.dispatch(tr)
      expect(elementText(page.editor.view.state.doc, 'title')).toBe(value)
    }
    expect(page.original().eq(page.start)).toBe(true)
  })
})

describe('[UI-24] a newer body under unsaved typing', () => {
  test('both are there, and the steps to save start from the newer body', async () => {
    open()
    page.select(2, 7)
    await userEvent.keyboard('abc')
    const newer = trackedEdit(page.start, { author: 'li', step: 'review', at: 1 }, '有关', '具体')
    page.editor.takeOver(newer)
    expect(page.accepted()).toBe('现将具体事项通知如下：\n一、提高认识\n请各村抓紧落实abc')
    const work = page.editor.take()
    expect(work?.before.eq(newer)).toBe(true)
    let doc = newer
    for (const step of work?.steps ?? []) doc = step.apply(doc).doc ?? doc
    expect(doc.eq(page.editor.view.state.doc)).toBe(true)
  })

  test('[UI-24] what was typed before it is undone and done again over it', async () => {
    open()
    page.select(2, 7)
    await userEvent.keyboard('abc')
    page.editor.run(undo)
    await userEvent.keyboard('de')
    page.editor.takeOver(trackedEdit(page.start, { author: 'li', step: 'review', at: 1 }, '有关', '具体'))
    const line = () => page.accepted().split('\n')
    expect(line()).toEqual(['现将具体事项通知如下：', '一、提高认识', '请各村抓紧落实de'])
    page.editor.run(undo)
    expect(line()).toEqual(['现将具体事项通知如下：', '一、提高认识', '请各村抓紧落实'])
    page.editor.run(redo)
    expect(line()).toEqual(['现将具体事项通知如下：', '一、提高认识', '请各村抓紧落实de'])
    page.editor.takeOver(trackedEdit(page.start, { author: 'li', step: 'review', at: 1 }, '有关', '全部'))
    page.editor.run(undo)
    expect(line()).toEqual(['现将全部事项通知如下：', '一、提高认识', '请各村抓紧落实'])
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('[UI-24] it was written inside words that a composition has just struck: both stand, each word once', async () => {
    open()
    page.select(0, 2, 0, 8)
    await compose('y', 'yi', '以下')
    await page.settled()
    page.editor.takeOver(trackedEdit(page.start, { author: 'li', step: 'review', at: 1 }, '事项', '事宜'))
    expect(page.marked().split('|')[0]).toBe('现将[-有关][--事项][+事宜][-通知][+以下]如下：')
    expect(page.original().eq(page.start)).toBe(true)
    page.editor.run(undo)
    expect(page.marked().split('|')[0]).toBe('现将有关[-事项][+事宜]通知如下：')
  })

  test('own text that came back from the server changes nothing', async () => {
    open()
    page.select(0, 0)
    await userEvent.keyboard('abc')
    const saved = page.editor.take()?.doc
    const before = page.editor.view.state.doc
    if (saved) page.editor.takeOver(saved)
    expect(page.editor.view.state.doc.eq(before)).toBe(true)
  })

  test('the caret stays where it was when another paragraph changes', () => {
    open()
    page.select(2, 3)
    const head = () => page.editor.view.state.selection.$head
    page.editor.takeOver(trackedEdit(page.start, { author: 'li', step: 'review', at: 1 }, '有关', '具体'))
    expect([head().parent.textContent, head().parentOffset]).toEqual(['请各村抓紧落实', 3])
  })
})

describe('[RV-01] undo and what the server has', () => {
  test('undoing what the server has strikes it, as a change of its own', async () => {
    const sent = new Set<string>()
    open({ isUnsent: (id) => !sent.has(id) })
    page.select(0, 0)
    await userEvent.keyboard('abc')
    for (const change of page.editor.changes()) sent.add(change.id)
    page.editor.run(undo)
    expect(page.sentUndos()).toEqual(['recorded'])
    expect(page.editor.changes().map((change) => [change.kind, change.oldText, change.newText])).toEqual([
      ['insert', '', 'abc'],
      ['delete', 'abc', ''],
    ])
    // and that is undone like any edit of this moment
    page.editor.run(undo)
    expect(page.editor.changes()).toHaveLength(1)
  })

  test('[RV-09] an undo that can do nothing is told once, and the next gets to what was typed before', async () => {
    const sent = new Set<string>()
    open({ isUnsent: (id) => !sent.has(id) })
    page.select(2, 7)
    await userEvent.keyboard('abc')
    page.select(0, 0, 0, 2)
    await press('Delete', keys.Delete)
    for (const change of page.editor.changes()) if (change.kind === 'delete') sent.add(change.id)
    page.editor.run(undo)
    expect(page.sentUndos()).toEqual(['nothing'])
    expect(page.accepted()).toContain('落实abc')
    page.editor.run(undo)
    expect(page.accepted()).not.toContain('abc')
    expect(page.editor.changes()).toHaveLength(1)
  })
})

test('[RV-12] copied and pasted text carries no tracking and no struck text', async () => {
  open()
  page.select(0, 0, 0, 2)
  await press('Delete', keys.Delete)
  const body = page.editor.view.state.doc.child(1).child(0)
  const slice = new Slice(Fragment.from(body.type.create(body.attrs, body.content)), 0, 0)
  const copied = page.editor.view.someProp('transformCopied', (f) => f(slice, page.editor.view)) ?? slice
  expect(copied.content.textBetween(0, copied.content.size)).toBe('有关事项通知如下：')
  expect(JSON.stringify(copied.toJSON())).not.toContain('"del"')
})

test('[UI-25] the editor uses the one schema', () => {
  open()
  expect(page.editor.view.state.schema).toBe(schema)
  expect(acceptAll(page.editor.view.state.doc).type.schema).toBe(schema)
})
