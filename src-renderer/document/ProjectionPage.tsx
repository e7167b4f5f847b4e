import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { useLayoutEffect, useRef } from 'react'
import { openProjection } from './editor/page-editor.ts'
import { looksKey, looksPlugin, type Looks } from './editor/looks.ts'
import './editor/page.css'
import './editor/marks.css'

type Props = {
  doc: PmNode
  looks: Looks
  label: string
  /** kept for the next time, and left as it is meanwhile */
  hidden?: boolean
  onShown: (view: EditorView | undefined) => void
}

/**
 * Any reading but the page one writes on: a projection, never saved (T6). One view for as long as one reads that way, so
 * sliding is cheap, and it stays when one goes back to writing: the next look draws what is different.
 */
export function ProjectionPage({ doc, looks, label, hidden = false, onShown }: Props) {
  const mount = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  useLayoutEffect(() => {
    const element = mount.current
    if (!element) return undefined
    const opened = openProjection(element, doc, looks, label)
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
    if (!now || hidden) return
    now.dom.setAttribute('aria-label', label)
    if (now.state.doc !== doc) now.updateState(EditorState.create({ doc, plugins: [looksPlugin(looks)] }))
    else if (looksKey.getState(now.state)?.looks !== looks)
      now.updateState(now.state.apply(now.state.tr.setMeta(looksKey, looks)))
    onShown(now)
  }, [doc, looks, label, hidden, onShown])
  return <div ref={mount} hidden={hidden} />
}
