import { stateCalendar } from '../../calendar/calendars.ts'
import { branchesAtMost, type Branch } from '../branches.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { issuingUnit } from '../directory.ts'
import type { DocumentState, Opinion, Task } from '../document-state.ts'
import type { Decided, DocumentEvent } from '../events.ts'
import { issuesAlong } from '../issue/joint.ts'
import { opened, opinionOf, ownTask, plausible } from '../turn.ts'
import type { CommandId } from '../../ids.ts'
import type { consultArgs } from './commands.ts'
import { adopt, cancel, closeOverdue, joined, remind, rule } from './decide-lead.ts'
import { headsOf } from './heads.ts'
import { consultDue } from './limits.ts'
import { consultAtMost, SUGGESTION, type ConsultAsk, type ConsultStance } from './part.ts'
import { leadsConsult, mayOpenConsult } from './rights.ts'
import { asksOf, waitingUnits } from './standing.ts'

/** 征求意见、会签: one turn for each unit, all at once; who has the turn keeps it and waits (WF-70). */
const open: Decider<'OpenConsult'> = (doc, args, ctx) => {
  if (!leadsConsult(doc, ctx.actor.userId, ctx.directory)) return refuse('WF-NOT-YOURS')
  if (!mayOpenConsult(doc, ctx.actor.userId, ctx.directory)) return refuse('WF-STATE')
  const rounds = doc.consult?.rounds ?? []
  if (rounds.length >= consultAtMost.rounds || rounds.some((one) => one.id === args.roundId)) return refuse('WF-CONSULT')
  const busy = new Set([doc.unitId, ...waitingUnits(doc).map(({ ask }) => ask.unitId)])
  const due = consultDue(ctx.now, args.days, ctx.calendar ?? stateCalendar)
  const asks: ConsultAsk[] = []
  const tasks: Task[] = []
  for (const { unitId, taskId } of args.asks) {
    const unitName = ctx.directory.units.find((one) => one.id === unitId)?.name
    if (unitName === undefined || busy.has(unitId)) return refuse('WF-CONSULT', unitName ?? unitId)
    busy.add(unitId)
    if ([...doc.tasks, ...tasks].some((task) => task.id === taskId)) return refuse('WF-CONSULT', unitName)
    const [first, ...pool] = headsOf(ctx.directory, unitId)
    if (!first) return refuse('WF-NO-ROLE', unitName)
    const turn = { ...opened(taskId, 'consult', first, ctx.now), kind: 'consult' as const, dueAt: due.dueAt }
    tasks.push(pool.length > 0 ? { ...turn, pool } : turn)
    asks.push({ unitId, unitName, taskId, reminded: [], answer: null, ended: null, ruling: null, adoption: null })
  }
  const round = {
    id: args.roundId,
    by: ctx.actor,
    at: ctx.now,
    text: args.text,
    days: args.days,
    ...due,
    bodyVersion: doc.bodyVersion,
    bodySm3: doc.bodySm3,
    asks,
  }
  return { ok: true, events: [{ type: 'ConsultOpened', round, tasks }] }
}

const stances: Record<ConsultStance, Opinion['stance']> = { agree: 'agree', disagree: 'disagree', none: 'note' }

/** A unit's answer by whoever speaks for it now, once; its suggestions are kept beside the text (WF-73, WF-74). */
const answer: Decider<'GiveConsultOpinion'> = (doc, args, ctx) => {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const asked = asksOf(doc).find(({ ask }) => ask.taskId === task.id)
  if (task.kind !== 'consult' || !asked) return refuse('WF-STATE')
  const { unitId } = asked.ask
  const speaks = headsOf(ctx.directory, unitId).some((one) => one.userId === ctx.actor.userId)
  if (!speaks) return refuse('WF-NO-ROLE', asked.ask.unitName)
  if (args.stance === 'agree' && issuesAlong(doc, ctx.directory, unitId) && !isLeader(ctx, unitId))
    return refuse('WF-NO-ROLE', asked.ask.unitName, '第二十二条')
  if (args.stance === 'disagree' && args.text === '') return refuse('WF-CONSULT-REASON', asked.ask.unitName)
  if (!plausible(args.signedOn, task, ctx)) return refuse('WF-DATE')
  if (args.suggestion && doc.branches.length >= branchesAtMost) return refuse('WF-BRANCH')
  const by = { ...ctx.actor, unitId, unitName: asked.ask.unitName }
  const given = {
    stance: args.stance,
    text: args.text,
    by,
    signedOn: args.signedOn,
    basisSm3: args.basisSm3,
    at: ctx.now,
    suggestion: args.suggestion ? (ctx.commandId as CommandId) : null,
  }
  // among all opinions an answer without words has those of its stance
  const words = args.text === '' && args.stance === 'none' ? '无意见。' : args.text
  const opinion = { ...opinionOf(ctx, 'consult', stances[args.stance], words, args.signedOn, args.basisSm3), by }
  const kept: DocumentEvent[] = args.suggestion
    ? [{ type: 'BranchKept', branch: suggested(ctx, by, args.suggestion.baseVersion) }]
    : []
  return joined(doc, [{ type: 'ConsultAnswered', taskId: task.id, answer: given, opinion }, ...kept], ctx.now)
}

/** Of an organ that issues along (联合行文) the leaders alone sign, and 同意 in 会签 is their signature (R-22, WF-79). */
const isLeader = ({ actor, directory }: DecideContext, unitId: string): boolean =>
  directory.posts.some(
    (post) => post.userId === actor.userId && post.role === 'leader' && issuingUnit(directory, post.unitId)?.id === unitId,
  )

const suggested = (ctx: DecideContext, by: Branch['by'], baseVersion: number): Branch => ({
  id: ctx.commandId as CommandId,
  by,
  step: 'consult',
  baseVersion,
  code: SUGGESTION,
  at: ctx.now,
  settled: null,
})

/** A command of whoever leads the 会签. */
const led =
  <A>(of: (doc: DocumentState, args: A, ctx: DecideContext) => Decided) =>
  (doc: DocumentState, args: A, ctx: DecideContext): Decided =>
    leadsConsult(doc, ctx.actor.userId, ctx.directory) ? of(doc, args, ctx) : refuse('WF-NOT-YOURS')

export const consultDeciders: Deciders<keyof typeof consultArgs> = {
  OpenConsult: open,
  GiveConsultOpinion: answer,
  RemindConsult: led(remind),
  CancelConsult: led(cancel),
  CloseConsultOverdue: led(closeOverdue),
  RuleDisagreement: led(rule),
  RecordAdoption: led(adopt),
}
