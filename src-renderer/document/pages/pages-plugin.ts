import type { Node as PmNode } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { DecorationSet, type EditorView } from 'prosemirror-view'
import type { PaperFacts } from '../../../src-shared/paper/model.ts'
import { facesReady } from '../../paper/faces.ts'
import type { FirstPage } from '../../paper/first-page.ts'
import { linesOf } from '../editor/paragraph-view.ts'
import { holdSight } from '../reading/keep-place.ts'
import { bare } from './bare.ts'
import { decorate, marksOf, tailNames } from './decorations.ts'
import { drawFurniture, standAs } from './furniture.ts'
import { askSizes } from './natural.ts'
import { makePace } from './pace.ts'
import { PageCounter, type PageMap, type Standing } from './page-map.ts'
import { tableView } from './table-view.ts'

/** What the pages of an open text depend on beside it. */
export type PagesOptions = {
  /** what stands on paper around the text; null: no pages are shown (连续视图) */
  facts: () => PaperFacts | null
  /** told after each new count; null where none are shown */
  onPages?: ((map: PageMap | null) => void) | undefined
}

/** `asked`: how often a new count was asked for; `drawn`: how many decorations its `marks` are */
type PagesState = { set: DecorationSet; annex: boolean; marks: string; asked: number; drawn: number }
type Painted = { map: PageMap | null; marks: string }

/** Its state; `refreshPages` asks for a new count. */
export const pagesKey = new PluginKey<PagesState>('liuhen.pages')

/** Asks for a new count: the facts around the text are others, or pages are to be shown or not. */
export const refreshPages = (view: EditorView): void => view.dispatch(view.state.tr.setMeta(pagesKey, 'refresh'))

/** Stands for what is shown where it is no longer what was counted. */
const LOST = 'lost'

/** Counting gives way to the next key after so long, in ms. */
const SLICE_MS = 8

/**
 * The pages of a text while one writes it (PP-58): counted in idle time, never while an input method composes. Between a key
 * and the next count the gaps go with their blocks.
 */
export function pagesPlugin(options: PagesOptions): Plugin<PagesState> {
  const none: PagesState = { set: DecorationSet.empty, annex: false, marks: '', asked: 0, drawn: 0 }
  return new Plugin<PagesState>({
    key: pagesKey,
    state: {
      init: () => none,
      apply: (tr, old, _before, state) => {
        const painted = tr.getMeta(pagesKey) as Painted | 'refresh' | undefined
        if (painted === 'refresh') return { ...old, asked: old.asked + 1 }
        if (painted) {
          const { map, marks } = painted
          if (!map) return { ...none, asked: old.asked }
          const set = decorate(state.doc, map)
          return { ...old, set: bare(set, state.doc), annex: map.annex !== null, marks, drawn: set.find().length }
        }
        if (!tr.docChanged) return old
        // gaps that went with their blocks are missed even where the next count finds the pages as they were
        let { marks } = old
        const set = old.set.map(tr.mapping, state.doc, { onRemove: () => (marks = LOST) })
        return { ...old, set: bare(set, state.doc), marks }
      },
    },
    props: {
      decorations: (state) => pagesKey.getState(state)?.set ?? null,
      nodeViews: { table: (node, _view, _getPos, decorations) => tableView(node, decorations) },
      attributes: (state) => ({ class: pagesKey.getState(state)?.annex ? 'with-annex' : '' }),
    },
    view: (view) => counting(view, options),
  })
}

function counting(view: EditorView, options: PagesOptions) {
  let counter: PageCounter | undefined
  let ready = false
  let shown: PageMap | null = null
  let gone = false
  let sighted = false
  const sheet = (): HTMLElement | null => view.dom.closest<HTMLElement>('.sheet')

  const paint = (map: PageMap | null): void => {
    shown = map
    const marks = map ? marksOf(view.state.doc, map) : ''
    const state = pagesKey.getState(view.state)
    // what went with its block and came back with another one, as an undo brings it, is drawn anew
    const lost = state !== undefined && state.set.find().length !== state.drawn
    if (state && (lost || state.marks !== marks || (map === null) !== (state.marks === '')))
      view.dispatch(view.state.tr.setMeta(pagesKey, { map, marks } satisfies Painted).setMeta('addToHistory', false))
    const paper = sheet()
    const facts = options.facts()
    if (paper) drawFurniture(paper, map, facts?.form ?? 'file')
    options.onPages?.(map)
  }
  const work = (deadline: IdleDeadline): void => {
    const paper = sheet()
    // a hidden page has no lines; it is counted when it is shown
    if (gone || !ready || !paper || view.dom.offsetParent === null) return
    if (view.composing) return pace.soon()
    const facts = options.facts()
    if (facts === null) {
      if (shown === null) return
      const restore = holdIn(view)
      paint(null)
      restore()
      return
    }
    counter ??= new PageCounter()
    askSizes(view, pace.soon)
    const begun = performance.now()
    const goOn = (): boolean => (deadline.didTimeout ? performance.now() - begun < SLICE_MS : deadline.timeRemaining() > 2)
    const { done, news } = counter.count(view.state.doc, facts, goOn)
    if (!done) pace.soon()
    if (!done && news.length === 0) return
    const restore = holdIn(view)
    tell(view, news)
    if (done) paint(counter.map(view.state.doc, facts, (first) => standingOf(view, paper, first)))
    restore()
    if (done) pace.took(performance.now() - begun)
  }
  const pace = makePace(work)
  const seen = new ResizeObserver(() => {
    const paper = sheet()
    if (view.dom.offsetParent === null) {
      sighted = false
      return
    }
    // the sheet is that of the reading that is shown
    if (paper && !sighted) {
      const restore = holdIn(view)
      drawFurniture(paper, shown, options.facts()?.form ?? 'file')
      restore()
    }
    if (sighted) pace.afterKey()
    else pace.soon()
    sighted = true
  })
  seen.observe(view.dom)
  void facesReady().then(() => {
    ready = true
    pace.soon()
  })
  return {
    update: (now: EditorView, before: EditorState): void => {
      const state = pagesKey.getState(now.state)
      if (now.state.doc !== before.doc) pace.afterKey()
      if (state?.asked !== pagesKey.getState(before)?.asked) pace.soon()
      // another text came into the view: its pages are not known yet
      if (shown === null || state?.marks !== '') return
      shown = null
      const paper = sheet()
      if (paper) drawFurniture(paper, null, 'file')
    },
    destroy: (): void => {
      gone = true
      pace.stop()
      seen.disconnect()
      counter?.close()
    },
  }
}

/** Remembers what is read before gaps come or go; the answer keeps it where it is. */
export function holdIn(view: EditorView): () => void {
  const desk = view.dom.closest<HTMLElement>('.page-desk')
  return desk ? holdSight(desk) : () => undefined
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
