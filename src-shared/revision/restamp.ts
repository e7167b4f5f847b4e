import { Fragment, type Node as PmNode } from 'prosemirror-model'
import { entriesOf, type Entry } from '../document/schema.ts'
import { isTrackingMark } from './who.ts'

type Late = (of: Readonly<Record<string, unknown>>) => boolean

function restampEntries(node: PmNode, isLate: Late, now: number): readonly Entry[] | null {
  const list = entriesOf(node)
  return list.some(isLate) ? list.map((entry) => (isLate(entry) ? { ...entry, at: now } : entry)) : null
}

function restampNode(node: PmNode, isLate: Late, now: number): PmNode {
  if (node.isInline) {
    if (!node.marks.some((mark) => isTrackingMark(mark) && isLate(mark.attrs))) return node
    return node.mark(
      node.marks.map((mark) =>
        isTrackingMark(mark) && isLate(mark.attrs) ? mark.type.create({ ...mark.attrs, at: now }) : mark,
      ),
    )
  }
  const trk = restampEntries(node, isLate, now)
  const children = node.children.map((child) => restampNode(child, isLate, now))
  const same = children.every((child, i) => child === node.child(i))
  if (same && !trk) return node
  return node.type.create(
    trk ? { ...node.attrs, trk } : node.attrs,
    same ? node.content : Fragment.fromArray(children),
    node.marks,
  )
}

/**
 * The document with changes of mine that lie after `now` dated to now; the document itself when there are none (RV-27).
 * A desk whose clock ran ahead by more than a day is refused by the server (RV-FUTURE), and setting the clock does not
 * mend what is signed already. `isMine` must name unsent changes only: what a server has is never re-dated.
 */
export const restamp = (doc: PmNode, isMine: (changeId: string) => boolean, now: number): PmNode =>
  restampNode(doc, (of) => Number(of['at']) > now && isMine(String(of['id'])), now)
