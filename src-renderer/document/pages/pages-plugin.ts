import type { Node as PmNode } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { PaperFacts } from '../../../src-shared/paper/model.ts'
import { facesReady } from '../../paper/faces.ts'
import type { FirstPage } from '../../paper/first-page.ts'
import { rowGroups } from '../../paper/tables.ts'
import { linesOf } from '../editor/paragraph-view.ts'
import { drawFurniture, standAs } from './furniture.ts'
import { mainToKey, PageCounter, tailKey, type PageMap, type PlacedBlock, type Standing } from './page-map.ts'
import { shapeOf, type Placement } from './place.ts'
import './pages.css'

/** What the pages of an open text depend on beside it. */
export type PagesOptions = {
  /** what stands on paper around the text; null: no pages are shown (连续视图) */
  facts: () => PaperFacts | null
  /** told after each new count; null where none are shown */
  onPages?: ((map: PageMap | null) => void) | undefined
}

type PagesState = { set: DecorationSet; annex: boolean; marks: string }
type Painted = { map: PageMap | null; marks: string }

/** Its state; `refreshPages` asks for a new count. */
export const pagesKey = new PluginKey<PagesState>('liuhen.pages')

/** Asks for a new count: the facts around the text are others, or pages are to be shown or not. */
export const refreshPages = (view: EditorView): void => view.dispatch(view.state.tr.setMeta(pagesKey, 'refresh'))

/** A text of more blocks (about 70,000 characters) is shown without a break: its first count would come under a reader's eyes. */
const MOST_BLOCKS = 400

/** Counting gives way to the next key after so long, in ms. */
const SLICE_MS = 8

/**
 * The pages of a text while one writes it (PP-58): counted in idle time, never while an input method composes. Between a key
 * and the next count the gaps go with their blocks.
 */
export function pagesPlugin(options: PagesOptions): Plugin<PagesState> {
  const none: PagesState = { set: DecorationSet.empty, annex: false, marks: '' }
  return new Plugin<PagesState>({
    key: pagesKey,
    state: {
      init: () => none,
      apply: (tr, old, _before, state) => {
        const painted = tr.getMeta(pagesKey) as Painted | 'refresh' | undefined
        if (painted !== undefined && painted !== 'refresh') {
          const { map, marks } = painted
          return map ? { set: decorate(state.doc, map), annex: map.annex !== null, marks } : none
        }
        return tr.docChanged ? { ...old, set: old.set.map(tr.mapping, state.doc) } : old
      },
    },
    props: {
      decorations: (state) => pagesKey.getState(state)?.set ?? null,
      attributes: (state) => ({ class: pagesKey.getState(state)?.annex ? 'with-annex' : '' }),
    },
    view: (view) => counting(view, options),
  })
}

