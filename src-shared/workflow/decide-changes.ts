import { sameHeader } from '../document/header.ts'
import type { CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { openTaskOf, type Decision, type DocumentState } from './document-state.ts'
import { mayDecide } from './edit-right.ts'
import type { Decided } from './events.ts'

/** Verdicts on tracked changes (T5, RV-10). */
export function decideChanges(doc: DocumentState, args: CommandArgs<'DecideChanges'>, ctx: DecideContext): Decided {
  if (!mayDecide(doc, ctx.actor.userId)) return refuse('WF-NOT-YOURS')
  const task = openTaskOf(doc, ctx.actor.userId)
  const unknown = ctx.changeIds && args.decisions.find((d) => !ctx.changeIds?.has(d.changeId))
  if (unknown) return refuse('WF-CHANGE', unknown.changeId)
  const at = { by: ctx.actor, step: task?.step ?? doc.step, at: ctx.now }
  const decisions: Decision[] = []
  for (const { changeId, verdict } of args.decisions) {
    const last = decisions.at(-1)
    if (last?.verdict === verdict) last.changeIds.push(changeId)
    else decisions.push({ changeIds: [changeId], verdict, ...at })
  }
  const header = ctx.header && !sameHeader(ctx.header, doc.header) ? { header: ctx.header } : {}
  return { ok: true, events: [{ type: 'ChangesDecided', decisions, ...header }] }
}
