import { refuse } from '../decide-context.ts'
import type { DocumentState } from '../document-state.ts'
import type { Rejection } from '../events.ts'
import { disagreeing, waitingUnits, type Asked } from './standing.ts'

const names = (asked: readonly Asked[]): string => asked.map(({ ask }) => ask.unitName).join('、')

/** Why a document cannot be handed about now: units were asked and have not answered (WF-71). */
export function refuseWaiting(doc: DocumentState): Rejection | undefined {
  const waiting = waitingUnits(doc)
  return waiting.length > 0 ? refuse('WF-CONSULT-OPEN', names(waiting)) : undefined
}

/** Why a document cannot go on: units have not answered, or one disagrees (R-12, 条例第十六条（四）; WF-72). */
export function refuseUnsettled(doc: DocumentState): Rejection | undefined {
  const against = disagreeing(doc)
  return refuseWaiting(doc) ?? (against.length > 0 ? refuse('WF-DISAGREE', names(against), '第十六条') : undefined)
}
