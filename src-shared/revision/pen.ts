import type { Mark, Node as PmNode } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { entriesOf, type Entry, type Who } from '../document/schema.ts'
import type { TrackContext } from './types.ts'
import { delType, insType, isParagraph, whoOf } from './who.ts'

/** A signature for new marks and entries; both halves of a move carry the same `moveId` as well. */
export type Signature = Who & { moveId?: string }

/** What writes one tracked edit: the transaction that grows, the context, and the change ids made by this edit. */
export type Pen = {
  readonly tr: Transaction
  readonly ctx: TrackContext
  readonly fresh: Set<string>
  /** set while text is moved by dragging: its deletion and its insertion belong together (RV-21) */
  readonly moveId?: string | undefined
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

/** A new change of this author, step and moment. */
export function newWho(pen: Pen): Signature {
  const id = pen.ctx.newId()
  pen.fresh.add(id)
  const who = { id, author: pen.ctx.author, at: pen.ctx.now, step: pen.ctx.step }
  return pen.moveId === undefined ? who : { ...who, moveId: pen.moveId }
}

const canContinue = (pen: Pen, who: Who): boolean =>
  isMine(pen, who) && who.step === pen.ctx.step && Math.abs(pen.ctx.now - who.at) < sameChangeWithin

const fromMarks = (pen: Pen, node: PmNode | null | undefined, kind: Mark['type']): Who | undefined =>
  node?.marks.flatMap((mark) => (mark.type === kind ? [whoOf(mark)] : [])).find((who) => canContinue(pen, who))

const fromEntries = (pen: Pen, node: PmNode | null | undefined, kind: Entry['k']): Who | undefined =>
  node
    ? entriesOf(node)
        .flatMap((entry) => (entry.k === kind ? [whoOf(entry)] : []))
        .find((who) => canContinue(pen, who))
    : undefined

/**
 * The change an edit over `from`–`to` continues, if its author has just made one of the same kind right beside it
 * (RV-05): a line typed letter by letter, with its line breaks, stays one change.
 */
export function neighbour(pen: Pen, doc: PmNode, from: number, to: number, kind: 'insert' | 'delete'): Who | undefined {
  if (pen.moveId !== undefined) return undefined
  const mark = kind === 'insert' ? insType : delType
  const boundary = kind === 'insert' ? 'brkIns' : 'brkDel'
  const $from = doc.resolve(from)
  const $to = doc.resolve(to)
  const beside = fromMarks(pen, $from.nodeBefore, mark) ?? fromMarks(pen, $to.nodeAfter, mark)
  if (beside) return beside
  if (isParagraph($from.parent) && $from.parentOffset === 0) {
    const own = fromEntries(pen, $from.parent, boundary)
    if (own) return own
  }
  if (!isParagraph($to.parent) || $to.parentOffset !== $to.parent.content.size) return undefined
  const next = $to.node(-1).maybeChild($to.index(-1) + 1)
  return fromEntries(pen, next, boundary)
}
