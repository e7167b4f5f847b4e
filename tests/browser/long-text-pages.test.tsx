import type { Node as PmNode } from 'prosemirror-model'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { addDocument, leveeRequest, trackedEdit } from '../support/ui/scenes.ts'
import { painted, pressAlt, readings } from '../support/ui/timed.ts'
import { closeWindow, openWindow, shownPage, type TestWindow } from '../support/ui/window.tsx'

/* A reader deep in a text of 1,650 paragraphs: pages come and go, readings change, others write; what is read stays (UI-45). */

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

const sentence = '关于进一步做好安全生产工作的通知要求各村各单位压实责任排查隐患限期整改并按月报送进展情况。'
/** From half a line to seven, so that hardly any page ends with a paragraph. */
const words = Array.from({ length: 1650 }, (_, i) => `第${i}段，`.concat(sentence.repeat(5)).slice(0, 14 + ((i * 37) % 180)))

const author = { author: 'li', step: 'review' as const, at: Date.now() - 3_600_000 }
const withChanges = (doc: PmNode): PmNode => {
  let text = doc
  // whole lines more or less above and below what is read
  for (const i of [3, 90, 300, 700, 1100, 1300])
    text = trackedEdit(text, author, `第${i}段，`, `第${i}段补，${sentence.repeat(2)}`)
  return text
}

let opened: TestWindow
let desk: HTMLElement
beforeEach(async () => {
  opened = await openWindow('zhao', 'check', (one) =>
    addDocument(one, { ...leveeRequest, paragraphs: words }, 'check', withChanges),
  )
  const found = document.querySelector<HTMLElement>('.page-desk')
  if (!found) throw new Error('no desk')
  desk = found
  await paged(true)
})
afterEach(closeWindow)

/** The pages of the reading that is shown are counted, or it has none. */
const paged = (on: boolean): Promise<void> =>
  vi.waitFor(() => {
    expect(document.querySelectorAll('.page-leaf').length > 100).toBe(on)
    expect(shownPage().querySelectorAll('.pg-cut').length > 60).toBe(on)
  }, 20_000)

/** Scrolls to a paragraph in the depth. */
async function readAt(index: number): Promise<() => number> {
  const block = shownPage().querySelectorAll<HTMLElement>('[data-block="body"] > p')[index]
  block?.scrollIntoView({ block: 'start' })
  desk.scrollBy({ top: -40, behavior: 'instant' })
  for (let n = 0; n < 12; n++) await painted()
  return standsAt(index)
}

/** Tells how far a paragraph stands from where it stands now, in px of the screen. */
function standsAt(index: number): () => number {
  const id = shownPage().querySelectorAll<HTMLElement>('[data-block="body"] > p')[index]?.dataset['id'] ?? ''
  const placeOf = (): number =>
    (shownPage().querySelector(`[data-id="${id}"]`)?.getBoundingClientRect().top ?? -1e6) - desk.getBoundingClientRect().top
  const before = placeOf()
  expect(Math.abs(before)).toBeLessThan(300)
  return () => Math.abs(placeOf() - before)
}

/** Looks at every frame until `done`; answers the farthest the paragraph was seen from its place. */
async function farthest(off: () => number, done: () => Promise<void>): Promise<number> {
  let [most, on] = [0, true]
  const watch = (async () => {
    while (on) {
      await painted()
      most = Math.max(most, off())
    }
  })()
  await done()
  for (let n = 0; n < 12; n++) await painted()
  on = false
  await watch
  return most
}

const toggle = (): void => document.querySelector<HTMLElement>('.page-mode')?.click()

for (const depth of [400, 1200, 1640])
  test(`[UI-45] 页面 and 连续 change over at paragraph ${depth} of 1,650 and no frame shows it elsewhere`, async () => {
    const off = await readAt(depth)
    const seen: Record<string, number> = {}
    for (const on of [false, true, false, true]) {
      seen[`${on} ${Object.keys(seen).length}`] = await farthest(off, () => {
        toggle()
        return paged(on)
      })
    }
    expect(Math.max(...Object.values(seen))).toBeLessThan(4)
  })

test('[UI-45] every reading comes with its pages while the paragraph stays', async () => {
  const off = await readAt(1200)
  const seen: Record<string, number> = {}
  // the time line goes to the change of its moment
  const kept = readings.filter(([name]) => name !== '时间线')
  for (const [name, key] of [...kept, ['所有标记', '2'], ['最终稿', '3'], ['所有标记', '2']] as const) {
    seen[`${name} ${Object.keys(seen).length}`] = await farthest(off, async () => {
      pressAlt(key)
      await paged(true)
    })
  }
  expect(Math.max(...Object.values(seen))).toBeLessThan(12)
})

test('[UI-45] what others write above and below leaves the paragraph where it is, pages follow', async () => {
  const off = await readAt(1200)
  const seen: number[] = []
  for (const i of [1000, 10, 1400, 1190]) {
    const text = opened.desk.working(opened.first)
    if (!text) throw new Error('lost')
    const next = trackedEdit(text, author, `第${i}段，`, `第${i}段又，${sentence.repeat(7)}`)
    seen.push(
      await farthest(off, async () => {
        opened.desk.moveBody(opened.first, next)
        await vi.waitFor(() => expect(shownPage().textContent).toContain(`第${i}段又`))
        for (let n = 0; n < 40; n++) await painted()
        await paged(true)
      }),
    )
  }
  expect(Math.max(...seen)).toBeLessThan(4)
})

test('[UI-45] [PP-57] typing in the depth leaves what stands above the caret where it is', async () => {
  await readAt(1200)
  const line = shownPage().querySelectorAll<HTMLElement>('[data-block="body"] > p')[1203]
  if (!line) throw new Error('no line')
  await userEvent.click(line, { position: { x: 120, y: 10 } })
  const off = standsAt(1201)
  const seen = await farthest(off, async () => {
    await userEvent.keyboard('经县人民政府同意现将有关事项补充通知如下请认真贯彻执行{Enter}县{Backspace}{Backspace}')
    for (let n = 0; n < 40; n++) await painted()
  })
  expect(shownPage().textContent).toContain('经县人民政府同意现将有关事项')
  expect(seen).toBeLessThan(4)
})
