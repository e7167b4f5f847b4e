import type { CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import { isTheirs, type DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'
import { contradicted } from './routing/contradiction.ts'

/**
 * 补充意见（离线形成，未参与流转）: an opinion that was given offline and came when the turn was over (domain.md C-03, C-04). It
 * is put on record with its step and day and moves nothing; once per refused command, by the person it was refused to, who
 * held the turn it was given for (WF-23).
 */
export function decideSupplement(doc: DocumentState, args: CommandArgs<'AddSupplement'>, ctx: DecideContext): Decided {
  if (doc.state === 'X2') return refuse('WF-STATE')
  const { userId } = ctx.actor
  if (!doc.tasks.some((task) => isTheirs(task, userId) && task.step === args.step)) return refuse('WF-NOT-YOURS')
  if (ctx.wasRefused === false || doc.opinions.some((opinion) => opinion.late === args.refused)) return refuse('WF-LATE')
  const { step, stance, text, signedOn, basisSm3, refused } = args
  const opinion = {
    by: ctx.actor,
    step,
    stance,
    text,
    signedOn,
    basisSm3,
    authoredAt: ctx.authoredAt,
    at: ctx.now,
    late: refused,
  }
  return { ok: true, events: [{ type: 'SupplementAdded', opinion }, ...contradicted(doc, opinion, ctx)] }
}
