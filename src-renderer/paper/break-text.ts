import { breakPages, type Broken } from '../../src-shared/paper/breaks.ts'
import { grid } from '../../src-shared/paper/measures.ts'
import type { PaperJob } from '../../src-shared/paper/model.ts'
import { item, type FlowItem } from './blocks.ts'
import { setHead, type FirstPage } from './first-page.ts'
import type { Faces } from './head.ts'

/** How the text can be set where page 1 would hold none of it (§7.3.3), in the order they are tried. */
const ways = [
  { titleOnGrid: false, mainToInImprint: false },
  { titleOnGrid: true, mainToInImprint: false },
  { titleOnGrid: true, mainToInImprint: true },
] as const

export type Units = { units: readonly number[]; again: number }

type Given = {
  job: PaperJob
  faces: Faces
  title: HTMLElement | null
  mainTo: FlowItem | null
  /** all that follows, in order; everything laid out */
  rest: readonly FlowItem[]
  /** whether the first of `rest` is text page 1 must hold */
  startsWithText: boolean
  unitsOf: (item: FlowItem) => Units
}

/** The items in order on pages, what page 1 has above them, and whether page 1 holds text. */
export type BrokenText = { items: FlowItem[]; first: FirstPage; broken: Broken; way: (typeof ways)[number]; hasText: boolean }

/** Sets a text on pages, trying the ways of §7.3.3 in turn; paper and the pages of the editor both do it by this (PP-57). */
export function breakText({ job, faces, title, mainTo, rest, startsWithText, unitsOf }: Given): BrokenText {
  const attempt = (way: (typeof ways)[number]): BrokenText => {
    title?.classList.toggle('on-grid', way.titleOnGrid)
    const first = setHead(job, way.titleOnGrid ? null : title, faces)
    const onGrid = way.titleOnGrid && title !== null
    const withMainTo = mainTo !== null && !way.mainToInImprint
    const items = [
      ...(onGrid ? [item(title, 'lines', { keepNext: false })] : []),
      ...(withMainTo ? [{ ...mainTo, gap: onGrid ? 1 : 0 }] : []),
      ...rest.map((one, i) => (i === 0 && onGrid && !withMainTo ? { ...one, gap: 1 } : one)),
    ]
    const blocks = items.map((one) => ({ ...one, ...unitsOf(one) }))
    const broken = breakPages(blocks, first.lines, grid.lines)
    const at = items.length - rest.length
    const hasText = !startsWithText || (broken.pages[0]?.slices.some((slice) => slice.block >= at) ?? false)
    return { items, first, broken, way, hasText }
  }
  let made = attempt(ways[0])
  for (const way of ways.slice(1)) {
    if (made.hasText && made.first.lines >= 0) break
    if (way.mainToInImprint && !mainTo) continue
    made = attempt(way)
  }
  return made
}
