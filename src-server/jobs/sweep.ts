import { sql } from 'kysely'
import type { Environment } from '../commands/environment.ts'
import { dropPart } from '../store/blob-files.ts'

const DAY = 86_400_000
const TOMBSTONES = 180 * DAY
const PARTIAL = 14 * DAY
const HOUR = 3_600_000

/** Clears away what has run out: sessions, uploads given up, and tombstones no desk needs any more; their scopes say so by `gc_v` (SY-15). */
export async function sweep(env: Environment): Promise<void> {
  const now = env.now()
  await env.db.deleteFrom('session').where('expires_at', '<=', now).execute()
  await env.db
    .deleteFrom('login_failure')
    .where('last_at', '<', now - DAY)
    .execute()
  const stale = await env.db
    .deleteFrom('blob_upload')
    .where('at', '<', now - PARTIAL)
    .returning(['sm3', 'user_id'])
    .execute()
  for (const upload of stale) await dropPart(env.dataDir, upload.sm3, upload.user_id)
  await env.db.transaction().execute(async (tx) => {
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

/** Sweeps once an hour; a failure waits for the next round. */
export function sweepRegularly(env: Environment): () => void {
  const timer = setInterval(() => void sweep(env).catch(() => undefined), HOUR)
  timer.unref()
  return () => clearInterval(timer)
}
