import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { elementText } from '../../src-shared/document/header.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { checkDocument } from '../../src-shared/document/rules.ts'
import { saidFacts } from '../../src-shared/document/said-facts.ts'
import { togetherOf } from '../../src-shared/document/corrections.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { rejectAll } from '../../src-shared/revision/resolve.ts'
import { closeHistory, undo } from '../../src-renderer/document/editor/history.ts'
import { corrected } from '../../src-renderer/findings/correct.ts'
import { commit, start } from '../support/ui/ime.ts'
import { openTestPage } from '../support/ui/open-page.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'
import { faultyRequest } from '../unit/rules/faulty-request.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.findings li')]
const card = (rule: string): HTMLElement => {
  const found = cards().find((one) => one.textContent?.includes(`${rule} `))
  if (!found) throw new Error(`no ${rule} among ${cards().length}`)
  return found
}
const mend = (rule: string): HTMLElement => {
  const button = card(rule).querySelector<HTMLElement>('.find-mend')
  if (!button) throw new Error(`nothing to mend for ${rule}`)
  return button
}
const told = (): string => [...document.querySelectorAll('.ant-message-notice')].map((one) => one.textContent).join(' ')
const caretIn = (text: string): void => {
  const walker = document.createTreeWalker(shownPage(), NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.textContent?.indexOf(text) ?? -1
    if (at < 0) continue
    shownPage().focus()
    getSelection()?.setBaseAndExtent(node, at, node, at)
    return
  }
  throw new Error(`no ${text}`)
}

/** The draft of 王芳 with three faults, and what is found of them. */
async function faultyDraft() {
  const opened = await openWindow('wang', 'draft')
  caretIn('始建于上世纪')
  await userEvent.keyboard('按青政办[[2025]第08号文,由镇政府(水利站)办理.')
  document.querySelectorAll<HTMLElement>('[role=tab]')[4]?.click()
  await vi.waitFor(() =>
    expect(cards().map((one) => one.querySelector('.find-rule')?.textContent)).toContain('R-36 · GB/T 9704 7.2.5'),
  )
  return opened
}

describe('[DR-16] 检查: found, explained, mended', () => {
  test('改正 puts the place right, tells so, and the finding goes; Ctrl+Z brings both back', async () => {
    await faultyDraft()
    mend('R-36').click()
    await vi.waitFor(() => expect(shownPage().textContent).toContain('按青政办〔2025〕8号文,'))
    await vi.waitFor(() => expect(told()).toContain('已改正 1 处'))
    await vi.waitFor(() => expect(cards().some((one) => one.textContent?.includes('R-36'))).toBe(false))
    shownPage().focus()
    await userEvent.keyboard('{Control>}z{/Control}')
    await vi.waitFor(() => expect(shownPage().textContent).toContain('按青政办[2025]第08号文,'))
    await vi.waitFor(() => card('R-36'))
  })

  test('全部改正 mends what can be mended, one undo takes it all back', async () => {
    await faultyDraft()
    const before = shownPage().textContent
    document.querySelector<HTMLElement>('.find-all')?.click()
    await vi.waitFor(() => expect(shownPage().textContent).toContain('按青政办〔2025〕8号文，由镇政府（水利站）办理。始建于'))
    await vi.waitFor(() => expect(document.querySelector('.find-mend')).toBeNull())
    shownPage().focus()
    await userEvent.keyboard('{Control>}z{/Control}')
    await vi.waitFor(() => expect(shownPage().textContent).toBe(before))
  })

  test('the article behind a rule opens under it, and a level alone is listed', async () => {
    await faultyDraft()
    const rule = card('DR-14').querySelector<HTMLElement>('button.find-rule')
    rule?.focus()
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(card('DR-14').querySelector('.find-basis')?.textContent).toContain('全角标点'))
    expect(rule?.getAttribute('aria-expanded')).toBe('true')
    const all = cards().length
    const [, warnings] = [...document.querySelectorAll<HTMLElement>('.find-levels button')]
    warnings?.click()
    await vi.waitFor(() => expect(warnings?.getAttribute('aria-pressed')).toBe('true'))
    expect(cards().length).toBeLessThanOrEqual(all)
    expect(new Set(cards().map((one) => one.querySelector('.find-level')?.textContent)).size).toBe(1)
  })

  test('F8 and Shift+F8 walk them round, Ctrl+F8 mends the one stood at; the page keeps the focus', async () => {
    await faultyDraft()
    shownPage().focus()
    const here = (): string => document.querySelector('.findings li.here .find-rule')?.textContent ?? ''
    const seen = new Set<string>()
    for (let i = 0; i < cards().length; i++) {
      const before = here()
      await userEvent.keyboard('{F8}')
      await vi.waitFor(() => expect(here()).not.toBe(before))
      seen.add(here())
    }
    expect(seen.size).toBe(cards().length)
    for (let i = 0; i < cards().length && !here().startsWith('R-36'); i++) {
      const before = here()
      await userEvent.keyboard('{Shift>}{F8}{/Shift}')
      await vi.waitFor(() => expect(here()).not.toBe(before))
    }
    expect(getSelection()?.toString()).toContain('青政办[2025]第08号')
    await userEvent.keyboard('{Control>}{F8}{/Control}')
    await vi.waitFor(() => expect(shownPage().textContent).toContain('青政办〔2025〕8号文'))
    expect(document.activeElement).toBe(shownPage())
  })

  test('by Tab and Enter: mended, and the focus goes on to the next one', async () => {
    await faultyDraft()
    mend('R-36').focus()
    await userEvent.keyboard('{Enter}')
    await vi.waitFor(() => expect(shownPage().textContent).toContain('〔2025〕8号'))
    await vi.waitFor(() => expect(document.activeElement?.closest('.findings')).not.toBeNull())
  })

  test('[DR-17] nothing is mended while an input method composes', async () => {
    await faultyDraft()
    caretIn('始建于上世纪')
    await start('d')
    mend('R-36').click()
    await vi.waitFor(() => expect(told()).toContain('正在输入'))
    expect(shownPage().textContent).toContain('[2025]第08号')
    await commit('堤')
    await vi.waitFor(() => expect(shownPage().textContent).toContain('堤始建于上世纪'))
    mend('R-36').click()
    await vi.waitFor(() => expect(shownPage().textContent).toContain('〔2025〕8号'))
  })

  test('who may not write is told what is wrong and offered no button', async () => {
    await openWindow('chen', 'check')
    document.querySelectorAll<HTMLElement>('[role=tab]')[4]?.click()
    await vi.waitFor(() => expect(document.querySelector('[role=tabpanel]')?.textContent).not.toBe(''))
    expect(document.querySelector('.find-mend, .find-all')).toBeNull()
  })
})

