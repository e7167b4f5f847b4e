import { sql } from 'kysely'
import { calendarWith } from '../../src-shared/calendar/calendars.ts'
import { isWorkingTime, levelsDue } from '../../src-shared/workflow/clocks.ts'
import { suspended } from '../../src-shared/workflow/incoming/clock.ts'
import { headsOf } from '../../src-shared/workflow/consult/heads.ts'
import { holdersOf, type Directory } from '../../src-shared/workflow/directory.ts'
import { movesRoute, standsStill, type DocumentState, type Task } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import type { UrgeLevel } from '../../src-shared/workflow/routing/part.ts'
import type { Environment } from '../commands/environment.ts'
import { ownAct } from '../commands/own-act.ts'
import { withRetry } from '../commands/retry.ts'
import { standIns } from '../commands/stand-in.ts'
import type { Db } from '../store/database.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Nothing turns yellow earlier than this before it is due: three 工作日 and the longest holidays. */
const HORIZON = 21 * DAY

/** 蓝 is told to whoever has the turn, 橙 to the head of their unit too, 红 to the 分管领导 (domain.md §4.7). */
function toldOf(directory: Directory, doc: DocumentState, task: Task, level: UrgeLevel): Person[] {
  if (level === 'blue') return [task.assignee, ...(task.pool ?? [])].slice(0, 50)
  if (level === 'orange') return headsOf(directory, task.assignee.unitId).slice(0, 1)
  return holdersOf(directory, doc.unitId, ['deputyLeader']).slice(0, 50)
}

/** What the clock tells of at an instant: each open turn's levels that are due and were not told (WF-92), nothing while it stands still. Never an approval. */
export function escalationsOf(directory: Directory, doc: DocumentState, now: number): DocumentEvent[] {
  if (suspended(doc.incoming?.clock ?? null)) return []
  return doc.tasks.flatMap((task): DocumentEvent[] => {
    if (task.doneAt !== null || !movesRoute(task) || standsStill(task) || typeof task.dueAt !== 'number') return []
    const told = (task.escalated ?? []).map((one) => one.level)
    return levelsDue(now, task.arrivedAt, task.dueAt, told, calendarWith(directory.holidays)).map((level) => ({
      type: 'TurnEscalated',
      taskId: task.id,
      escalation: { level, at: now, to: toldOf(directory, doc, task, level) },
    }))
  })
}

/** One round: overdue turns are told of, in working time only; 委托 that begin or end do so. Gives how many documents moved. */
export async function turnClocks(env: Environment): Promise<number> {
  return (await periods(env)) + (await escalate(env))
}

async function escalate(env: Environment): Promise<number> {
  const now = env.now()
  const { directory } = await env.county.read(env.db)
  if (!isWorkingTime(now, calendarWith(directory.holidays))) return 0
  let count = 0
  for (const docId of await dueSoon(env.db, now + HORIZON)) {
    const act = {
      docId,
      name: 'turns.escalated',
      actor: 'server',
      now,
      eventsOf: (doc: DocumentState) => escalationsOf(directory, doc, now),
    }
    const moved = await withRetry(() => env.db.transaction().execute((tx) => ownAct(tx, act)))
    if (moved.length === 0) continue
    env.wake(moved)
    count += 1
  }
  return count
}

async function dueSoon(db: Db, before: number): Promise<string[]> {
  const turn = `$.tasks[*] ? (@.doneAt == null && @.dueAt < ${Math.trunc(before)} && !exists(@.escalated[*] ? (@.level == "red")))`
  const { rows } = await sql<{ id: string }>`select id from doc
    where state not in ('F0', 'F11', 'F12', 'X1', 'X2', 'S8', 'S9', 'XR') and data @? ${turn}::jsonpath order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** 委托 whose period began or ended since they were looked at last: those who give them, for their open turns may stand otherwise. */
async function periods(env: Environment): Promise<number> {
  const now = env.now()
  const { rows } = await sql<{ from_user: string }>`select distinct from_user from delegation
    where revoked_at is null and (starts_at between ${now - DAY} and ${now} or ends_at between ${now - DAY} and ${now})`.execute(
    env.db,
  )
  if (rows.length === 0) return 0
  const county = await env.county.read(env.db)
  const moved = await withRetry(() =>
    env.db.transaction().execute((tx) =>
      standIns(
        tx,
        county,
        rows.map((row) => row.from_user),
        { actor: 'server', now },
      ),
    ),
  )
  if (moved.length > 0) env.wake(moved)
  return moved.length > 0 ? 1 : 0
}

/** Looks at the clocks once a minute, one node at a time; a round that fails waits for the next. */
export function turnClocksRegularly(
  env: Environment,
  told: (outcome: 'done' | 'elsewhere' | 'failed') => void = () => undefined,
): () => void {
  const round = (): Promise<'done' | 'elsewhere'> =>
    env.db.connection().execute(async (guard) => {
      const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(hashtext('liuhen clocks')) as mine`.execute(guard)
      if (rows[0]?.mine !== true) return 'elsewhere'
      try {
        await turnClocks(env)
        return 'done'
      } finally {
        await sql`select pg_advisory_unlock(hashtext('liuhen clocks'))`.execute(guard)
      }
    })
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    void round()
      .then(told, () => told('failed'))
      .finally(() => (running = false))
  }, MINUTE)
  timer.unref()
  return () => clearInterval(timer)
}
