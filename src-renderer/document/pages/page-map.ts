import type { Node as PmNode } from 'prosemirror-model'
import { line, typeArea } from '../../../src-shared/paper/measures.ts'
import type { PaperBlock } from '../../../src-shared/paper/content.ts'
import type { PaperFacts, PaperJob } from '../../../src-shared/paper/model.ts'
import type { FlowItem } from '../../paper/blocks.ts'
import { breakText, type Units } from '../../paper/break-text.ts'
import { make } from '../../paper/dom.ts'
import type { FirstPage } from '../../paper/first-page.ts'
import { imprintOf, pagesForImprint } from '../../paper/imprint.ts'
import { facesOf, mainToItem, tailItem, titleElement, type PaperFaces } from '../../paper/text-parts.ts'
import { breakTitle } from '../../paper/title.ts'
import { turnTables } from '../../paper/turned.ts'
import { unitsOf } from '../../paper/units.ts'
import { measure, measuredOf, measuringPen, shownContent, silent, wholeLines, type Measured } from './measured.ts'
import { place, pxPerMm, type Piece, type Placement } from './place.ts'
import { turnedSheets, type Keyed, type SheetItem } from './turned-sheets.ts'

/** Keys of what is no block of the body. */
export const mainToKey = -1
export const tailKey = -2

/** A block of the body as it stands on paper. `index`: its place in the body. */
export type PlacedBlock = { index: number; items: readonly Measured[] }

/** The pages of a text. `count`: with pages for a 版记; `placements` by index of the block, or `mainToKey`, `tailKey`. */
export type PageMap = {
  count: number
  first: FirstPage
  faces: PaperFaces
  /** a line as the browser lays it out */
  linePx: number
  placements: readonly Placement[]
  blocks: readonly PlacedBlock[]
  /** behind how many letters the title is broken, as its meaning asks (PP-121) */
  titleBreaks: readonly number[]
  /** index of the first block of the attachments; null where there are none */
  annex: number | null
  /** pages whose table lies on its side on paper, from 1 */
  turned: readonly number[]
}

/** What stands in the editor, in px of the sheet: where the text begins, and what the end takes. */
export type Standing = { begin: number; tail: { margin: number; height: number } }

const jobFor = (facts: PaperFacts): PaperJob => ({
  facts,
  body: null,
  sm3: '',
  version: 0,
  copy: 'clean',
  watermark: null,
  preprinted: false,
})

/** The pages' arithmetic on one hidden column; made once for a view, gone with it. */
export class PageCounter {
  readonly host = make('div', 'paper-measure')
  private readonly around = make('div', 'paper')
  private faces: PaperFaces | undefined
  private linePx: number | undefined

  constructor() {
    this.around.lang = 'zh-CN'
    this.around.setAttribute('aria-hidden', 'true')
    this.around.append(this.host)
    document.body.append(this.around)
  }

  close = (): void => this.around.remove()

  /**
   * Counts blocks that were not counted yet, while `goOn` says so. Answers whether all are counted, and the paragraphs that have
   * other lines than was thought.
   */
  count(doc: PmNode, facts: PaperFacts, goOn: () => boolean): { done: boolean; news: PmNode[] } {
    const content = shownContent(doc)
    const news: PmNode[] = []
    let some: { node: PmNode; all: readonly PaperBlock[]; i: number }[] = []
    const flush = (): void => {
      if (some.length > 0) news.push(...measure(this.host, some, facts.form))
      some = []
    }
    const body = doc.child(1)
    for (let index = 0; index < body.childCount; index++) {
      const [all, i] = index < content.body.length ? [content.body, index] : [content.annex, index - content.body.length]
      const node = body.child(index)
      if (measuredOf(node, all, i, facts.form)) continue
      some.push({ node, all, i })
      if (some.length < 12) continue
      flush()
      if (!goOn()) return { done: false, news }
    }
    flush()
    return { done: true, news }
  }

