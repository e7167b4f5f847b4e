import { EditorState, Plugin } from 'prosemirror-state'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { compose, start as begin, commit } from '../../support/ui/ime.ts'
import { openTestPage, type PageSetup, type TestPage } from '../../support/ui/open-page.ts'

let page: TestPage
const open = (setup?: PageSetup): TestPage =>
  (page = openTestPage({ paragraphs: ['现将有关事项通知如下', '请各村抓紧落实'] }, setup))
afterEach(() => page.close())

/** Gives the view a state past the door: a plugin or a tool that has kept an old habit. */
function slip(text: string, at = page.doc().content.size - 2): void {
  const { state } = page.editor.view
  const tr = state.tr.insertText(text, at)
  page.editor.view.updateState(EditorState.create({ doc: tr.doc, plugins: state.plugins }))
}

/** What is to be saved leads from the text at the start to the text on the page. */
function expectSaved(): void {
  const work = page.editor.take()
  let doc = page.start
  for (const step of work?.steps ?? []) doc = step.apply(doc).doc ?? doc
  expect(doc.eq(page.doc())).toBe(true)
}

describe('[RV-40] a change that comes past the door', () => {
  test('is counted, reported, kept, and recorded as a tracked change', () => {
    open({ assert: false })
    slip('暗改')
    expect(page.editor.door.counters.escaped).toBe(1)
    expect(page.escapes()).toEqual([{ code: 'RV-ESCAPED', detail: 'a state was set past the door' }])
    expect(page.accepted()).toBe('现将有关事项通知如下\n请各村抓紧落实暗改')
    expect(page.original().eq(page.start)).toBe(true)
    expect(page.editor.changes().map(({ kind, newText }) => [kind, newText])).toEqual([['insert', '暗改']])
    expectSaved()
  })

  test('throws in development, once what was written is safe', () => {
    open()
    expect(() => slip('暗改')).toThrow('a change escaped the door')
    expect(page.accepted()).toBe('现将有关事项通知如下\n请各村抓紧落实暗改')
    expect(page.original().eq(page.start)).toBe(true)
    expectSaved()
  })

  test('what a plugin adds with a passage of its own making is found as well', () => {
    open({ assert: false })
    const forger = new Plugin({
      appendTransaction: (trs, _before, state) =>
        trs.some((tr) => tr.getMeta('forge')) ? state.tr.insertText('伪', 20).setMeta('liuhen.passage', 'remote') : null,
    })
    const { state } = page.editor.view
    page.editor.view.updateState(state.reconfigure({ plugins: [...state.plugins, forger] }))
    page.editor.dispatch(page.editor.view.state.tr.insertText('真', 24).setMeta('forge', true))
    expect(page.editor.door.counters.escaped).toBe(1)
    expect(page.original().eq(page.start)).toBe(true)
    expect(page.accepted()).toContain('真')
    expect(page.accepted()).toContain('伪')
    expectSaved()
  })

  test('in the middle of a composition it is recorded with it', async () => {
    open({ assert: false })
    page.select(0, 2)
    await compose('y', '以下')
    slip('暗改')
    await page.settled()
    expect(page.accepted()).toBe('现将以下有关事项通知如下\n请各村抓紧落实暗改')
    expect(page.original().eq(page.start)).toBe(true)
    expectSaved()
  })

  test('in a draft it is kept as it is, with ids', () => {
    open({ assert: false, mode: 'untracked' })
    const { state } = page.editor.view
    const at = state.doc.content.size - 3
    page.editor.view.updateState(EditorState.create({ doc: state.tr.split(at).doc, plugins: state.plugins }))
    const ids: unknown[] = []
    page.doc().descendants((node) => {
      if (node.isTextblock) ids.push(node.attrs['id'])
    })
    expect(new Set(ids).size).toBe(ids.length)
    expectSaved()
  })
})

describe('[RV-40] what the door does not take', () => {
  test('a ragged table is written in as it is: nothing mends it under the writer, nothing rings', () => {
    const cell = () => schema.node('tableCell', { id: v7() }, schema.node('paragraph', { id: v7() }))
    const row = (count: number) => schema.node('tableRow', { id: v7() }, Array.from({ length: count }, cell))
    const doc = makeDocument({ paragraphs: ['甲'] }, v7)
    const body = doc.child(1)
    const ragged = schema.node('table', { id: v7() }, [row(3), row(2)])
    page = openTestPage(doc.copy(doc.content.replaceChild(1, body.copy(body.content.addToEnd(ragged)))))
    page.editor.jump(page.doc().content.size - 4)
    page.editor.dispatch(page.editor.view.state.tr.insertText('乙'))
    expect(page.editor.door.counters).toMatchObject({ refused: 0, escaped: 0, coarse: 0 })
    expect(page.doc().child(1).child(1).child(1).childCount).toBe(2)
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('a page that is read only takes nothing but newer versions', async () => {
    let mode: 'tracked' | null = null
    page = openTestPage({ paragraphs: ['现将有关事项通知如下'] }, { modeOf: () => mode })
    page.editor.dispatch(page.editor.view.state.tr.insertText('改', 20))
    expect(page.editor.door.counters.refused).toBe(1)
    expect(page.doc().eq(page.start)).toBe(true)
    mode = 'tracked'
    page.editor.refreshEditable()
    page.select(0, 2)
    await begin('y')
    await commit('以下')
    await page.settled()
    expect(page.accepted()).toBe('现将以下有关事项通知如下')
  })
})
