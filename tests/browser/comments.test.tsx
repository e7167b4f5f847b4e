import type { Node as PmNode } from 'prosemirror-model'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { listChanges } from '../../src-shared/revision/changes.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { threadAnchors } from '../../src-shared/revision/anchors.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

/** Selects words in the page as a mouse would. */
async function select(words: string): Promise<void> {
  const walker = document.createTreeWalker(shownPage(), NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.textContent?.indexOf(words) ?? -1
    if (at < 0) continue
    shownPage().focus()
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + words.length)
    getSelection()?.removeAllRanges()
    getSelection()?.addRange(range)
    document.dispatchEvent(new Event('selectionchange'))
    return
  }
  throw new Error(`no words ${words}`)
}
const textOf = (desk: FakeDesk, id: DocumentId): PmNode => {
  const found = desk.working(id)
  if (!found) throw new Error('no text')
  return found
}
const field = (): HTMLTextAreaElement => {
  const found = document.querySelector<HTMLTextAreaElement>('.thread.here textarea')
  if (!found) throw new Error('no field')
  return found
}
/** Opens a 批注 on words and says something. */
async function comment(words: string, said: string): Promise<void> {
  await select(words)
  await userEvent.keyboard('{Control>}{Alt>}m{/Alt}{/Control}')
  await vi.waitFor(field)
  await userEvent.fill(field(), said)
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
}

describe('[WF-16] 批注 beside the page', () => {
  test('on selected words by keyboard: quote, anchor in the text, no change of it; answered and settled', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    const before = listChanges(textOf(desk, first)).length
    await comment('堤身以沙壤土填筑', '这一段请核对。')
    await vi.waitFor(() => expect(desk.state(first)?.threads).toMatchObject([{ quote: '堤身以沙壤土填筑', settled: null }]))
    await vi.waitFor(() => expect(threadAnchors(textOf(desk, first)).size).toBe(1))
    expect(listChanges(textOf(desk, first))).toHaveLength(before)
    expect(shownPage().querySelector('[data-comment]')?.textContent).toBe('堤身以沙壤土填筑')

    // Ctrl+Enter in the field is no 同意
    expect(desk.state(first)?.step).toBe('check')
    const card = document.querySelector<HTMLElement>('.thread[data-thread]')
    const answer = card?.querySelector<HTMLTextAreaElement>('textarea')
    if (!card || !answer) throw new Error('no card')
    await userEvent.fill(answer, '已核对。')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await vi.waitFor(() => expect(card.textContent).toContain('已核对。'))
    await screen.screenshot({ path: '../../artifacts/comments.png' })
    card.querySelector<HTMLElement>('.settle')?.click()
    await vi.waitFor(() => expect(desk.state(first)?.threads[0]?.settled?.by.userId).toBe('zhao'))
    await vi.waitFor(() => expect(document.querySelector('.comments .fold')?.textContent).toBe('已办结 1 条'))
  })

  test('a reader whose turn it is not comments too: no anchor is written, the quote finds its place', async () => {
    const { desk, first } = await openWindow('zhao', 'sign')
    const text = textOf(desk, first)
    await comment('巡堤道路', '建议压缩。')
    await vi.waitFor(() => expect(desk.state(first)?.threads).toHaveLength(1))
    expect(textOf(desk, first).eq(text)).toBe(true)
    expect(document.querySelector<HTMLButtonElement>('.thread .quote')?.disabled).toBe(false)
  })

  test('without a selection it says what to do; Esc leaves the field and nothing is opened', async () => {
    const { desk, first } = await openWindow('zhao', 'check')
    shownPage().focus()
    getSelection()?.collapseToStart()
    await userEvent.keyboard('{Control>}{Alt>}m{/Alt}{/Control}')
    await vi.waitFor(() => expect(document.body.textContent).toContain('请先选中要批注的文字'))
    await select('堤身以沙壤土填筑')
    await userEvent.keyboard('{Control>}{Alt>}m{/Alt}{/Control}')
    await vi.waitFor(field)
    await userEvent.fill(field(), '不写了')
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.querySelector('.thread.here')).toBeNull())
    expect(desk.state(first)?.threads).toEqual([])
  })
})
