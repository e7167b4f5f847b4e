import { sql } from 'kysely'
import { participants, wasSubmitted, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { officeScope } from '../store/directory.ts'
import type { Tx } from '../store/database.ts'

/** A scope and the version it reached: what a wake-up tells and what a pull will bring. */
export type Moved = [scope: string, v: number]

/** The scopes a document is visible in as it stands: everyone who has or had a turn, 合拟人, and the organ's office once it was submitted. */
export function scopesOfDocument(doc: DocumentState): string[] {
  if (doc.state === 'X2') return []
  const users = participants(doc).map((id) => `user:${id}`)
  return [...new Set(wasSubmitted(doc) ? [...users, officeScope(doc.unitId)] : users)].toSorted()
}

/**
 * Publishes a document to its scopes and takes it back from those it left. One statement locks all scope heads in sorted
 * order, as the last locks of the transaction, so writers never wait for one another in a circle (SY-12). A scope's
 * version counts up by one per command and is seen only when the command is committed, so a cursor misses nothing (SY-13).
 */
export async function publish(tx: Tx, doc: DocumentState, now: number, reason: string): Promise<Moved[]> {
  const wanted = scopesOfDocument(doc)
  const held = await tx.selectFrom('scope_entry').select('scope').where('doc_id', '=', doc.id).where('op', '=', 'U').execute()
  const left = held.map((row) => row.scope).filter((scope) => !wanted.includes(scope))
  const all = [...wanted, ...left].toSorted()
  if (all.length === 0) return []
  const result = await sql<{ scope: string; v: number }>`
    with moved as (
      insert into scope_head as h (scope, v) select s, 1 from unnest(${all}::text[]) s order by s
      on conflict (scope) do update set v = h.v + 1 returning scope, v
    )
    insert into scope_entry (scope, doc_id, v, op, rev, reason, at)
    select scope, ${doc.id}::uuid, v, case when scope = any(${left}::text[]) then 'D' else 'U' end, ${doc.rev}::int,
      case when scope = any(${left}::text[]) then ${reason}::text end, ${now}::bigint from moved
    on conflict (scope, doc_id) do update set v = excluded.v, op = excluded.op, rev = excluded.rev, reason = excluded.reason, at = excluded.at
    returning scope, v`.execute(tx)
  return result.rows.map((row) => [row.scope, row.v])
}
