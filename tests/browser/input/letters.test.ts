import { undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commit, compose, keys, press, send } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* Letters that are more than one code unit, or that come in parts. */

const family = '👨‍👩‍👧'
const rare = '𠮷' // U+20BB7
const sister = '𠮶' // U+20BB6: the same first half of the surrogate pair
const combined = 'e\u0301'
let page: TestPage

beforeEach(() => {
  page = openTestPage({ paragraphs: ['关于通知', `甲${sister}乙${family}丙${combined}丁`] })
})
afterEach(() => page.close())

/** True where every marked run is of whole letters: no half of a surrogate pair stands alone. */
function isWhole(): boolean {
  let whole = true
  page.doc().descendants((node) => {
    if (node.isText && /\p{Surrogate}/u.test(node.text ?? '')) whole = false
  })
  return whole
}

async function expectLine(line: number, text: string): Promise<void> {
  await page.settled()
  expect(page.accepted().split('\n')[line]).toBe(text)
  expect(page.original().eq(page.start)).toBe(true)
  expect(isWhole()).toBe(true)
  page.editor.run(undo)
  expect(page.doc().eq(page.start)).toBe(true)
}

describe('[RV-44] letters an input method puts in', () => {
  test('a dead key, then its letter', async () => {
    page.select(0, 2)
    await send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Dead', code: 'Quote', windowsVirtualKeyCode: 222 })
    await compose('´', 'é')
    await expectLine(0, '关于é通知')
  })

  test('an emoji of several code points, from the panel', async () => {
    page.select(0, 2)
    await commit(family)
    await expectLine(0, `关于${family}通知`)
  })

  test('an emoji by composition', async () => {
    page.select(0, 2)
    await compose('jia', '家', family)
    await expectLine(0, `关于${family}通知`)
  })

  test('a rare character of Ext-B', async () => {
    page.select(0, 2)
    await compose('ji', '吉', rare)
    await expectLine(0, `关于${rare}通知`)
  })

  test('a rare character before its neighbour in the code, which shares half of it', async () => {
    page.select(1, 1)
    await compose('ji', rare)
    await expectLine(1, `甲${rare}${sister}乙${family}丙${combined}丁`)
  })

  test('a rare character behind its neighbour in the code', async () => {
    page.select(1, 3)
    await compose('ji', rare)
    await expectLine(1, `甲${sister}${rare}乙${family}丙${combined}丁`)
  })

  test('a rare character over its neighbour in the code', async () => {
    page.select(1, 1, 1, 3)
    await compose('ji', rare)
    await page.settled()
    expect(page.editor.changes().map((change) => [change.oldText, change.newText])).toEqual([[sister, rare]])
    await expectLine(1, `甲${rare}乙${family}丙${combined}丁`)
  })

  test('a combining mark on a letter that stands there', async () => {
    page.select(0, 4)
    await compose('e')
    await commit('\u0301')
    await page.settled()
    expect(page.accepted().split('\n')[0]).toBe(`关于通知${combined}`)
    expect(page.original().eq(page.start)).toBe(true)
  })
})

describe('[RV-44] Backspace takes whole letters', () => {
  test.each([
    ['a rare character', sister, `甲乙${family}丙${combined}丁`],
    ['an emoji of several code points', family, `甲${sister}乙丙${combined}丁`],
  ])('%s', async (_name, letter, rest) => {
    page.caret(letter, 'behind')
    await press('Backspace', keys.Backspace)
    expect(page.editor.changes().map((change) => change.oldText)).toEqual([letter])
    await expectLine(1, rest)
  })

  test('a letter with a combining mark loses the mark first, as Chromium has it, and never half a code point', async () => {
    page.caret(combined, 'behind')
    await press('Backspace', keys.Backspace)
    await press('Backspace', keys.Backspace)
    await page.settled()
    expect(page.accepted().split('\n')[1]).toBe(`甲${sister}乙${family}丙丁`)
    expect(isWhole()).toBe(true)
    expect(page.original().eq(page.start)).toBe(true)
  })
})
