import { sql } from 'kysely'
import { DIGEST_MODULUS } from '../../src-shared/sync/digest.ts'
import type { Environment } from '../commands/environment.ts'
import { anchorDay } from '../store/anchors.ts'
import { dropPart } from '../store/blob-files.ts'
import type { Db } from '../store/database.ts'

const DAY = 86_400_000
const TOMBSTONES = 180 * DAY
const PARTIAL = 14 * DAY
const HOUR = 3_600_000
/** Scopes mended in one transaction: writers to them wait as long. */
const SCOPES_AT_ONCE = 20

export type SweepOutcome = 'done' | 'elsewhere' | 'failed'

/**
 * Clears away what has run out: sessions, uploads given up, and tombstones no desk needs any more; their scopes say so by
 * `gc_v` (SY-15). The day's audit log is anchored (SE-133). Digests that a load or an older server left behind are worked out. One node at a time does it (SY-132).
 */
export async function sweep(env: Environment): Promise<SweepOutcome> {
  return env.db.connection().execute(async (guard) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(hashtext('liuhen sweep')) as mine`.execute(guard)
    if (rows[0]?.mine !== true) return 'elsewhere'
    try {
      await clearAway(env)
      await anchorDay(env.db, env.dataDir, env.now())
      while ((await mendDigests(env.db)) === SCOPES_AT_ONCE);
      return 'done'
    } finally {
      await sql`select pg_advisory_unlock(hashtext('liuhen sweep'))`.execute(guard)
    }
  })
}

async function clearAway({ db, dataDir, now: clock }: Environment): Promise<void> {
  const now = clock()
  await db.deleteFrom('session').where('expires_at', '<=', now).execute()
  await db
    .deleteFrom('login_failure')
    .where('last_at', '<', now - DAY)
    .execute()
  const stale = await db
    .deleteFrom('blob_upload')
    .where('at', '<', now - PARTIAL)
    .returning(['sm3', 'user_id'])
    .execute()
  for (const upload of stale) await dropPart(dataDir, upload.sm3, upload.user_id)
  await db.transaction().execute(async (tx) => {
    await sql`with old as (select scope, max(v) as v from scope_entry where op = 'D' and at < ${now - TOMBSTONES} group by scope),
      locked as (select h.scope from scope_head h join old using (scope) order by h.scope for update of h)
      update scope_head h set gc_v = greatest(h.gc_v, old.v) from old join locked using (scope) where h.scope = old.scope`.execute(
      tx,
    )
    await sql`delete from scope_entry e using scope_head h where h.scope = e.scope and e.op = 'D' and e.at < ${now - TOMBSTONES} and e.v <= h.gc_v`.execute(
      tx,
    )
  })
}

/** Two statements: the second sees every entry that was committed before its scope was locked. */
const mendDigests = (db: Db): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ scope: string }>`select scope from scope_head where digest_v is distinct from v
      order by scope limit ${SCOPES_AT_ONCE} for update`.execute(tx)
    const scopes = rows.map(({ scope }) => scope)
    if (scopes.length > 0)
      await sql`update scope_head h set digest_v = h.v, digest = (
          select mod(coalesce(sum(entry_hash(e.doc_id, e.rev)), 0), ${sql.raw(String(DIGEST_MODULUS))})::bigint
          from scope_entry e where e.scope = h.scope and e.op = 'U')
        where h.scope = any(${scopes}::text[])`.execute(tx)
    return scopes.length
  })

/** Sweeps once an hour, the first time some minutes after the start; a failure waits for the next round. */
export function sweepRegularly(env: Environment, told: (outcome: SweepOutcome) => void = () => undefined): () => void {
  const round = (): void => void sweep(env).then(told, () => told('failed'))
  const soon = setTimeout(round, HOUR / 12)
  const timer = setInterval(round, HOUR)
  timer.unref()
  soon.unref()
  return () => {
    clearInterval(timer)
    clearTimeout(soon)
  }
}
