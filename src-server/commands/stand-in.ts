import { sql } from 'kysely'
import type { Tx } from '../store/database.ts'
import type { County } from '../store/directory.ts'
import { delegationsApplied } from './delegates.ts'
import { ownAct } from './own-act.ts'
import type { Moved } from './publish.ts'

/** The documents somebody has an open turn in, in the order of their ids: locks are taken in it. */
export async function documentsWithTurns(tx: Tx, userId: string): Promise<string[]> {
  const turn = `$.tasks[*] ? (@.doneAt == null && @.assignee.userId == ${JSON.stringify(userId)})`
  const { rows } = await sql<{ id: string }>`select d.id from scope_entry e join doc d on d.id = e.doc_id
    where e.scope = ${`user:${userId}`} and e.op = 'U' and d.data @? ${turn}::jsonpath order by d.id`.execute(tx)
  return rows.map(({ id }) => id)
}

/**
 * Brings the open turns of people in line with the 委托 of this moment: who stands in sees them, who does so no more loses them
 * from sight, all in this transaction (WF-84).
 */
export async function standIns(
  tx: Tx,
  county: County,
  users: readonly string[],
  { actor, now }: { actor: string; now: number },
): Promise<Moved[]> {
  const ids = new Set<string>()
  for (const userId of new Set(users)) for (const id of await documentsWithTurns(tx, userId)) ids.add(id)
  const moved: Moved[] = []
  for (const docId of [...ids].toSorted())
    moved.push(
      ...(await ownAct(tx, {
        docId,
        name: 'turns.delegated',
        actor,
        now,
        eventsOf: (doc) => delegationsApplied(county, doc, now),
      })),
    )
  return moved
}
