import type { CommandArgs } from '../commands.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { DocumentState } from '../document-state.ts'
import type { Decided, DocumentEvent, Rejection } from '../events.ts'
import { evolve } from '../evolve.ts'
import type { ConsultAsk } from './part.ts'
import { asksOf, disagreeing, isWhole, waitingUnits, type Asked } from './standing.ts'

/** What whoever leads a 会签 does with it: reminding, taking back, closing, settling, and what became of each opinion. */

/** Events of a command, and the return to where the document was, where with them all are in (WF-71). */
export function joined(doc: DocumentState, events: DocumentEvent[], at: number): Decided {
  let after = doc
  for (const event of events) after = evolve(after, event, at)
  return { ok: true, events: after.state === 'F2' && isWhole(after) ? [...events, { type: 'ConsultJoined' }] : events }
}

/** The asks of these units that wait for an answer, or why there are none. */
function waitingOf(doc: DocumentState, units: readonly string[]): Asked[] | Rejection {
  const waiting = new Map(waitingUnits(doc).map((asked) => [asked.ask.unitId, asked]))
  const found: Asked[] = []
  for (const unitId of new Set(units)) {
    const asked = waiting.get(unitId)
    if (!asked) return refuse('WF-CONSULT', unitId)
    found.push(asked)
  }
  return found
}

const idsOf = (asked: readonly Asked[]): string[] => asked.map(({ ask }) => ask.taskId)

const remindedAtMost = 100

/** 催办. */
export function remind(doc: DocumentState, args: CommandArgs<'RemindConsult'>, ctx: DecideContext): Decided {
  const asked = waitingOf(doc, args.units)
  if ('ok' in asked) return asked
  const often = asked.find(({ ask }) => ask.reminded.length >= remindedAtMost)
  if (often) return refuse('WF-CONSULT', often.ask.unitName)
  return { ok: true, events: [{ type: 'ConsultReminded', taskIds: idsOf(asked), by: ctx.actor }] }
}

/** Takes back what was asked of units that have not answered, with a reason. */
export function cancel(doc: DocumentState, args: CommandArgs<'CancelConsult'>, ctx: DecideContext): Decided {
  const asked = waitingOf(doc, args.units)
  if ('ok' in asked) return asked
  const ended = { how: 'cancelled' as const, by: ctx.actor, at: ctx.now, reason: args.reason }
  return joined(doc, [{ type: 'ConsultEnded', taskIds: idsOf(asked), ended }], ctx.now)
}

/**
 * 逾期视为无不同意见: only past the limit, only for units somebody reminded, and never over a disagreement the unit put on record
 * before: silence in a second round takes back no 不同意 (WF-75).
 */
export function closeOverdue(doc: DocumentState, args: CommandArgs<'CloseConsultOverdue'>, ctx: DecideContext): Decided {
  const asked = waitingOf(doc, args.units)
  if ('ok' in asked) return asked
  const early = asked.find(({ ask, round }) => ctx.now <= round.dueAt || ask.reminded.length === 0 || disagreedBefore(doc, ask))
  if (early) return refuse('WF-OVERDUE', early.ask.unitName)
  const ended = { how: 'overdue' as const, by: ctx.actor, at: ctx.now, reason: '' }
  return joined(doc, [{ type: 'ConsultEnded', taskIds: idsOf(asked), ended }], ctx.now)
}

/** Whether the last thing a unit said before this ask was 不同意, and is not ruled on. */
export function disagreedBefore(doc: DocumentState, { unitId, taskId }: ConsultAsk): boolean {
  const earlier = asksOf(doc).filter(({ ask }) => ask.unitId === unitId && ask.taskId !== taskId && ask.answer !== null)
  const last = earlier.at(-1)?.ask
  return last?.answer?.stance === 'disagree' && (last.ruling?.ruling ?? '') === ''
}

/** 报上级裁定: both sides' 理据, and the 裁定 where there is one already; who ruled and what stand together (WF-76). */
export function rule(doc: DocumentState, args: CommandArgs<'RuleDisagreement'>, ctx: DecideContext): Decided {
  const asked = disagreeing(doc).find(({ ask }) => ask.unitId === args.unitId)
  if (!asked) return refuse('WF-CONSULT', args.unitId)
  if ((args.ruling === '') !== (args.ruledBy === '')) return refuse('WF-CONSULT-REASON', asked.ask.unitName)
  const { ours, theirs, ruledBy, ruling } = args
  const event = {
    type: 'DisagreementRuled' as const,
    taskId: asked.ask.taskId,
    ruling: { ours, theirs, ruledBy, ruling, by: ctx.actor, at: ctx.now },
  }
  return joined(doc, [event], ctx.now)
}

/** 采纳情况 of an opinion that was given; why not is duty. What is not taken up is put aside with it (WF-77). */
export function adopt(doc: DocumentState, args: CommandArgs<'RecordAdoption'>, ctx: DecideContext): Decided {
  const asked = asksOf(doc).find(({ ask, round }) => round.id === args.roundId && ask.unitId === args.unitId)
  if (!asked?.ask.answer) return refuse('WF-CONSULT', args.unitId)
  if (args.adopted !== 'yes' && args.reason === '') return refuse('WF-CONSULT-REASON', asked.ask.unitName)
  const adoption = { adopted: args.adopted, reason: args.reason, by: ctx.actor, at: ctx.now }
  const events: DocumentEvent[] = [{ type: 'AdoptionRecorded', taskId: asked.ask.taskId, adoption }]
  const branchId = asked.ask.answer.suggestion
  const isOpen = doc.branches.some((one) => one.id === branchId && one.settled === null)
  if (args.adopted !== 'no' || branchId === null || !isOpen) return { ok: true, events }
  const settled = { how: 'putAside' as const, by: ctx.actor, at: ctx.now, version: null }
  return { ok: true, events: [...events, { type: 'BranchSettled', branchId, settled }] }
}
