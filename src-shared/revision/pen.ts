import type { Mark, Node as PmNode } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { entriesOf, type Entry, type Who } from '../document/schema.ts'
import { isGroup } from './changes.ts'
import type { TrackContext } from './types.ts'
import { delType, insType, isParagraph, whoOf } from './who.ts'

/** A signature for new marks and entries; both halves of a move carry the same `moveId` as well. */
export type Signature = Who & { moveId?: string }

/** Which side of an edit is signed. */
export type Side = 'delete' | 'insert'

/** The one change of a command, made when it is first needed; a move has one for each side. */
export type SharedWho = (side?: Side) => Who

/**
 * What makes the edits of one transaction belong together: a group is one change (RV-24), a move is two, what went away
 * and what came here, with a moveId in common (RV-21, RV-23). `made` keeps the signatures made so far.
 */
export type Bond = {
  readonly moveId?: string | undefined
  /** a paste: the text went away in an earlier transaction, and what is deleted now is no part of the move */
  readonly pastes: boolean
  readonly made: { delete?: Signature; insert?: Signature }
}

/** What writes one tracked edit: the transaction that grows, the context, and the change ids made by this edit. */
export type Pen = {
  readonly tr: Transaction
  readonly ctx: TrackContext
  readonly fresh: Set<string>
  readonly bond?: Bond | undefined
}

/** Neighbouring edits of one hand within this time are one change (RV-05). */
export const sameChangeWithin = 5 * 60_000

/** True for my own change that no server version holds yet: I may take it back without a trace (RV-01). */
export const isMine = (pen: Pen, who: Who): boolean =>
  who.author === pen.ctx.author && (pen.fresh.has(who.id) || pen.ctx.isUnsent(who.id))

/** True when the inline node is my own unsent insertion. */
export const isMyInsertion = (pen: Pen, node: PmNode): boolean =>
  node.marks.some((mark) => mark.type === insType && isMine(pen, whoOf(mark)))

/** True when the block itself is my own unsent insertion or split, so nothing about it needs recording (RV-07). */
export const isMyBlock = (pen: Pen, node: PmNode): boolean =>
  entriesOf(node).some((entry) => (entry.k === 'blkIns' || entry.k === 'brkIns') && isMine(pen, whoOf(entry)))

/** True when the block and everything in it is mine and unsent, so it may vanish physically (RV-01). */
export function isWhollyMine(pen: Pen, node: PmNode): boolean {
  let all = isMyBlock(pen, node) && entriesOf(node).every((entry) => isMine(pen, whoOf(entry)))
  node.descendants((child) => {
    if (!all) return false
    all = child.isInline ? isMyInsertion(pen, child) : entriesOf(child).every((entry) => isMine(pen, whoOf(entry)))
    return all
  })
  return all
}

/** The moveId of that side; what comes here without anything gone (own unsent text that went physically) is no move. */
const moveIdOf = ({ moveId, pastes, made }: Bond, side: Side): string | undefined =>
  (side === 'delete' ? !pastes : pastes || made.delete) ? moveId : undefined

/** A new change of this author, step and moment, or the one the whole transaction shares. */
export function newWho(pen: Pen, side: Side = 'insert'): Signature {
  const key = pen.bond?.moveId === undefined ? 'insert' : side
  const known = pen.bond?.made[key]
  if (known) return known
  const id = pen.ctx.newId()
  pen.fresh.add(id)
  const moveId = pen.bond && moveIdOf(pen.bond, side)
  const who = { id, author: pen.ctx.author, at: pen.ctx.now, step: pen.ctx.step, ...(moveId === undefined ? {} : { moveId }) }
  if (pen.bond) pen.bond.made[key] = who
  return who
}

/** True when what is inserted is a change of its own, not the other side of what it replaces: the second half of a move. */
export const insertsApart = (pen: Pen): boolean => pen.bond?.moveId !== undefined

const grouped = new WeakMap<Mark | Entry, boolean>()

/** {@link isGroup}, asked once for a mark: a group is one from the moment it is made, and typing keeps the mark. */
function isOfGroup(doc: PmNode, of: Mark | Entry, id: string): boolean {
  const known = grouped.get(of) ?? isGroup(doc, id)
  grouped.set(of, known)
  return known
}

/** My unsent change of the last minutes. What was moved or changed in many places at once is complete as it is. */
const canContinue = (pen: Pen, doc: PmNode, of: Mark | Entry, who: Who, moveId: unknown): boolean =>
  isMine(pen, who) &&
  who.step === pen.ctx.step &&
  Math.abs(pen.ctx.now - who.at) < sameChangeWithin &&
  (moveId ?? undefined) === undefined &&
  !isOfGroup(doc, of, who.id)

const fromMarks = (pen: Pen, doc: PmNode, node: PmNode | null | undefined, kind: Mark['type']): Who | undefined => {
  const found = node?.marks.find((mark) => mark.type === kind && canContinue(pen, doc, mark, whoOf(mark), mark.attrs['moveId']))
  return found && whoOf(found)
}

const fromEntries = (pen: Pen, doc: PmNode, node: PmNode | null | undefined, kind: Entry['k']): Who | undefined => {
  const found =
    node && entriesOf(node).find((entry) => entry.k === kind && canContinue(pen, doc, entry, whoOf(entry), entry.moveId))
  return found ? whoOf(found) : undefined
}

/**
 * The change an edit over `from`–`to` continues, if its author has just made one of the same kind right beside it
 * (RV-05): a line typed letter by letter, with its line breaks, stays one change.
 */
export function neighbour(pen: Pen, doc: PmNode, from: number, to: number, kind: 'insert' | 'delete'): Who | undefined {
  if (pen.bond && (kind === 'delete' || insertsApart(pen))) return undefined
  const mark = kind === 'insert' ? insType : delType
  const boundary = kind === 'insert' ? 'brkIns' : 'brkDel'
  const $from = doc.resolve(from)
  const $to = doc.resolve(to)
  const beside = fromMarks(pen, doc, $from.nodeBefore, mark) ?? fromMarks(pen, doc, $to.nodeAfter, mark)
  if (beside) return beside
  if (isParagraph($from.parent) && $from.parentOffset === 0) {
    const own = fromEntries(pen, doc, $from.parent, boundary)
    if (own) return own
  }
  if (!isParagraph($to.parent) || $to.parentOffset !== $to.parent.content.size) return undefined
  const next = $to.node(-1).maybeChild($to.index(-1) + 1)
  return fromEntries(pen, doc, next, boundary)
}

/** Where a place of the document as it is now has gone to, whenever it is asked later on. */
export function movedBy(pen: Pen): (pos: number, side: -1 | 1) => number {
  const done = pen.tr.steps.length
  return (pos, side) => pen.tr.mapping.slice(done).map(pos, side)
}
