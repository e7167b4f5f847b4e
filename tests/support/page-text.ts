import type { Page } from 'playwright-core'

const editor = '.page-desk .ProseMirror'

/** Everything that stands on the page, marks and all, one line per paragraph. */
export const pageText = (page: Page): Promise<string> => page.locator('.page-desk').innerText()

/** Selects words on the page as a person would by dragging, so that the next key acts on them. */
export async function selectWords(page: Page, words: string): Promise<void> {
  await page.locator(editor, { hasText: words }).first().waitFor()
  await page.evaluate(
    ([selector, wanted]) => {
      for (const root of document.querySelectorAll<HTMLElement>(selector)) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        const nodes: Text[] = []
        let text = ''
        const starts: number[] = []
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          nodes.push(node as Text)
          starts.push(text.length)
          text += node.textContent ?? ''
        }
        const at = text.indexOf(wanted)
        if (at < 0) continue
        const place = (offset: number, end: boolean): [Text, number] => {
          const i = starts.findLastIndex((start) => (end ? start < offset : start <= offset))
          return [nodes[i] as Text, offset - (starts[i] ?? 0)]
        }
        root.focus()
        const [from, fromOffset] = place(at, false)
        const [to, toOffset] = place(at + wanted.length, true)
        getSelection()?.setBaseAndExtent(from, fromOffset, to, toOffset)
        from.parentElement?.scrollIntoView({ block: 'center' })
        return
      }
      throw new Error(`not on the page: ${wanted}`)
    },
    [editor, words] as const,
  )
}

/** Puts the caret right behind words on the page. */
export async function caretAfter(page: Page, words: string): Promise<void> {
  await selectWords(page, words)
  await page.keyboard.press('ArrowRight')
}
