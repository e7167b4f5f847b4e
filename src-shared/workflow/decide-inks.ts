import type { Command, CommandArgs } from './commands.ts'
import { refuse, type DecideContext } from './decide-context.ts'
import type { DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'
import { inkPointsAtMost, inkPointsInAll, inksAtMost, pointsOf } from './inks.ts'

/**
 * 圈阅 and handwriting (WF-21): whoever reads the document may draw on any version of it, struck by its author alone. It is
 * a record beside the text and no act of the route: 同意 is given as an opinion. A draft thrown away takes none.
 */
export function decideInk(
  doc: DocumentState,
  command: Extract<Command, { name: 'AddInk' | 'StrikeInk' }>,
  ctx: DecideContext,
): Decided {
  if (doc.state === 'X2') return refuse('WF-STATE')
  return command.name === 'AddInk' ? addInk(doc, command.args, ctx) : strikeInk(doc, command.args, ctx)
}

function addInk(doc: DocumentState, { ink }: CommandArgs<'AddInk'>, ctx: DecideContext): Decided {
  // drawn without a line on a version that is no longer the newest it stays on that version, and is not lost
  if (ctx.drawnOn === null) return refuse('WF-INK', `v${ink.bodyVersion}`)
  if (doc.inks.some((one) => one.id === ink.id)) return refuse('WF-INK', ink.id)
  const points = pointsOf(ink.strokes)
  const before = doc.inks.reduce((sum, one) => sum + pointsOf(one.strokes), 0)
  if (points > inkPointsAtMost || doc.inks.length >= inksAtMost || before + points > inkPointsInAll)
    return refuse('WF-INK', `${points} points`)
  const drawn = {
    ...ink,
    bodyVersion: ctx.drawnOn?.version ?? ink.bodyVersion,
    bodySm3: ctx.drawnOn?.sm3 ?? ink.bodySm3,
    by: ctx.actor,
    authoredAt: Math.min(ctx.authoredAt, ctx.now),
    at: ctx.now,
    struck: null,
  }
  return { ok: true, events: [{ type: 'InkAdded', ink: drawn }] }
}

function strikeInk(doc: DocumentState, { inkId }: CommandArgs<'StrikeInk'>, ctx: DecideContext): Decided {
  const ink = doc.inks.find((one) => one.id === inkId)
  if (!ink) return refuse('WF-INK', inkId)
  if (ink.by.userId !== ctx.actor.userId) return refuse('WF-NOT-YOURS')
  // struck at two desks is struck once
  if (ink.struck) return { ok: true, events: [] }
  return { ok: true, events: [{ type: 'InkStruck', inkId, struck: { by: ctx.actor, at: ctx.now } }] }
}
