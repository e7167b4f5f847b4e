import { commands } from 'vitest/browser'
import { afterEach, expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { jobInks } from '../../../src-shared/paper/inks.ts'
import type { PaperJob } from '../../../src-shared/paper/model.ts'
import { councilDoc } from './ink-texts.ts'
import { askedFor, blockOf, inkOver, onDesk, ringRound, type Box } from './ink-hand.ts'
import { textOfPdf, textOfPlaced } from './measured.ts'
import { jobOf, lay, printed, type Laid } from './support.ts'

const persons = [
  { userId: 'u1', letter: '王', name: '王芳', post: '拟稿人' },
  { userId: 'u2', letter: '赵', name: '赵敏', post: '县政府办公室 主任' },
]
const more: Partial<PaperJob> = { persons, steps: { draft: '拟稿', s2: '核稿' }, copy: 'marked', version: 3 }
let laid: Laid | undefined
afterEach(() => {
  laid?.root.remove()
  laid = undefined
})

const tenth = 96 / 254
const pagesOf = (root: HTMLElement): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.paper-page')]
type On = { page: number; box: Box; char: string }

/** Every letter of a block on paper, in order, letters of authors left out; tenths of a millimetre of its page. */
function onPaper(root: HTMLElement, blockId: string): On[] {
  const out: On[] = []
  const range = document.createRange()
  pagesOf(root).forEach((page, i) => {
    const corner = page.getBoundingClientRect()
    for (const element of page.querySelectorAll(`[data-block="${blockId}"]`)) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
        if (node.parentElement?.closest('.pp-letter')) continue
        for (let at = 0; at < node.length; at++) {
          range.setStart(node, at)
          range.setEnd(node, at + 1)
          const box = range.getClientRects()[0] ?? new DOMRect()
          out.push({
            page: i,
            char: node.data[at] ?? '',
            box: {
              left: (box.left - corner.left) / tenth,
              right: (box.right - corner.left) / tenth,
              top: (box.top - corner.top) / tenth,
              bottom: (box.bottom - corner.top) / tenth,
            },
          })
        }
      }
    }
  })
  return out
}

/** The drawings of a page: their boxes, and the places of their outline, in tenths of a millimetre. */
const drawn = (root: HTMLElement, ink: string) =>
  pagesOf(root).flatMap((page, i) =>
    [...page.querySelectorAll<SVGSVGElement>(`svg[data-ink="${ink}"]`)].map((svg) => {
      const d = svg.querySelector('path:last-of-type')?.getAttribute('d') ?? ''
      const points = [...d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]): [number, number] => [
        Number(x) * 10,
        Number(y) * 10,
      ])
      const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
      const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
      return { page: i, box, points, label: svg.parentElement?.getAttribute('aria-label') ?? '' }
    }),
  )
const within = (inner: Box, outer: Box): boolean =>
  (inner.left + inner.right) / 2 > outer.left &&
  (inner.left + inner.right) / 2 < outer.right &&
  (inner.top + inner.bottom) / 2 > outer.top &&
  (inner.top + inner.bottom) / 2 < outer.bottom

test('PP-110 [PP-111] [PP-112] a ring round words of the desk’s page rings these words on paper, behind letters of authors too', async () => {
  const { doc, ids } = councilDoc({ mark: true })
  const id = ids.marked
  const block = blockOf(doc, id)
  const { all } = onDesk(block, 11, 17)
  const ink = inkOver(block, 'note', [ringRound(all)])
  laid = await lay(jobOf(bodyJson(doc), {}, { ...more, inks: askedFor([ink], doc) }))
  expect(laid.troubles.filter(({ code }) => code.startsWith('PP-INK'))).toEqual([])
  const letters = onPaper(laid.root, id)
  const parts = drawn(laid.root, ink.id)
  expect(parts.length).toBeGreaterThan(0)
  letters.forEach((letter, i) => {
    const ringed = parts.some(({ page, box }) => page === letter.page && within(letter.box, box))
    expect(ringed, `${i} ${letter.char}`).toBe(i >= 11 && i < 17)
  })
  // who, at which step, when, what, for whoever cannot see it
  expect(parts[0]?.label).toBe('赵敏 县政府办公室 主任 拟稿 2026年7月14日 09:10 手写')
  const pdf = await printed(laid.root, 'ink')
  const placed = readPlaced(laid.root)
  // letters of authors stand higher than their line: the same signs on each page, whatever rows they are read in
  const signs = (text: string): string => [...text.replace(/\s/g, '')].toSorted().join('')
  expect(pdf.map((one) => signs(textOfPdf(one)))).toEqual(placed.pages.map((one) => signs(textOfPlaced(one))))
  const page = placed.pages[parts[0]?.page ?? 0]
  const at = page?.items.findIndex(({ kind }) => kind === 'path') ?? -1
  const text = page?.items.findLastIndex((one) => one.kind === 'text' && one.text.includes('—')) ?? -1
  expect(at).toBeGreaterThan(text)
  expect((await commands.checkOfd(JSON.stringify(placed))).faults).toEqual([])
})

