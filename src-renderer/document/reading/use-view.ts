import type { Node as PmNode } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Change } from '../../../src-shared/revision/types.ts'
import { anchorOf, keepAt, type Anchor } from './keep-place.ts'
import type { Reading } from './use-reading.ts'
import type { View, ViewKind } from './view.ts'

const all: View = { kind: 'all' }

/** How the document is read now. Before the first 报送 there is nothing to read differently. */
export function useView(tracked: boolean, desk: RefObject<HTMLElement | null>) {
  const [chosen, setChosen] = useState<View>(all)
  const anchor = useRef<Anchor | undefined>(undefined)
  // late edits of a draft that is not tracked yet can be read too
  const view = tracked || chosen.kind === 'branch' ? chosen : all
  const setView = useCallback(
    (next: View) => {
      if (desk.current) anchor.current = anchorOf(desk.current)
      setChosen(next)
    },
    [desk],
  )
  const takeAnchor = useCallback((): Anchor | undefined => {
    const taken = anchor.current
    anchor.current = undefined
    return taken
  }, [])
  return { view, setView, takeAnchor }
}

type Read = { id: string; kind: ViewKind; doc: PmNode }

/** What was read last of a document beside the page one writes on; it stays on the desk, hidden, for the next look. */
export function useLastRead(id: string, kind: ViewKind, doc: PmNode | undefined): Read | undefined {
  const [last, setLast] = useState<Read | undefined>(undefined)
  if (doc && (last?.doc !== doc || last.kind !== kind)) setLast({ id, kind, doc })
  return last?.id === id ? last : undefined
}

/** After another reading came onto the desk, what was read before stands where it stood (UI-45). */
export function useKeptPlace(desk: RefObject<HTMLElement | null>, takeAnchor: () => Anchor | undefined, reading: Reading): void {
  useLayoutEffect(() => {
    // two readings may have the same text, but each has its own page; a version that is fetched has none yet
    const anchor = reading.waiting ? undefined : takeAnchor()
    if (desk.current && anchor) keepAt(desk.current, anchor)
  }, [desk, takeAnchor, reading])
}

/** While one slides along the time line, the change of the moment is kept in sight. */
export function useInSight(view: EditorView | undefined, doc: unknown, changeId: string | undefined): void {
  useLayoutEffect(() => {
    const desk = view?.dom.closest('.page-desk')?.getBoundingClientRect()
    if (!view || !desk || changeId === undefined) return
    const id = CSS.escape(changeId)
    const element = view.dom.querySelector(`[data-change="${id}"], [data-changes~="${id}"]`)
    const box = element?.getBoundingClientRect()
    if (box && (box.top < desk.top || box.bottom > desk.bottom)) element?.scrollIntoView({ block: 'center', behavior: 'instant' })
  }, [view, doc, changeId])
}

/** A reading of some kind to begin with: of whom or which step the reader stands at, of the present moment. */
export function firstView(kind: ViewKind, changes: readonly Change[], current: string | null): View {
  switch (kind) {
    case 'people':
    case 'steps': {
      const at = changes.find((change) => change.id === current) ?? changes.toSorted((a, b) => a.at - b.at).at(-1)
      return { kind, ids: at ? [kind === 'people' ? at.author : at.step] : [] }
    }
    case 'versions':
      return { kind, from: 'original', to: 'now' }
    case 'moment':
      return { kind, at: Infinity }
    case 'original':
    case 'all':
    case 'final':
    case 'clean':
      return { kind }
    // late edits are opened by their card
    case 'branch':
      return all
  }
}
