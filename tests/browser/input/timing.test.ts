import { redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { commit, compose, CTRL, keys, press, start } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* What happens right after a composition is a change of its own: nobody waits 40 ms between two keys. */

let page: TestPage
beforeEach(() => {
  page = openTestPage({ paragraphs: ['关于工作安排的通知', '请各村抓紧落实'] })
})
afterEach(() => page.close())

const kinds = () => page.editor.changes().map(({ kind, oldText, newText }) => [kind, oldText, newText])

describe('[RV-44] keys right after a composition', () => {
  test('Delete behind it is a deletion, not part of a replacement', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你好')
    await press('Delete', keys.Delete)
    await page.settled()
    expect(page.accepted().split('\n')[0]).toBe('关于你好作安排的通知')
    expect(kinds()).toEqual([
      ['insert', '', '你好'],
      ['delete', '工', ''],
    ])
    page.editor.run(undo)
    expect(page.accepted().split('\n')[0]).toBe('关于你好工作安排的通知')
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('a letter typed without an input method', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你好')
    await userEvent.keyboard('a')
    await page.settled()
    expect(page.accepted().split('\n')[0]).toBe('关于你好a工作安排的通知')
    expect(kinds()).toEqual([['insert', '', '你好a']])
  })

  test('Enter right after it splits the paragraph there', async () => {
    page.select(0, 4)
    await compose('n', 'ni', '你好')
    await press('Enter', keys.Enter)
    await page.settled()
    expect(page.accepted()).toBe('关于工作你好\n安排的通知\n请各村抓紧落实')
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('undo and redo right after it take it back and give it again', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你好')
    await press('z', keys.z, CTRL)
    expect(page.doc().eq(page.start)).toBe(true)
    page.editor.run(redo)
    expect(page.accepted().split('\n')[0]).toBe('关于你好工作安排的通知')
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('a command of the form right after it is a change of its own', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你好')
    page.editor.edit((state) => state.tr.insertText('急', state.doc.content.size - 2))
    await page.settled()
    expect(page.accepted()).toBe('关于你好工作安排的通知\n请各村抓紧落实急')
    expect(kinds()).toEqual([
      ['insert', '', '你好'],
      ['insert', '', '急'],
    ])
  })

  test('a click elsewhere and on with the input method', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你好')
    await userEvent.click(page.editor.view.dom.querySelectorAll('p')[1] ?? page.editor.view.dom)
    page.select(1, 7)
    await compose('w', '完')
    await page.settled()
    expect(page.accepted()).toBe('关于你好工作安排的通知\n请各村抓紧落实完')
    expect(kinds()).toHaveLength(2)
  })
})

describe('[RV-43] what waits for the end', () => {
  test('a command asked for in the middle runs once the word is in', async () => {
    page.select(0, 2)
    await start('n', 'ni')
    let words = ''
    const asked = page.settled().then(() => (words = page.accepted()))
    expect(words).toBe('')
    await commit('你好')
    await asked
    expect(words.split('\n')[0]).toBe('关于你好工作安排的通知')
    expect(page.editor.take()?.doc.eq(page.doc())).toBe(true)
  })

  test('thirty words without a pause: nothing is lost, all of it is one change', async () => {
    page.select(0, 9)
    for (let i = 0; i < 30; i++) await compose('z', 'zi', '字')
    await page.settled()
    expect(page.accepted().split('\n')[0]).toBe(`关于工作安排的通知${'字'.repeat(30)}`)
    expect(page.editor.changes()).toHaveLength(1)
    expect(page.original().eq(page.start)).toBe(true)
  })
})
