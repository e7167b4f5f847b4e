import type { RefObject } from 'react'
import { flushSync } from 'react-dom'
import type { Change } from '../../src-shared/revision/types.ts'
import type { OpenPage } from './LivePage.tsx'
import { pageInSight } from '../ui/page-in-sight.ts'
import type { View } from './reading/view.ts'

/** Where changes stand on what is on the desk now, and going there. */
export function usePlaces(
  desk: RefObject<HTMLElement | null>,
  page: OpenPage | undefined,
  view: View,
  setView: (view: View) => void,
) {
  /** the element of a change, or of whatever change the caret stands in */
  const elementAt = (changeId: string | null): Element | undefined => {
    const root = (desk.current && pageInSight(desk.current)) ?? page?.editor.view.dom
    if (changeId !== null) {
      const id = CSS.escape(changeId)
      return root?.querySelector(`[data-change="${id}"], [data-changes~="${id}"]`) ?? undefined
    }
    const editor = page?.editor.view
    if (!editor || root !== editor.dom) return undefined
    const { node } = editor.domAtPos(editor.state.selection.head)
    return (node instanceof Element ? node : node.parentElement)?.closest('[data-change], [data-changes]') ?? undefined
  }
  /** goes to a change in what is on the desk, or in all marks where it does not stand there */
  const jump = (change: Change): void => {
    const element = view.kind === 'all' ? undefined : elementAt(change.id)
    if (element) {
      element.scrollIntoView({ block: 'center', behavior: 'instant' })
      return
    }
    // a page that was hidden has to be there before one can scroll in it
    if (view.kind !== 'all') flushSync(() => setView({ kind: 'all' }))
    page?.editor.jump(change.from, change.to)
  }
  return { elementAt, jump }
}
