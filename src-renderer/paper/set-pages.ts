import { slackOf, type Broken, type Slice } from '../../src-shared/paper/breaks.ts'
import { line, typeArea } from '../../src-shared/paper/measures.ts'
import type { PaperJob } from '../../src-shared/paper/model.ts'
import type { FlowItem } from './blocks.ts'
import { make, setAt } from './dom.ts'
import type { FirstPage } from './first-page.ts'
import type { Faces } from './head.ts'
import { pagesForImprint, type Imprint } from './imprint.ts'
import type { Face } from './measure.ts'
import { numberOf, pageOf, type PageParts } from './page.ts'
import { cutLines } from './split.ts'
import { cutRows, rowGroups } from './tables.ts'
import { headRows, linePx, unitsOf } from './units.ts'

type Made = {
  items: readonly FlowItem[]
  broken: Broken
  first: FirstPage
  imprint: Imprint | null
  /** the title that stands above the grid of page 1; null where it stands on the grid */
  title: HTMLElement | null
  job: PaperJob
  face: Faces & { number: Face }
}

/** The pages as elements. The items must still be laid out: paragraphs are cut where their lines broke. */
export function setPages({ items, broken, first, imprint, title, job, face }: Made): HTMLElement[] {
  const pieces = cutAll(items, broken)
  const all: (PageParts & { numbered: boolean })[] = broken.pages.map((page, i) => {
    const column = make('div', 'paper-column')
    column.style.top = `${(i === 0 ? first.bodyTop : typeArea.top).toFixed(3)}mm`
    for (const slice of page.slices) {
      const piece = pieces.get(slice)
      if (!piece) continue
      // a block that ends between two lines stands in the middle of its room
      piece.element.style.top = `${((slice.at + piece.slack / 2) * line).toFixed(3)}mm`
      column.append(piece.element)
    }
    const furniture = i > 0 ? [] : [...first.head.elements, ...(title ? [setTitle(title, first.titleTop)] : [])]
    return { furniture, column, foot: [], rules: i > 0 ? [] : [...first.head.rules], numbered: true }
  })
  if (imprint) setImprint(all, broken, first, imprint)
  return all.map((parts, i) => {
    const n = i + 1
    // §10.1: no number on the first page of a 信函
    if (parts.numbered && !(job.facts.form === 'letter' && n === 1)) parts.foot.push(numberOf(n, face.number))
    return pageOf(parts, n, job.watermark)
  })
}

const setTitle = (title: HTMLElement, top: number): HTMLElement => {
  setAt(title, { top, left: typeArea.left, width: typeArea.width })
  title.style.whiteSpace = 'break-spaces'
  return title
}

/** 版记 at the foot of the last page; where it has no room, on the back of the last leaf, with a blank front if need be (§7.4, §7.5). */
function setImprint(all: (PageParts & { numbered: boolean })[], broken: Broken, first: FirstPage, imprint: Imprint): void {
  const last = broken.pages.at(-1)
  const lastIsFirst = broken.pages.length === 1
  const start = lastIsFirst ? first.bodyTop : typeArea.top
  const used = start + (last?.used ?? 0) * line
  const { element, rules } = imprint.draw()
  const room = typeArea.top + typeArea.height - used
  const more = pagesForImprint(all.length, room, imprint.height)
  if (more > 0) {
    const empty = (): PageParts & { numbered: boolean } => ({ furniture: [], column: null, foot: [], rules: [], numbered: false })
    // a page of its own is an even one; the blank page before it and itself have no number (§7.5)
    if (more === 2) all.push(empty(), empty())
    else all.push({ ...empty(), numbered: true })
  }
  const page = all.at(-1)
  page?.foot.unshift(element)
  page?.rules.push(...rules)
}

type Piece = { element: HTMLElement; slack: number }

/** Every slice with its element; paragraphs are cut between lines, tables between rows. */
function cutAll(items: readonly FlowItem[], broken: Broken): ReadonlyMap<Slice, Piece> {
  const byBlock = new Map<number, Slice[]>()
  for (const slice of broken.pages.flatMap((page) => page.slices))
    byBlock.set(slice.block, [...(byBlock.get(slice.block) ?? []), slice])
  const pieces = new Map<Slice, Piece>()
  const measured = items.map(unitsOf)
  for (const [block, slices] of byBlock) {
    const one = items[block]
    if (!one) continue
    const { units, again } = measured[block] ?? { units: [], again: 0 }
    const blankOf = (slice: Slice): number => {
      if (one.parts === 'lines') return 0
      const height = units.slice(slice.from, slice.to).reduce((a, b) => a + b, 0) + (slice.from > 0 ? again : 0)
      return one.parts === 'none' && one.keepPrevious ? 0 : slackOf(height)
    }
    const elements = cutOne(one, slices)
    slices.forEach((slice, i) => {
      const element = elements[i]
      if (element) pieces.set(slice, { element, slack: blankOf(slice) })
    })
  }
  return pieces
}

function cutOne(one: FlowItem, slices: readonly Slice[]): HTMLElement[] {
  if (slices.length === 1) return [one.element]
  if (one.parts === 'lines')
    return cutLines(
      one.element,
      slices.slice(1).map((slice) => slice.from),
      linePx,
    )
  if (!one.table) return [one.element]
  const groups = rowGroups(one.table)
  const head = headRows(one)
  return slices.map((slice) => cutRows(one.element, groups[slice.from]?.[0] ?? 0, groups[slice.to - 1]?.[1] ?? 0, head))
}