test('PP-111 every run of three to nine words of a straddling paragraph: the ring is drawn on both pages, in parts, about its words', async () => {
  const { doc, ids } = councilDoc({ mark: false })
  laid = await lay(jobOf(bodyJson(doc), {}, more))
  // a paragraph that goes on to the next page, and the first letter there
  const straddler = ids.body.find((id) => new Set(onPaper(laid?.root as HTMLElement, id).map(({ page }) => page)).size === 2)
  if (straddler === undefined) throw new Error('no paragraph straddles')
  const over = onPaper(laid.root, straddler)
  const cut = over.findIndex(({ page }) => page !== over[0]?.page)
  laid.root.remove()
  const block = blockOf(doc, straddler)
  const inks = [3, 5, 9].map((count) => {
    // letters of the line before the break and of the one behind it that stand below each other
    const upper = onDesk(block, cut - 20, cut - 20 + count)
    const lower = onDesk(block, cut, cut + 28).letters.filter(
      ({ left, right }) => left > upper.all.left - 5 && right < upper.all.right + 5,
    )
    const all = { ...upper.all, bottom: Math.max(...lower.map(({ bottom }) => bottom)) }
    return inkOver(block, 'note', [ringRound(all)])
  })
  laid = await lay(jobOf(bodyJson(doc), {}, { ...more, inks: askedFor(inks, doc) }))
  const letters = onPaper(laid.root, straddler)
  inks.forEach((ink, k) => {
    const parts = drawn(laid?.root as HTMLElement, ink.id)
    expect(parts.map(({ page }) => page)).toEqual([letters[0]?.page, (letters[0]?.page ?? 0) + 1])
    const ringed = letters.filter((letter) => parts.some(({ page, box }) => page === letter.page && within(letter.box, box)))
    const count = [3, 5, 9][k] ?? 0
    expect(
      ringed
        .map(({ char }) => char)
        .join('')
        .slice(0, count),
    ).toBe(
      letters
        .slice(cut - 20, cut - 20 + count)
        .map(({ char }) => char)
        .join(''),
    )
    expect(new Set(ringed.map(({ page }) => page)).size).toBe(2)
    // a part stays by its lines: no ink far into the blank below the text or above it
    for (const { box } of parts) expect(box.bottom - box.top).toBeLessThan(2 * 102)
  })
  await printed(laid.root, 'ink-straddling')
})

test('PP-111 [PP-112] a ring of 圈阅 in the margin keeps in one piece to its line, with name and day in it as text', async () => {
  const { doc, ids } = councilDoc({ mark: false })
  const id = ids.body[6] ?? ''
  const block = blockOf(doc, id)
  const { all } = onDesk(block, 0, 1)
  const ring = ringRound({ left: 1570, right: 1790, top: all.top, bottom: all.bottom }, 12)
  const ink = inkOver(block, 'circled', [ring])
  laid = await lay(jobOf(bodyJson(doc), {}, { ...more, inks: askedFor([ink], doc) }))
  const [part, ...others] = drawn(laid.root, ink.id)
  expect(others).toEqual([])
  const [first] = onPaper(laid.root, id)
  if (!part || !first) throw new Error('nothing drawn')
  expect(Math.abs((part.box.top + part.box.bottom) / 2 - (first.box.top + first.box.bottom) / 2)).toBeLessThan(3)
  expect(Math.abs((part.box.left + part.box.right) / 2 - (280 + 1680))).toBeLessThan(12)
  const page = pagesOf(laid.root)[part.page]
  expect([...(page?.querySelectorAll('.pp-ink-words') ?? [])].map((one) => one.textContent)).toEqual(['赵敏', '2026.7.14'])
  const pdf = await printed(laid.root, 'ink-circled')
  expect(pdf[part.page]?.lines.some(({ text }) => text.includes('赵敏'))).toBe(true)
  expect(pdf.map(textOfPdf)).toEqual(readPlaced(laid.root).pages.map(textOfPlaced))
})

