import { Mark, type Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, RemoveMarkStep } from 'prosemirror-transform'
import type { Who } from '../document/schema.ts'
import { isMine, isMyInsertion, type Pen } from './pen.ts'
import { fmtType, isStruck, whoOf } from './who.ts'

/** What one stretch of text needs: nothing recorded, a new record, or my last record taken back from among these. */
type Treatment = { from: number; to: number; record: 'none' | 'new' | { mine: Mark; later: readonly Mark[] } }

function treatmentOf(pen: Pen, node: PmNode, format: Mark): Treatment['record'] {
  if (isMyInsertion(pen, node)) return 'none'
  const records = node.marks.filter((mark) => mark.type === fmtType)
  const at = records.findLastIndex((mark) => mark.attrs['mark'] === format.type.name)
  const mine = records[at]
  // looks are on or off: my own unsent record of the last change always says the value that now comes back
  return mine && isMine(pen, whoOf(mine)) ? { mine, later: records.slice(at + 1) } : 'new'
}

function sameTreatment(a: Treatment['record'], b: Treatment['record']): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.mine.eq(b.mine) && Mark.sameSet(a.later, b.later)
}

/** Takes a record back. Later records step aside and return, so that undo puts all of them back in their order. */
function takeBack(pen: Pen, from: number, to: number, { mine, later }: { mine: Mark; later: readonly Mark[] }): void {
  for (const mark of later.toReversed()) pen.tr.step(new RemoveMarkStep(from, to, mark))
  pen.tr.step(new RemoveMarkStep(from, to, mine))
  for (const mark of later) pen.tr.step(new AddMarkStep(from, to, mark))
}

/**
 * Records a format set or taken away between two positions (RV-07): struck text keeps its looks, my own unsent
 * text changes silently, a reset to the old value drops the record.
 */
export function recordFormat(pen: Pen, from: number, to: number, format: Mark, on: boolean, who: () => Who): void {
  const treatments: Treatment[] = []
  pen.tr.doc.nodesBetween(from, to, (node, pos, parent) => {
    if (!node.isInline) return true
    const has = format.type.isInSet(node.marks) !== undefined
    if (has === on || isStruck(node) || (on && !parent?.type.allowsMarkType(format.type))) return false
    const record = treatmentOf(pen, node, format)
    const start = Math.max(pos, from)
    const end = Math.min(pos + node.nodeSize, to)
    const last = treatments.at(-1)
    if (last && last.to === start && sameTreatment(last.record, record)) last.to = end
    else treatments.push({ from: start, to: end, record })
    return false
  })
  for (const { from: start, to: end, record } of treatments) {
    if (record === 'new')
      pen.tr.step(new AddMarkStep(start, end, fmtType.create({ ...who(), mark: format.type.name, old: !on, new: on })))
    else if (record !== 'none') takeBack(pen, start, end, record)
    pen.tr.step(on ? new AddMarkStep(start, end, format) : new RemoveMarkStep(start, end, format))
  }
}