function counting(view: EditorView, options: PagesOptions) {
  let idle: number | undefined
  let counter: PageCounter | undefined
  let ready = false
  let shown: PageMap | null = null
  let gone = false
  let sighted = false
  const sheet = (): HTMLElement | null => view.dom.closest<HTMLElement>('.sheet')

  const schedule = (): void => {
    if (gone || idle !== undefined) return
    idle = requestIdleCallback(work, { timeout: 500 })
  }
  const paint = (map: PageMap | null): void => {
    shown = map
    const marks = map ? marksOf(map) : ''
    const state = pagesKey.getState(view.state)
    if (state && (state.marks !== marks || (map === null) !== (state.marks === '')))
      view.dispatch(view.state.tr.setMeta(pagesKey, { map, marks } satisfies Painted).setMeta('addToHistory', false))
    const paper = sheet()
    const facts = options.facts()
    if (paper) drawFurniture(paper, map, facts?.form ?? 'file')
    options.onPages?.(map)
  }
  const work = (deadline: IdleDeadline): void => {
    idle = undefined
    const paper = sheet()
    // a hidden page has no lines; it is counted when it is shown
    if (gone || !ready || !paper || view.dom.offsetParent === null) return
    if (view.composing) return schedule()
    const facts = view.state.doc.child(1).childCount > MOST_BLOCKS ? null : options.facts()
    if (facts === null) {
      if (shown !== null) paint(null)
      return
    }
    counter ??= new PageCounter()
    const begun = performance.now()
    const goOn = (): boolean => (deadline.didTimeout ? performance.now() - begun < SLICE_MS : deadline.timeRemaining() > 2)
    const restore = keepSight(view)
    const { done, news } = counter.count(view.state.doc, facts, goOn)
    tell(view, news)
    if (done) paint(counter.map(view.state.doc, facts, (first) => standingOf(view, paper, first)))
    else schedule()
    restore()
  }
  const seen = new ResizeObserver(() => {
    const paper = sheet()
    if (view.dom.offsetParent === null) {
      sighted = false
      return
    }
    // the sheet is that of the reading that is shown
    if (paper && !sighted) {
      const restore = keepSight(view)
      drawFurniture(paper, shown, options.facts()?.form ?? 'file')
      restore()
    }
    sighted = true
    schedule()
  })
  seen.observe(view.dom)
  void facesReady().then(() => {
    ready = true
    schedule()
  })
  let doc = view.state.doc
  return {
    update: (now: EditorView, before: { doc: PmNode }): void => {
      if (now.state.doc !== doc || before.doc !== now.state.doc) schedule()
      doc = now.state.doc
    },
    destroy: (): void => {
      gone = true
      if (idle !== undefined) cancelIdleCallback(idle)
      seen.disconnect()
      counter?.close()
    },
  }
}

/** Remembers which block begins first in the window; the answer brings it back there, however many gaps came above it. */
function keepSight(view: EditorView): () => void {
  const desk = view.dom.closest<HTMLElement>('.page-desk')
  const body = view.dom.querySelector('[data-block="body"]')
  if (!desk || !body) return () => undefined
  const { top } = desk.getBoundingClientRect()
  const blocks = body.children
  let [low, high] = [0, blocks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((blocks[middle]?.getBoundingClientRect().top ?? 0) > top - 4) high = middle
    else low = middle + 1
  }
  const first = blocks[low]
  // at the head of the text nothing is above what is seen
  if (!first || low === 0) return () => undefined
  const before = first.getBoundingClientRect().top
  // the browser's own way of keeping a place would move it once more
  desk.style.overflowAnchor = 'none'
  return () => {
    desk.scrollBy({ top: first.getBoundingClientRect().top - before, behavior: 'instant' })
    requestAnimationFrame(() => requestAnimationFrame(() => desk.style.removeProperty('overflow-anchor')))
  }
}

/** Tells paragraphs that are out of sight how high they are. */
function tell(view: EditorView, news: readonly PmNode[]): void {
  if (news.length === 0) return
  const fresh = new Set(news)
  const body = view.dom.querySelector('[data-block="body"]')
  view.state.doc.child(1).forEach((node, _offset, index) => {
    const element = body?.children[index]
    if (fresh.has(node) && element instanceof HTMLElement) element.style.setProperty('--lines', String(linesOf(node)))
  })
}

const tailNames = ['attachmentNote', 'issuer', 'issuedOn', 'remark']

