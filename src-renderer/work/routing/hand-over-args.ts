import type { StepToHandOver, TurnToHandOver } from '../../../src-shared/turns/messages.ts'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { newTaskId } from '../../data/acts.ts'

/** Who hands what to whom, as the dialog of 交接 gives it. */
export type HandedOver = {
  from: string
  to: string
  reason: string
  turns: readonly TurnToHandOver[]
  ahead: readonly StepToHandOver[]
}

/** Which turns lie most surely at the desk of the office: those of its own organ's route, then those of its readers. */
const order: readonly TurnToHandOver['kind'][] = ['handle', 'read', 'consult']

/**
 * The one command of a 交接: it is of one of its documents, `here` where that is among them, and all are written in its
 * transaction. Undefined where nothing is handed over.
 */
export function handOverArgs({ from, to, reason, turns, ahead }: HandedOver, here?: string): CommandArgs<'HandOver'> | undefined {
  const sorted = turns.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  const first = [...turns, ...ahead].find((one) => one.docId === here) ?? sorted[0] ?? ahead[0]
  if (!first) return undefined
  const named = turns.map(({ docId, taskId }) => ({ docId, taskId, nextTaskId: newTaskId() }))
  const steps = ahead.map(({ docId, step }) => ({ docId, step }))
  return { docId: first.docId, from, to, reason, turns: named, ...(steps.length > 0 ? { ahead: steps } : {}) }
}
