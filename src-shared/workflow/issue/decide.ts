import { refuse } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import { openedForRole } from '../turn.ts'
import { recheckQuestions, type issueArgs } from './commands.ts'

/** 复核无误 (条例第二十五条(一)): every question answered, the 清稿 made; then it is numbered. */
const recheck: Decider<'Recheck'> = (doc, args, ctx) => {
  if (doc.state !== 'F6') return refuse('WF-STATE')
  if (!doc.clean || recheckQuestions.some((one) => !args.ticked.includes(one)))
    return refuse('WF-RECHECK', undefined, '第二十五条')
  const next = openedForRole(doc, ctx, { id: args.nextTaskId, step: 'number', roles: ['clerk'] })
  if (!next) return refuse('WF-NO-ROLE', 'clerk')
  const rechecked = { by: ctx.actor, at: ctx.now, ticked: [...args.ticked] }
  return { ok: true, events: [{ type: 'Rechecked', rechecked, next }] }
}

export const issueDeciders: Deciders<keyof typeof issueArgs> = { Recheck: recheck }
