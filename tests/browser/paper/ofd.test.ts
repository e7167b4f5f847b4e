import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { jobOfText, lay } from './support.ts'

test('PP-30 PP-31 PP-32 PP-33 fifty texts laid out on paper: OFD valid, sound, every letter in its font, text as placed, same bytes twice', async () => {
  const texts = await commands.paperTexts('state-council')
  expect(texts.length).toBeGreaterThan(30)
  let pages = 0
  for (const [i, { name, text }] of texts.entries()) {
    const laid = await lay(jobOfText(text, { organs: ['国务院'] }))
    const placed = readPlaced(laid.root)
    laid.root.remove()
    const ofd = await commands.checkOfd(JSON.stringify(placed))
    expect(ofd.faults, name).toEqual([])
    const words = placed.pages.map(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])).join('\n'))
    expect(ofd.text, name).toBe(words.join('\n\f\n'))
    // laid out anew, written anew
    if (i % 10 === 0) {
      const again = await lay(jobOfText(text, { organs: ['国务院'] }))
      expect((await commands.checkOfd(JSON.stringify(readPlaced(again.root)))).sha256, name).toBe(ofd.sha256)
      again.root.remove()
    }
    pages += placed.pages.length
  }
  expect(pages).toBeGreaterThan(5 * texts.length)
}, 240_000)
