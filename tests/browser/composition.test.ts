import { undo } from '../../src-renderer/document/editor/history.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commit, compose, composeAndCancel, keys, press, start } from '../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../support/ui/open-page.ts'

/* The nine scenarios of tracked-changes.md §1.4, with a real composition of Chromium driven over CDP. */

const paragraphs = ['关于工作安排的通知', '', '请各村抓紧落实']
let page: TestPage

beforeEach(() => {
  page = openTestPage({ paragraphs })
})
afterEach(() => page.close())

/** What must hold after every composition: the old text is untouched, nothing escaped, one undo takes all. */
async function expectResult(accepted: string, undos = 1): Promise<void> {
  await page.settled()
  expect(page.accepted()).toBe(accepted)
  expect(page.original().eq(page.start)).toBe(true)
  const { landed, passed, refused, escaped } = page.editor.door.counters
  expect({ landed, refused, escaped }).toEqual({ landed: passed, refused: 0, escaped: 0 })
  for (let i = 0; i < undos; i++) {
    expect(page.doc().eq(page.start)).toBe(false)
    page.editor.run(undo)
  }
  expect(page.doc().eq(page.start)).toBe(true)
}

/** What must hold where the deletion before was a step of its own: the heading as it is now, and two undos take all. */
async function expectHeading(accepted: string): Promise<void> {
  await page.settled()
  expect(page.accepted().split('\n')[0]).toBe(accepted)
  expect(page.original().eq(page.start)).toBe(true)
  page.editor.run(undo)
  page.editor.run(undo)
  expect(page.doc().eq(page.start)).toBe(true)
}

describe('[UI-23] [RV-43] composition in tracked mode', () => {
  test('in the middle of text', async () => {
    page.select(0, 2)
    await compose('n', 'ni', 'nihao', '你好')
    await expectResult('关于你好工作安排的通知\n\n请各村抓紧落实')
  })

  test('two commits one after the other', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你')
    await page.settled()
    await compose('h', 'hao', '好')
    await page.settled()
    expect(page.editor.changes()).toHaveLength(1)
    expect(page.accepted().split('\n')[0]).toBe('关于你好工作安排的通知')
    page.editor.run(undo)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('two commits without a pause', async () => {
    page.select(0, 2)
    await compose('n', 'ni', '你')
    await compose('h', 'hao', '好')
    await page.settled()
    expect(page.editor.changes()).toHaveLength(1)
    expect(page.accepted().split('\n')[0]).toBe('关于你好工作安排的通知')
    page.editor.run(undo)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('in an empty paragraph', async () => {
    page.select(1, 0)
    await compose('n', '你', '你好')
    await expectResult('关于工作安排的通知\n你好\n请各村抓紧落实')
  })

  test('at the start of a paragraph', async () => {
    page.select(2, 0)
    await compose('j', 'jing', '经研究，')
    await expectResult('关于工作安排的通知\n\n经研究，请各村抓紧落实')
  })

  test('over a selection', async () => {
    page.select(0, 2, 0, 4)
    await compose('n', 'ni', 'nihao', '你好')
    await expectResult('关于你好安排的通知\n\n请各村抓紧落实')
  })

  test('over a selection across paragraphs: one change, behind what it strikes, and one undo', async () => {
    page.select(0, 4, 2, 3)
    await compose('n', 'ni', '你好')
    await page.settled()
    const changes = page.editor.changes()
    expect(changes.map(({ kind, newText }) => [kind, newText])).toEqual([['replace', '你好']])
    expect(page.marked()).toBe('关于工作[-安排的通知]|{brkDel}|{brkDel}[-请各村][+你好]抓紧落实')
    await expectResult('关于工作你好抓紧落实')
  })

  test('Backspace, then composed again', async () => {
    page.select(0, 4)
    await press('Backspace', keys.Backspace)
    expect(page.accepted().split('\n')[0]).toBe('关于工安排的通知')
    await compose('z', 'zuo', '做')
    await expectHeading('关于工做安排的通知')
  })

  test('after struck text', async () => {
    page.select(0, 2, 0, 4)
    await press('Delete', keys.Delete)
    await compose('n', 'ni', '你好')
    await expectHeading('关于你好安排的通知')
  })

  test('after a paragraph struck as a whole', async () => {
    page.select(2, 0, 2, 7)
    await press('Delete', keys.Delete)
    expect(page.accepted()).toBe('关于工作安排的通知\n\n')
    await compose('n', 'ni', '你好')
    await page.settled()
    expect(page.accepted()).toBe('关于工作安排的通知\n\n你好')
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('Latin letters committed as they are', async () => {
    page.select(0, 9)
    await compose('G', 'GB', 'GB/T')
    await expectResult('关于工作安排的通知GB/T\n\n请各村抓紧落实')
  })

  test('given up with Esc leaves nothing behind', async () => {
    page.select(0, 2)
    await composeAndCancel('n', 'ni')
    await page.settled()
    expect(page.doc().eq(page.start)).toBe(true)
    expect(page.editor.door.busy(page.editor.view)).toBe(false)
  })

  test('no save while composing, and the save afterwards holds the tracked text', async () => {
    page.select(0, 2)
    await start('n', 'ni', 'nihao')
    expect(page.editor.take()).toBeUndefined()
    await commit('你好')
    await page.settled()
    const work = page.editor.take()
    expect(work?.doc.eq(page.doc())).toBe(true)
    let doc = page.start
    for (const step of work?.steps ?? []) doc = step.apply(doc).doc ?? doc
    expect(doc.eq(page.doc())).toBe(true)
  })
})

describe('[UI-23] composition in an untracked draft', () => {
  beforeEach(() => {
    page.close()
    page = openTestPage({ paragraphs }, { mode: 'untracked' })
  })

  test('goes straight in', async () => {
    page.select(0, 2, 0, 4)
    await compose('n', 'ni', '你好')
    await page.settled()
    expect(page.accepted().split('\n')[0]).toBe('关于你好安排的通知')
    expect(page.editor.changes()).toEqual([])
  })

  test('over two paragraphs one undo takes all', async () => {
    page.select(0, 4, 2, 3)
    await compose('n', 'ni', '你好')
    await page.settled()
    expect(page.accepted()).toBe('关于工作你好抓紧落实')
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })
})
