import { undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { compose, keys, press } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* Cases 13 and 15 of tracked-changes.md §5: tracked text pasted, and tables by the real commands. */

let page: TestPage
const open = (...paragraphs: Parameters<typeof makeDocument>[0]['paragraphs'] & object): TestPage =>
  (page = openTestPage({ elements: { title: '关于通知' }, paragraphs }))
afterEach(() => page.close())

const accepted = (): string[] => page.accepted().split('\n')
const untouched = (): void => expect(page.original().eq(page.start)).toBe(true)
const backToStart = (undos: number): void => {
  for (let i = 0; i < undos; i++) page.editor.run(undo)
  expect(page.doc().eq(page.start)).toBe(true)
}

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