test('[DR-17] tracked, corrections are changes of who makes them; one undo, and rejecting gives the original', () => {
  const page = openTestPage(makeDocument(faultyRequest, v7), { mode: 'tracked', author: 'zhao' })
  const { view } = page.editor
  const { edits, count } = togetherOf(checkDocument(view.state.doc))
  page.editor.edit((state) => closeHistory(corrected(state, edits, false)))
  expect(count).toBeGreaterThan(8)
  expect(new Set(listChanges(view.state.doc).map((one) => one.author))).toEqual(new Set(['zhao']))
  expect(rejectAll(view.state.doc).eq(page.start)).toBe(true)
  undo(view.state, view.dispatch)
  expect(view.state.doc.eq(page.start)).toBe(true)
  expect(page.escapes()).toEqual([])
  page.close()
})

const field = (label: string): HTMLElement => {
  const input = document.querySelector<HTMLElement>(`.elements input[aria-label="${label}"]`)
  if (!input) throw new Error(`no ${label}`)
  return input
}
const offered = (words: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('.ant-select-item-option')].find(
    (one) => one.textContent === words && one.getClientRects().length > 0,
  )
const choose = async (label: string, words: string): Promise<void> => {
  await userEvent.click(field(label))
  await vi.waitFor(() => expect(offered(words)).toBeDefined())
  offered(words)?.click()
}

describe('[WF-125] 依据与会签', () => {
  test('what the drafter says in the form is in the text, and the rules go by it', async () => {
    const { desk, first } = await openWindow('wang', 'draft')
    document.querySelectorAll<HTMLElement>('[role=tab]')[4]?.click()
    expect(document.querySelector('.elements .grounds')?.textContent).toContain('依据与会签')
    await choose('同意情况', '已经本级党委、政府同意')
    await choose('事项性质', '重大事项')
    await userEvent.click(field('涉及部门'))
    await userEvent.keyboard('县档案局、')
    await vi.waitFor(() => expect(card('R-17').textContent).toContain('内容涉及县档案局的职权'))
    await userEvent.click(field('另一上级'))
    await userEvent.keyboard('云川市水利局、')
    await vi.waitFor(() => expect(card('R-14').textContent).toContain('云川市水利局'))
    await vi.waitFor(() =>
      expect(saidFacts(desk.working(first) ?? fail())).toEqual({
        approvedByGovernment: true,
        major: true,
        concerned: ['县档案局'],
        otherSuperiors: ['云川市水利局'],
      }),
    )
    mend('R-14').click()
    await vi.waitFor(() => expect(cards().some((one) => one.textContent?.includes('R-14'))).toBe(false))
    await vi.waitFor(() => expect(elementText(desk.working(first) ?? fail(), 'copyTo')).toMatch(/，云川市水利局。$/))
  })
})

function fail(): never {
  throw new Error('no text')
}
