import { Fragment } from 'prosemirror-model'
import { undo } from '../../../src-renderer/document/editor/history.ts'
import { Transform } from 'prosemirror-transform'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { elementText } from '../../../src-shared/document/header.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { commit, compose, composeAndCancel, keys, press, start } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'
import { trackedEdit } from '../../support/ui/scenes.ts'

/* Where an input method may be at work: among tracked text, in a cell, in an element, beside a picture. */

const other = { author: 'li', step: 'review', at: 1 }
const plain = () =>
  makeDocument({ elements: { title: '关于工作安排的通知' }, paragraphs: ['现将有关事项通知如下', '请各村抓紧落实'] }, v7)
let page: TestPage
const open = (doc = plain()): TestPage => (page = openTestPage(doc))
afterEach(() => page.close())

/** After the composition: accepted text, the original untouched, nothing escaped, and one undo back to where it began. */
async function expectLines(lines: string, undoes = true): Promise<void> {
  const before = page.start
  await page.settled()
  expect(page.accepted()).toBe(lines)
  expect(page.original().eq(openOriginal)).toBe(true)
  const { landed, passed, refused, escaped } = page.editor.door.counters
  expect({ landed, refused, escaped }).toEqual({ landed: passed, refused: 0, escaped: 0 })
  if (!undoes) return
  page.editor.run(undo)
  expect(page.doc().eq(before)).toBe(true)
}
let openOriginal = plain()
const openOn = (doc: typeof openOriginal): void => {
  open(doc)
  openOriginal = page.original()
}

