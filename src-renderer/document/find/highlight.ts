import type { EditorView } from 'prosemirror-view'
import type { Match } from './search.ts'

/** So many matches around the one the reader stands at are painted. */
const PAINTED = 500

const rangeOf = (view: EditorView, { from, to }: Match): Range => {
  const range = new Range()
  const start = view.domAtPos(from, 1)
  const end = view.domAtPos(to, -1)
  range.setStart(start.node, start.offset)
  range.setEnd(end.node, end.offset)
  return range
}

/** Paints matches over the text by the browser's own highlights: no element of the page is touched (UI-48). */
export function paintMatches(view: EditorView, matches: readonly Match[], at: number): void {
  const first = Math.max(0, at - PAINTED / 2)
  const near = matches.slice(first, first + PAINTED)
  const here = matches[at]
  document.documentElement.classList.toggle('finding', here !== undefined)
  CSS.highlights.set('find', new Highlight(...near.map((match) => rangeOf(view, match))))
  CSS.highlights.set('find-here', new Highlight(...(here ? [rangeOf(view, here)] : [])))
}

/** Takes all painted matches away. */
export function clearMatches(): void {
  CSS.highlights.delete('find')
  CSS.highlights.delete('find-here')
  document.documentElement.classList.remove('finding')
}
