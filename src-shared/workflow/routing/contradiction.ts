import { followingId } from '../../ids.ts'
import type { DecideContext } from '../decide-context.ts'
import { holdersOf } from '../directory.ts'
import type { DocumentState, Opinion } from '../document-state.ts'
import type { DocumentEvent } from '../events.ts'
import { reading } from './decide-read.ts'

const against: ReadonlySet<Opinion['stance']> = new Set(['disagree', 'return'])

/**
 * Where an opinion that came late says the contrary of what another did in the same turn meanwhile, the office is told: somebody
 * there gets it to read (domain.md C-04, WF-89). Nothing where nobody of the office is left to tell.
 */
export function contradicted(doc: DocumentState, late: Opinion, ctx: DecideContext): DocumentEvent[] {
  const other = doc.opinions.findLast(
    (one) =>
      one.step === late.step &&
      one.late === undefined &&
      one.by.userId !== late.by.userId &&
      ((against.has(one.stance) && late.stance === 'agree') || (one.stance === 'agree' && against.has(late.stance))),
  )
  const held = doc.tasks.some(
    (task) => task.step === late.step && task.doneAt !== null && task.assignee.userId === late.by.userId,
  )
  const [first, ...pool] = holdersOf(ctx.directory, doc.unitId, ['officeChecker'])
  if (!other || !held || !first) return []
  const given = { how: 'contradiction' as const, by: late.by, at: ctx.now, reason: `${other.by.name}：${other.text}` }
  const task = reading(followingId(ctx.commandId), first, given)
  return [{ type: 'Circulated', by: late.by, text: late.text, tasks: [pool.length > 0 ? { ...task, pool } : task] }]
}
