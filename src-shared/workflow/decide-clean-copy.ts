import { mayMakeClean } from './clean-right.ts'
import type { CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import type { DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'

/**
 * 清稿 of the version that was signed, once (WF-22, RV-36). The desk names the SM3 of what it made; the server makes it
 * again (`ctx.clean`), proves it and compares. Text and chain of versions stay as they are.
 */
export function decideCleanCopy(doc: DocumentState, args: CommandArgs<'MakeCleanCopy'>, ctx: DecideContext): Decided {
  if (!doc.signed || doc.state !== 'F6') return refuse('WF-STATE')
  if (doc.clean) return refuse('WF-CLEAN', 'there is one')
  if (!mayMakeClean(doc, ctx.actor.userId, ctx.directory)) return refuse('WF-NOT-YOURS')
  if (args.bodySm3 !== doc.signed.bodySm3 || args.bodySm3 !== doc.bodySm3) return refuse('WF-CLEAN', 'another text')
  if (ctx.clean && ctx.clean.sm3 !== args.sm3) return refuse('WF-CLEAN', 'another result')
  const clean = { version: doc.bodyVersion, sm3: args.sm3, by: ctx.actor, at: ctx.now }
  return { ok: true, events: [{ type: 'CleanCopyMade', clean }] }
}
