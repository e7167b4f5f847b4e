import { redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import type { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { groupMeta } from '../../../src-shared/revision/track.ts'
import { acceptAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { commit, compose, composeAndCancel, frame, keys, press } from '../../support/ui/ime.ts'
import { lines } from '../../support/ui/marks.ts'
import { mouse, pointOf } from '../../support/ui/mouse.ts'
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
    const point = pointOf(page, '二')
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
    page.editor.dispatch(tr)
    expect(page.accepted().split('新的词')).toHaveLength(501)
    const changes = page.editor.changes()
    expect(changes.map(({ kind, places }) => [kind, places])).toEqual([['replace', 500]])
    untouched()
    backToStart(1)
    page.editor.run(redo)
    expect(page.accepted().split('新的词')).toHaveLength(501)
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