describe('[RV-44] composition among tracked text', () => {
  test('inside struck text: it splits the strike', async () => {
    openOn(trackedEdit(plain(), other, '有关事项', ''))
    page.caret('事项')
    await compose('j', 'ju', '具体')
    await expectLines('现将具体通知如下\n请各村抓紧落实')
  })

  test.each([
    ['words with a comment', 'comment', { id: 'c1' }],
    [
      'words in bold another set',
      'fmt',
      { id: 'f1', author: 'li', at: 1, step: 'review', mark: 'strong', old: false, new: true },
    ],
  ])('inside %s: the words round it are not touched', async (_name, type, attrs) => {
    const doc = plain()
    const from = doc.child(0).nodeSize + 2 + 2
    openOn(new Transform(doc).addMark(from, from + 4, schema.mark(type, attrs)).doc)
    page.caret('事项')
    await compose('g', 'gongzuo', '工作')
    await page.settled()
    expect(
      page.editor
        .changes()
        .filter((one) => one.author === 'zhao')
        .map((one) => [one.kind, one.newText]),
    ).toEqual([['insert', '工作']])
    await expectLines('现将有关工作事项通知如下\n请各村抓紧落实')
  })

  test("inside another's insertion: both stay, signed apart", async () => {
    openOn(trackedEdit(plain(), other, '通知如下', '具体要求通知如下'))
    page.caret('要求')
    await compose('g', 'gongzuo', '工作')
    await page.settled()
    const mine = page.editor.changes().find((change) => change.author === 'zhao')
    expect(mine?.newText).toBe('工作')
    await expectLines('现将有关事项具体工作要求通知如下\n请各村抓紧落实')
  })

  test('inside my own insertion: one change', async () => {
    openOn(plain())
    page.select(0, 2)
    await compose('y', 'yixia', '以下几项')
    await page.settled()
    page.caret('几项')
    await compose('s', 'san', '三')
    await page.settled()
    expect(page.editor.changes().map((change) => change.newText)).toEqual(['以下三几项'])
    await expectLines('现将以下三几项有关事项通知如下\n请各村抓紧落实', false)
  })

  test('right before struck text at the start of a paragraph', async () => {
    openOn(trackedEdit(plain(), other, '现将', ''))
    page.select(0, 0)
    await compose('z', 'zai', '兹将')
    await expectLines('兹将有关事项通知如下\n请各村抓紧落实')
  })

  test("over a selection of base text, another's insertion and struck text", async () => {
    openOn(trackedEdit(trackedEdit(plain(), other, '有关', '具体'), other, '通知', ''))
    page.selectText('体事项通知如')
    await compose('y', 'yaoqiu', '要求')
    await expectLines('现将具要求下\n请各村抓紧落实')
  })

  test('given up with Esc over a selection: what stood there is struck or stands, and one undo gives it back', async () => {
    openOn(plain())
    page.selectText('有关事项')
    await composeAndCancel('j', 'ju')
    await page.settled()
    expect(['现将有关事项通知如下', '现将通知如下']).toContain(page.accepted().split('\n')[0])
    expect(page.original().eq(page.start)).toBe(true)
    expect(page.editor.door.busy(page.editor.view)).toBe(false)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('given up with Esc over two paragraphs', async () => {
    openOn(plain())
    page.select(0, 4, 1, 3)
    await composeAndCancel('j', 'ju')
    await page.settled()
    expect(page.original().eq(page.start)).toBe(true)
    expect(page.editor.changes().every((change) => change.newText.trim() === '')).toBe(true)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })
})

/** The document with a block of its own after the first paragraph. */
function withBlock(make: () => Parameters<typeof Fragment.from>[0]): typeof openOriginal {
  const doc = plain()
  const [header, body] = [doc.child(0), doc.child(1)]
  const blocks = Fragment.from(body.child(0))
    .append(Fragment.from(make()))
    .append(Fragment.from(body.child(1)))
  return doc.copy(Fragment.from([header, body.copy(blocks)]))
}

const cell = (text: string) =>
  schema.node('tableCell', { id: v7() }, schema.node('paragraph', { id: v7() }, text ? schema.text(text) : undefined))
const table = (...rows: string[][]) =>
  schema.node(
    'table',
    { id: v7() },
    rows.map((row) => schema.node('tableRow', { id: v7() }, row.map(cell))),
  )

describe('[RV-44] composition in other places', () => {
  test('in a table cell, in text and in an empty one', async () => {
    openOn(withBlock(() => table(['项目', ''], ['经费', '说明'])))
    page.caret('经费', 'behind')
    await compose('y', 'yusuan', '预算')
    await page.settled()
    page.caret('项目', 'behind')
    await press('Tab', keys.Tab)
    await compose('b', 'buchong', '补充')
    await page.settled()
    expect(page.accepted()).toBe('现将有关事项通知如下\n项目\n补充\n经费预算\n说明\n请各村抓紧落实')
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('over the whole text of a cell', async () => {
    openOn(withBlock(() => table(['项目', '金额'])))
    page.selectText('项目')
    await compose('l', 'leibie', '类别')
    await expectLines('现将有关事项通知如下\n类别\n金额\n请各村抓紧落实')
  })

  test('in the title', async () => {
    openOn(plain())
    page.selectText('工作')
    await compose('s', 'shengchan', '生产')
    await page.settled()
    expect(elementText(page.doc(), 'title')).toBe('关于生产安排的通知')
    expect(page.editor.changes().map((change) => change.place)).toEqual(['title'])
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('in an empty element', async () => {
    openOn(plain())
    page.editor.focusArea('mainTo')
    await compose('g', 'gecun', '各村：')
    await page.settled()
    expect(elementText(page.doc(), 'mainTo')).toBe('各村：')
    expect(page.original().eq(page.start)).toBe(true)
  })

  test.each(['before', 'behind'] as const)('%s a picture', async (where) => {
    const image = schema.node('image', { sm3: 'a'.repeat(64), alt: '章' })
    openOn(withBlock(() => schema.node('paragraph', { id: v7() }, [schema.text('图'), image, schema.text('示')])))
    page.caret(where === 'before' ? '图' : '示', where === 'before' ? 'behind' : 'before')
    await compose('y', 'yi', '一')
    await expectLines('现将有关事项通知如下\n图一示\n请各村抓紧落实')
  })
})

describe('[RV-43] the end of a composition', () => {
  test('the caret leaves the page in the middle: what was composed is kept, tracked', async () => {
    openOn(plain())
    page.select(0, 2)
    await start('n', 'nihao', '你好')
    page.editor.view.dom.blur()
    await page.settled()
    expect(page.editor.door.busy(page.editor.view)).toBe(false)
    expect(page.original().eq(page.start)).toBe(true)
    expect(['现将你好有关事项通知如下', '现将有关事项通知如下']).toContain(page.accepted().split('\n')[0])
    page.editor.view.focus()
    page.select(1, 0)
    await compose('k', '快')
    await page.settled()
    expect(page.accepted().split('\n')[1]).toBe('快请各村抓紧落实')
  })

  test('what waits for the end goes on at once where nothing is under way', async () => {
    openOn(plain())
    await page.settled()
    expect(page.editor.door.busy(page.editor.view)).toBe(false)
  })

  test('a newer version waits for it, and both are there', async () => {
    openOn(plain())
    page.select(1, 0)
    await start('q', 'qie', '切实')
    page.editor.takeOver(trackedEdit(page.start, other, '有关', '具体'))
    expect(page.accepted().split('\n')[0]).toBe('现将有关事项通知如下')
    await commit('切实')
    await page.settled()
    expect(page.accepted()).toBe('现将具体事项通知如下\n切实请各村抓紧落实')
    expect(page.original().eq(page.start)).toBe(true)
  })
})
