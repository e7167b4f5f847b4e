import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { circle, draw, inksOf, onPage, pointer, take } from '../support/ui/ink-hand.ts'
import { addDocument, leveeRequest, trackedEdit } from '../support/ui/scenes.ts'
import { painted } from '../support/ui/timed.ts'
import { closeWindow, openWindow, shownPage } from '../support/ui/window.tsx'

/* What belongs to words on a later page: changes, their cards, drawings (PP-58). */

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const sentence = '关于进一步做好安全生产工作的通知要求各村各单位压实责任排查隐患限期整改并按月报送进展情况。'
const paragraphs = Array.from({ length: 40 }, (_, i) => `第${i}段，`.concat(sentence.repeat(5)).slice(0, 120 + ((i * 37) % 90)))
const author = { author: 'li', step: 'review' as const, at: Date.now() - 3_600_000 }

const desk = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('.page-desk')
  if (!found) throw new Error('no desk')
  return found
}
const paged = (on: boolean): Promise<void> =>
  vi.waitFor(() => expect(shownPage().querySelectorAll('.pg-cut').length > 2).toBe(on), 10_000)
const toggle = async (on: boolean): Promise<void> => {
  document.querySelector<HTMLElement>('.page-mode')?.click()
  await paged(on)
  for (let n = 0; n < 4; n++) await painted()
}
const open = (width = 1366, height = 768) =>
  openWindow(
    'zhao',
    'check',
    (one) =>
      addDocument(one, { ...leveeRequest, paragraphs }, 'check', (doc) =>
        [3, 4, 5, 6, 9, 10, 11, 12, 25, 38].reduce((text, i) => trackedEdit(text, author, `第${i}段，`, `第${i}段改，`), doc),
      ),
    { width, height },
  )

/** The page of a place of the window, from 1. */
function pageOf(y: number): number {
  const leaves = [...document.querySelectorAll<HTMLElement>('.page-leaf')]
  return leaves.findIndex((one) => one.getBoundingClientRect().top <= y && one.getBoundingClientRect().bottom >= y) + 1
}

test('[PP-58] [UI-42] a row of the rail leads to its change on a later page, in the middle of the desk', async () => {
  await open()
  await paged(true)
  const rows = [...document.querySelectorAll<HTMLElement>('.rev-row')]
  const row = rows.find((one) => one.textContent?.includes('改')) && rows.at(-1)
  row?.querySelector<HTMLElement>('.rev-text')?.click()
  for (let n = 0; n < 6; n++) await painted()
  const marks = [...shownPage().querySelectorAll<HTMLElement>('[data-change]')]
  const { top, bottom } = desk().getBoundingClientRect()
  const seen = marks.map((one) => one.getBoundingClientRect()).filter((box) => box.top > top && box.bottom < bottom)
  // what was there and what stands there now
  expect(seen).toHaveLength(2)
  for (const box of seen) {
    expect(pageOf(box.top)).toBeGreaterThan(10)
    expect(Math.abs(box.top - (top + bottom) / 2)).toBeLessThan(120)
  }
})

test('[PP-58] [UI-42] the cards beside the page stand at their changes behind a gap, also when pages come and go', async () => {
  await open(1920, 1000)
  await paged(true)
  await userEvent.keyboard('{Control>}\\{/Control}')
  const off = (): number[] => {
    const { top: edge, bottom } = desk().getBoundingClientRect()
    return [...shownPage().querySelectorAll<HTMLElement>('[data-change]')].flatMap((mark) => {
      const { top } = mark.getBoundingClientRect()
      if (top < edge || top > bottom) return []
      const tops = [...document.querySelectorAll<HTMLElement>('.margin-cards > [data-top]')].map((one) =>
        Math.abs(Number(one.dataset['top']) - desk().scrollTop + edge - top),
      )
      return [Math.min(...tops)]
    })
  }
  const stand = (): Promise<void> =>
    vi.waitFor(() => {
      expect(off().length).toBeGreaterThan(1)
      expect(Math.max(...off())).toBeLessThan(2)
    })
  for (const i of [9, 3]) {
    shownPage().querySelectorAll<HTMLElement>('[data-block="body"] > p')[i]?.scrollIntoView({ block: 'start' })
    await stand()
    for (const on of [false, true]) {
      await toggle(on)
      await stand()
    }
  }
})

test('[PP-58] [UI-60] a drawing before the gap of its paragraph keeps to its words', async () => {
  const { desk: data, first } = await open()
  await paged(true)
  // a paragraph that goes on for some lines on the next page
  const cut = [...shownPage().querySelectorAll<HTMLElement>('.pg-cut')].find(
    (one) => lines(one).below > 1 && lines(one).above > 1,
  )
  if (!cut) throw new Error('no paragraph goes on')
  cut.scrollIntoView({ block: 'center' })
  await painted()
  // its first line
  const wordsAt = (): DOMRect => {
    const range = document.createRange()
    range.selectNodeContents(cut)
    const boxes = [...range.getClientRects()].filter((box) => box.width > 100)
    const [box] = boxes
    if (!box) throw new Error('no line')
    return box
  }
  await take('i')
  const at = wordsAt()
  await draw(circle([at.left + 60, at.top + at.height / 2], 30, 8))
  await pointer('mouseMoved', [at.left, at.top - 60], 0)
  ;(document.activeElement as HTMLElement).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await vi.waitFor(() => expect(inksOf(data, first).length).toBe(1))
  await vi.waitFor(() => expect(onPage().length).toBe(1))
  const off = (): number => (onPage()[0]?.getBoundingClientRect().top ?? NaN) - wordsAt().top
  const before = off()
  expect(Math.abs(before)).toBeLessThan(40)
  for (const on of [false, true]) {
    await toggle(on)
    await vi.waitFor(() => expect(Math.abs(off() - before)).toBeLessThan(3))
  }
})

/** How many lines a paragraph has before its widest gap and behind it. */
function lines(block: HTMLElement): { above: number; below: number } {
  const range = document.createRange()
  range.selectNodeContents(block)
  const tops = [...new Set([...range.getClientRects()].map((box) => Math.round(box.top)))].toSorted((a, b) => a - b)
  const gap = tops.findIndex((top, i) => i > 0 && top - (tops[i - 1] ?? 0) > 100)
  return gap < 0 ? { above: 0, below: 0 } : { above: gap, below: tops.length - gap }
}
