import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { PaperFacts } from '../../src-shared/paper/model.ts'
import { useLatest } from '../ui/use-latest.ts'
import { looksKey, type Looks } from './editor/looks.ts'
import { openProjection } from './editor/page-editor.ts'
import { holdIn, pagesPlugin, refreshPages } from './pages/pages-plugin.ts'
import './editor/page.css'
import './editor/marks.css'

type Props = {
  doc: PmNode
  looks: Looks
  label: string
  /** kept for the next time, and left as it is meanwhile */
  hidden?: boolean
  /** what stands on paper around the text; null: no pages are shown */
  facts?: PaperFacts | null
  onShown: (view: EditorView | undefined) => void
}

/**
 * Any reading but the page one writes on: a projection, never saved (T6). One view for as long as one reads that way, so
 * sliding is cheap, and it stays when one goes back to writing: the next look draws what is different.
 */
export function ProjectionPage({ doc, looks, label, hidden = false, facts = null, onShown }: Props) {
  const mount = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  const shown = useRef(false)
  const latestFacts = useLatest(facts)
  const pages = useMemo(() => pagesPlugin({ facts: () => latestFacts.current }), [latestFacts])
  useLayoutEffect(() => {
    const element = mount.current
    if (!element) return undefined
    const opened = openProjection(element, doc, looks, label, { pages })
    view.current = opened
    onShown(opened)
    return () => {
      view.current = undefined
      onShown(undefined)
      opened.destroy()
    }
    // opened once: what is shown in it follows below
  }, [])
  useLayoutEffect(() => {
    const now = view.current
    const before = shown.current
    shown.current = !hidden
    if (!now || hidden) return
    now.dom.setAttribute('aria-label', label)
    // the same plugins: what they know of the view stays
    const state = now.state.doc === doc ? now.state : EditorState.create({ doc, plugins: now.state.plugins })
    const painted = looksKey.getState(state)?.looks === looks ? state : state.apply(state.tr.setMeta(looksKey, looks))
    // after a decision, too, the text stands without gaps until it is counted anew
    const restore = before ? holdIn(now) : undefined
    if (painted !== now.state) now.updateState(painted)
    restore?.()
    onShown(now)
  }, [doc, looks, label, hidden, onShown])
  useLayoutEffect(() => {
    if (view.current) refreshPages(view.current)
  }, [facts])
  return <div ref={mount} hidden={hidden} />
}