test('PP-113 what was changed since is told and listed with its version and words; what was struck by its author is left out', async () => {
  const { doc, ids } = councilDoc({ mark: true })
  const block = blockOf(doc, ids.marked)
  const stroke = ringRound(onDesk(block, 20, 26).all)
  const here = inkOver(block, 'note', [stroke], { bodyVersion: 2 as never })
  const changed = inkOver(block, 'note', [stroke], {
    wordsSm3: 'b'.repeat(64) as never,
    quote: '原来的话',
    bodyVersion: 1 as never,
  })
  const gone = inkOver(block, 'circled', [stroke], { blockId: 'nowhere', quote: '没有了的段' })
  const struck = inkOver(block, 'note', [stroke], { struck: { by: here.by, at: 1 } })
  laid = await lay(jobOf(bodyJson(doc), {}, { ...more, inks: askedFor([here, changed, gone, struck], doc) }))
  expect(laid.troubles.filter(({ code }) => code === 'PP-INK-LOST').map(({ detail }) => detail)).toEqual(['1', '3'])
  const legend = [...laid.root.querySelectorAll('.pp-legend')].map((one) => one.textContent).join('\n')
  expect(legend).toContain('赵　赵敏 县政府办公室 主任　拟稿　2026年7月14日 09:10　手写　写在第2稿上\n')
  expect(legend).toContain('手写　写在第1稿上　所写的文字后来改过或已删去，没有画出；原在“原来的话”旁')
  expect(legend).toContain('圈阅　所写的文字后来改过或已删去，没有画出；原在“没有了的段”旁')
  expect(drawn(laid.root, here.id)).toHaveLength(1)
  for (const { id } of [changed, gone, struck]) expect(drawn(laid.root, id)).toEqual([])
})

test('PP-113 in a clean copy a drawing goes with the words that stayed; one over struck words only is told', async () => {
  const mark = (type: string, id: string) => [{ type, attrs: { id, author: 'u2', at: 1, step: 's2' } }]
  const text = (words: string, marks: object[] = []) => ({ type: 'text', text: words, marks })
  const empty = (type: string) => ({ type, attrs: { id: type } })
  const doc = schema.nodeFromJSON({
    type: 'doc',
    content: [
      {
        type: 'header',
        content: ['title', 'mainTo', 'attachmentNote', 'issuer', 'issuedOn', 'remark', 'copyTo'].map(empty),
      },
      {
        type: 'body',
        content: [
          {
            type: 'paragraph',
            attrs: { id: 'b1' },
            content: [
              text('防汛资金由县财政'),
              text('全额负担', mark('del', 'd1')),
              text('按比例补助', mark('ins', 'i1')),
              text('，不足部分由各乡镇自行筹措解决。'),
            ],
          },
        ],
      },
    ],
  })
  const block = blockOf(doc, 'b1')
  const onStruck = inkOver(block, 'note', [ringRound(onDesk(block, 8, 12).all, 8)])
  const behind = inkOver(block, 'note', [ringRound(onDesk(block, 18, 22).all)])
  const clean = schema.nodeFromJSON({
    ...doc.toJSON(),
    content: [
      doc.firstChild?.toJSON(),
      {
        type: 'body',
        content: [
          {
            type: 'paragraph',
            attrs: { id: 'b1' },
            content: [text('防汛资金由县财政按比例补助，不足部分由各乡镇自行筹措解决。')],
          },
        ],
      },
    ],
  })
  const inks = askedFor([onStruck, behind], doc, new Set())
  expect(jobInks([], doc, null)).toEqual([])
  laid = await lay(jobOf(bodyJson(clean), {}, { ...more, copy: 'clean', inks }))
  expect(laid.troubles.map(({ code }) => code)).toContain('PP-INK-LOST')
  expect(drawn(laid.root, onStruck.id)).toEqual([])
  const [part] = drawn(laid.root, behind.id)
  const ringed = onPaper(laid.root, 'b1').filter(({ box }) => part && within(box, part.box))
  expect(ringed.map(({ char }) => char).join('')).toBe('不足部分')
})
