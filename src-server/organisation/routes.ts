import { sql } from 'kysely'
import { checkRoute, type RouteDraft } from '../../src-shared/organisation/check-route.ts'
import type { CheckedRoute, RouteVersions } from '../../src-shared/organisation/messages.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'
import { countUp, type Who } from './apply-plan.ts'
import { finished, readBase } from './read-organisation.ts'

/** Every version of a route template, the one that counts first (AD-66). Error: ORG-NO-ROUTE. */
export async function routeVersions(db: Db, id: string): Promise<RouteVersions> {
  const now = await routeOf(db, id)
  const former = await db
    .selectFrom('route_template_former as f')
    .leftJoin('account as a', 'a.id', 'f.replaced_by')
    .select(['f.version', 'f.name', 'f.steps', 'f.replaced_at', 'f.replaced_by', 'a.name as who'])
    .where('f.id', '=', id)
    .orderBy('f.version', 'desc')
    .execute()
  return [
    { id, version: now.version, name: now.name, steps: now.steps, replaced: null },
    ...former.map(({ version, name, steps, replaced_at: at, replaced_by: by, who }) => ({
      id,
      version,
      name,
      steps,
      replaced: { by: who ?? by, at },
    })),
  ]
}

/** What publishing a route would do; changes nothing (AD-63). Error: ORG-NO-ROUTE. */
export async function checkRouteDraft(db: Db, directory: Directory, id: string, draft: RouteDraft): Promise<CheckedRoute> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { version } = await routeOf(tx, id)
      const { base } = await readBase(tx)
      return { base, version: version + 1, running: await running(tx, id), findings: checkRoute(draft, directory) }
    })
}

/**
 * Publishes a checked route as the next version. What is in work keeps the version it began with (C-11); the version it
 * replaces is kept. Errors: ORG-STALE (somebody changed something since the check), ORG-ROUTE (an error stands against it).
 */
export async function publishRoute(
  db: Db,
  directory: Directory,
  { id, draft, base }: { id: string; draft: RouteDraft; base: string },
  { actor, at }: Who,
): Promise<CheckedRoute> {
  const findings = checkRoute(draft, directory)
  if (findings.some(({ level }) => level === 'error')) throw new HttpError(422, 'ORG-ROUTE')
  return db.transaction().execute(async (tx) => {
    // the base names the address book as well: what the check was made against is what stands now
    const held = await readBase(tx, true)
    if (held.base !== base || !base.includes(`.${directory.version}.`)) throw new HttpError(409, 'ORG-STALE')
    const { ord: _ord, steps, ...before } = await routeOf(tx, id)
    const kept = { ...before, steps: JSON.stringify(steps), replaced_by: actor, replaced_at: at }
    await tx.insertInto('route_template_former').values(kept).execute()
    const version = before.version + 1
    const next = { version, name: draft.name, steps: JSON.stringify(draft.steps) }
    await tx.updateTable('route_template').set(next).where('id', '=', id).execute()
    await countUp(tx)
    const detail = { id, version, steps: draft.steps.map((step) => step.id) }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'route.published', detail })
    return { ...(await readBase(tx)), version, running: await running(tx, id), findings }
  })
}

async function routeOf(tx: Db | Tx, id: string) {
  const row = await tx.selectFrom('route_template').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new HttpError(404, 'ORG-NO-ROUTE')
  return row
}

/** Documents in work that go by a version of the template: a number only, nothing of what is in them. */
async function running(tx: Db | Tx, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from doc where state not in (${sql.join(finished)}) and data -> 'route' ->> 'id' = ${id}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}