/** Where the text begins in the editor with page 1 as it is on paper, and what its end takes. */
function standingOf(view: EditorView, sheet: HTMLElement, first: FirstPage): Standing {
  standAs(sheet, { first })
  const paper = sheet.getBoundingClientRect()
  const scale = paper.width / sheet.offsetWidth || 1
  const element = (name: string): HTMLElement | null => view.dom.querySelector<HTMLElement>(`.el-${name}`)
  const title = element('title')?.getBoundingClientRect()
  const mainTo = element('mainTo')
  // what is not written yet stands on the screen as a hint only
  const hint = mainTo?.classList.contains('is-empty') ? mainTo.getBoundingClientRect().height : 0
  let [margin, height] = [0, 0]
  for (const one of tailNames.map(element)) {
    if (!one || one.offsetParent === null) continue
    const above = Number.parseFloat(getComputedStyle(one).marginTop) || 0
    if (height === 0) margin = one.classList.contains('pg-gap') ? 0 : above
    else height += above
    height += one.getBoundingClientRect().height / scale
  }
  return { begin: ((title?.bottom ?? paper.top) + hint - paper.top) / scale, tail: { margin, height } }
}

/** What is to be seen of a map in the text: maps alike in this need no new decorations. */
const marksOf = ({ placements, blocks, annex }: PageMap): string =>
  JSON.stringify([
    placements,
    annex,
    blocks.flatMap(({ index, items }) => items.flatMap((one) => (one.look ? [index, one.look] : []))),
  ])

function decorate(doc: PmNode, map: PageMap): DecorationSet {
  const all: Decoration[] = []
  const byKey = new Map(map.placements.map((one) => [one.key, one]))
  const begin = doc.child(0).nodeSize + 1
  let pos = begin
  doc.child(1).forEach((node, _offset, index) => {
    const block = map.blocks[index]
    if (block) all.push(...blockDecorations(node, pos, block, byKey.get(index), map))
    pos += node.nodeSize
  })
  const gapOf = (key: number, names: readonly string[]): void => {
    const gap = byKey.get(key)?.gap ?? 0
    let first = true
    doc.child(0).forEach((node, offset) => {
      if (!names.includes(node.type.name) || node.content.size === 0 || !first) return
      first = false
      if (gap > 0)
        all.push(Decoration.node(1 + offset, 1 + offset + node.nodeSize, { class: 'pg-gap', style: `--gap: ${gap}px` }))
    })
  }
  gapOf(mainToKey, ['mainTo'])
  gapOf(tailKey, tailNames)
  return DecorationSet.create(doc, all)
}

function blockDecorations(
  node: PmNode,
  pos: number,
  { index, items }: PlacedBlock,
  placed: Placement | undefined,
  { annex, linePx }: Pick<PageMap, 'annex' | 'linePx'>,
): Decoration[] {
  const all: Decoration[] = []
  const classes: string[] = []
  const style: string[] = []
  const [first] = items
  if (first?.look) classes.push(`pg-${first.look}`)
  if (annex === index) classes.push('pg-annex-first')
  if (placed && placed.gap > 0) {
    classes.push('pg-gap')
    style.push(`--gap: ${placed.gap}px`)
  }
  if (placed && placed.cuts.length > 0 && node.isTextblock) {
    const { height, polygon } = shapeOf(placed.cuts, linePx)
    const gaps = placed.cuts.reduce((n, cut) => n + cut.height, 0)
    classes.push('pg-cut')
    style.push(`--float: ${height.toFixed(2)}px`, `--shape: ${polygon}`, `--gaps: ${gaps}px`)
    if (first && first.label > 0) style.push(`--label: ${first.label.toFixed(2)}px`, `--level: ${Number(node.attrs['level'])}`)
  }
  if (first?.shrink) style.push(`--shrink: ${first.shrink}`)
  if (classes.length > 0 || style.length > 0)
    all.push(Decoration.node(pos, pos + node.nodeSize, { class: classes.join(' '), style: style.join('; ') }))
  if (node.type.name === 'table') {
    let at = pos + 1
    const groups = first?.table ? rowGroups(first.table) : []
    node.forEach((row, _offset, i) => {
      const cut = placed?.cuts.find(({ unit }) => groups[unit]?.[0] === i)
      if (cut) all.push(Decoration.node(at, at + row.nodeSize, { class: 'pg-row', style: `--gap: ${cut.height}px` }))
      at += row.nodeSize
    })
  }
  return all
}