  /**
   * The pages of a counted text. `standing` is asked for once page 1 is known: it stands in the editor as it is told there.
   */
  map(doc: PmNode, facts: PaperFacts, standing: (first: FirstPage) => Standing): PageMap {
    const { host } = this
    const faces = (this.faces ??= facesOf(host))
    const linePx = (this.linePx ??= lineIn(host))
    const content = shownContent(doc)
    const job = jobFor(facts)
    const body = doc.child(1)
    const blocks = body.content.content.map((node, index): PlacedBlock & { keyed: readonly Keyed[] } => {
      const [all, i] = index < content.body.length ? [content.body, index] : [content.annex, index - content.body.length]
      const items = measuredOf(node, all, i, facts.form) ?? []
      return { index, items, keyed: items.map((one, part) => ({ ...one, key: index, part, node, all, i })) }
    })
    const title = titleElement(content, facts, measuringPen)
    const mainTo = mainToItem(content, measuringPen)
    const tail = tailItem(content, facts, measuringPen, faces.body, host)
    host.replaceChildren(...[title, mainTo?.element, tail?.element].filter((one) => one instanceof HTMLElement))
    const titleBreaks = title ? breakTitle(title) : []
    const inBody = blocks.slice(0, content.body.length).flatMap(({ keyed }) => keyed)
    const annex = blocks.slice(content.body.length).flatMap(({ keyed }) => keyed)
    const flow = [...inBody, ...(tail ? [{ ...tail, key: tailKey }] : []), ...annex]
    const sheets = make('div', '')
    host.append(sheets)
    const rest = turnTables(
      flow,
      silent,
      (one, above) => turnedSheets(one as Keyed, above as readonly Keyed[], sheets, facts.form),
      unitsFor,
    )
    const made = breakText({
      job,
      faces,
      title,
      mainTo,
      rest,
      startsWithText: content.body.length > 0 || tail !== null,
      unitsOf: unitsFor,
    })
    const imprint = imprintOf(content, facts, made.way.mainToInImprint ? content.elements.mainTo : null, measuringPen, host)
    host.replaceChildren()
    const { first, broken } = made
    const pages = broken.pages.length
    const start = pages === 1 ? first.bodyTop : typeArea.top
    const room = typeArea.top + typeArea.height - start - (broken.pages.at(-1)?.used ?? 0) * line
    const stands = standing(first)
    const pieces = made.items.map((one): Piece => {
      const piece = pieceOf(one, linePx)
      return piece.key === tailKey ? { ...piece, ...stands.tail } : piece
    })
    return {
      count: pages + (imprint ? pagesForImprint(pages, room, imprint.height) : 0),
      first,
      faces,
      linePx,
      placements: place(pieces, broken, { bodyTop: first.bodyTop * pxPerMm, begin: stands.begin, linePx }),
      blocks,
      titleBreaks,
      annex: content.annex.length > 0 ? content.body.length : null,
      turned: broken.pages.flatMap(({ slices }, i) => (slices.some(({ block }) => pieces[block]?.sheet) ? [i + 1] : [])),
    }
  }
}

/** What an item consists of: counted, or laid out just now. */
const unitsFor = (one: FlowItem): Units => ('units' in one ? (one as Measured) : unitsOf(one))

/** An item of the flow as it takes room in the editor. */
function pieceOf(one: FlowItem, linePx: number): Piece {
  const key = 'key' in one ? Number(one.key) : mainToKey
  // of what is parted between lines only their number counts
  if (!('units' in one)) return { key, parts: one.parts, units: [] }
  if (!('sheet' in one)) {
    const { parts, units, again, edge, pictures } = one as Measured
    if (parts === 'rows') return { key, parts, units, table: { again, edge } }
    return { key, parts, units, ...(pictures.length > 0 ? { height: wholeLines(units) * linePx } : {}) }
  }
  const { parts, units, sheet } = one as SheetItem
  const { row, height, above, edge } = sheet
  const lead = above.map((block) => ({
    key: block.key,
    gap: Math.round(block.gap * linePx),
    height: wholeLines(block.units) * linePx,
  }))
  const blank = above.at(-1)?.look === 'annex-title' ? Math.round(linePx) : 0
  return { key, parts, units, height, table: { again: 0, edge }, sheet: { row, above: lead, blank } }
}

/** A line as the browser lays it out, in px. */
function lineIn(host: HTMLElement): number {
  const probe = make('p', 'pp-p', Array.from({ length: 32 }, () => '国').join('\n'))
  host.append(probe)
  const { height } = probe.getBoundingClientRect()
  probe.remove()
  return height / 32
}
