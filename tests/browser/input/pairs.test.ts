import { undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { commit, compose, keys, press } from '../../support/ui/ime.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

let page: TestPage
afterEach(() => page.close())
const line = (): string => page.accepted().split('\n')[0] ?? ''

describe.each(['tracked', 'untracked'] as const)('[RV-45] full-width pairs, %s', (mode) => {
  const open = (text = '印发办法'): void => {
    page = openTestPage({ paragraphs: [text] }, { mode })
    page.select(0, text.length)
  }
  /** Types one mark as an input method does, by composition or at once. */
  const type = async (mark: string, composed: boolean): Promise<void> => {
    await (composed ? compose(mark) : commit(mark))
    await page.settled()
  }

  test.each(
    ['《》', '（）', '“”', '‘’', '「」', '【】', '〔〕'].flatMap((pair) => [
      [pair, 'composed', true] as const,
      [pair, 'at once', false] as const,
    ]),
  )('%s %s: the partner comes, text goes between, the partner typed goes over it', async (pair, _how, composed) => {
    open()
    const [first = '', second = ''] = [...pair]
    await type(first, composed)
    expect(line()).toBe(`印发办法${pair}`)
    await compose('s', '试行')
    await page.settled()
    expect(line()).toBe(`印发办法${first}试行${second}`)
    await type(second, composed)
    expect(line()).toBe(`印发办法${first}试行${second}`)
    await compose('j', '及')
    await page.settled()
    expect(line()).toBe(`印发办法${first}试行${second}及`)
    if (mode === 'tracked') {
      expect(page.editor.changes()).toHaveLength(1)
      expect(page.original().eq(page.start)).toBe(true)
    }
  })

  test('an input method that brings both itself gets no third', async () => {
    open()
    await compose('（）')
    await page.settled()
    expect(line()).toBe('印发办法（）')
  })

  test('before a word the mark stays alone: the word is being put into marks', async () => {
    open()
    page.select(0, 2)
    await type('《', true)
    expect(line()).toBe('印发《办法')
  })

  test('Backspace takes an empty pair, undo an open one', async () => {
    open()
    await type('（', true)
    await press('Backspace', keys.Backspace)
    expect(line()).toBe('印发办法')
    page.close()
    open()
    await type('《', true)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('a closing mark nobody put in by itself is typed like any letter', async () => {
    open('（试行')
    await type('）', true)
    await type('）', false)
    expect(line()).toBe('（试行））')
  })
})
