import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { handedOver, isOfficeOf, stepsAhead, successorAt, turnsOfPerson } from '../../src-shared/workflow/routing/hand-over.ts'
import { routingAtMost } from '../../src-shared/workflow/routing/part.ts'
import { takerOf } from '../../src-shared/workflow/routing/targets.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import type { StepToHandOver, TurnToHandOver } from '../../src-shared/turns/messages.ts'
import type { Tx } from '../store/database.ts'
import type { County } from '../store/directory.ts'
import { withDelegates } from './delegates.ts'
import type { Effect } from './effects.ts'
import type { Refused } from './judge.ts'
import { documentsWithTurns } from './stand-in.ts'

/** What 交接 does to the documents beside the one its command names: all of them in the same transaction (R-35, WF-85). */
export function handOverEffects(county: County, args: CommandArgs<'HandOver'>, ctx: DecideContext): Effect[] {
  const others = [...new Set([...args.turns, ...(args.ahead ?? [])].map((one) => one.docId))].filter((id) => id !== args.docId)
  return others.map((docId) => ({
    docId,
    eventsOf: (doc) => {
      if (!doc) return gone
      const decided = handedOver(doc, args, ctx)
      return decided.ok ? withDelegates(county, doc, decided.events, ctx.now) : decided
    },
  }))
}

const gone: Refused = { ok: false, code: 'WF-HANDOVER', rule: 'WF-85' }

type Asked = { asking: string; from: string; to: string }

/** The list a 交接 begins with: every open turn of a person in the organs whose office asks; oldest first. */
export async function turnsToHandOver(tx: Tx, directory: Directory, { asking, from, to }: Asked): Promise<TurnToHandOver[]> {
  const ids = await documentsWithTurns(tx, from)
  if (ids.length === 0) return []
  const rows = await tx.selectFrom('doc').select('data').where('id', 'in', ids).execute()
  const turns = rows.flatMap(({ data: doc }) =>
    turnsOfPerson(doc, from)
      .filter((task) => isOfficeOf(directory, task.assignee.unitId, asking))
      .map((task) => ({
        docId: doc.id,
        taskId: task.id,
        title: doc.header.title,
        stepName: stepNameOf(doc, task.step),
        kind: task.kind ?? ('handle' as const),
        arrivedAt: task.arrivedAt,
        dueAt: task.dueAt ?? null,
        taken: takerOf(directory, doc, task, to) !== undefined,
      })),
  )
  return turns.toSorted((a, b) => a.arrivedAt - b.arrivedAt || (a.taskId < b.taskId ? -1 : 1))
}

/** What 交接 hands over beside: steps ahead of the leaver in documents of the organs whose office asks; the oldest document first. */
export async function stepsToHandOver(tx: Tx, directory: Directory, { asking, from, to }: Asked): Promise<StepToHandOver[]> {
  const organs = directory.units.filter((unit) => !unit.inner && isOfficeOf(directory, unit.id, asking)).map((unit) => unit.id)
  if (organs.length === 0) return []
  const rows = await tx
    .selectFrom('doc')
    .select('data')
    .where('owner_unit', 'in', organs)
    .where('state', 'in', ['F1', 'F2', 'F3', 'F4', 'F5'])
    .orderBy('id')
    .execute()
  const steps = rows.flatMap(({ data: doc }) =>
    stepsAhead(doc, from).map((step) => {
      const leaver = [doc.assignees[step], ...(doc.also?.[step] ?? [])].find((one) => one?.userId === from)
      const taken = leaver !== undefined && successorAt(directory, doc, step, leaver, to) !== undefined
      return { docId: doc.id, step, title: doc.header.title, stepName: stepNameOf(doc, step), taken }
    }),
  )
  return steps.slice(0, routingAtMost.turns)
}
