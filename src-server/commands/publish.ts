import { sql } from 'kysely'
import { DIGEST_MODULUS } from '../../src-shared/sync/digest.ts'
import type { LeaveReason } from '../../src-shared/sync/protocol.ts'
import { participants, toldOfTurns, wasSubmitted, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { officeScope, registryScope, toldScope } from '../store/directory.ts'
import type { Tx } from '../store/database.ts'

/** A scope and the version it reached: what a wake-up tells and what a pull will bring. */
export type Moved = [scope: string, v: number]

const digestModulus = sql.raw(String(DIGEST_MODULUS))

/**
 * The scopes a document is visible in as it stands: everyone who has or had a turn, 合拟人, and the organ's office once it was
 * submitted; and those of who was told of an open turn, which nobody's desk pulls.
 */
export function scopesOfDocument(doc: DocumentState): string[] {
  if (doc.state === 'X2') return []
  const users = [...participants(doc).map((id) => `user:${id}`), ...toldOfTurns(doc).map(toldScope)]
  // a 收文 is the organ's from the day it comes in, in the register and at the office alike
  if (doc.kind === 'incoming') return [...new Set([...users, officeScope(doc.unitId), registryScope(doc.unitId)])].toSorted()
  return [...new Set(wasSubmitted(doc) ? [...users, officeScope(doc.unitId)] : users)].toSorted()
}

/**
 * Publishes a document to its scopes and takes it back from those it left. One statement locks all scope heads in sorted
 * order, as the last locks of the transaction, so writers never wait for one another in a circle (SY-12). A scope's
 * version counts up by one per command and is seen only when the command is committed, so a cursor misses nothing (SY-13).
 * Its digest moves by what the document's entry adds now and added before: the document is locked, so no other
 * transaction changes that entry meanwhile (SY-102).
 */
export async function publish(tx: Tx, doc: DocumentState, now: number, reason: LeaveReason): Promise<Moved[]> {
  const wanted = scopesOfDocument(doc)
  const result = await sql<{ scope: string; v: number; whole: boolean }>`
    with touched as (
      select s, false as leaves from unnest(${wanted}::text[]) s
      union all
      select scope, true from scope_entry where doc_id = ${doc.id}::uuid and op = 'U' and scope <> all(${wanted}::text[])
    ), moved as (
      insert into scope_head as h (scope, v, digest, digest_v)
        select t.s, 1, mod(${digestModulus}
          + case when t.leaves then 0 else entry_hash(${doc.id}::uuid, ${doc.rev}::int) end
          - case when e.op = 'U' then entry_hash(e.doc_id, e.rev) else 0 end, ${digestModulus}), 1
        from touched t left join scope_entry e on e.scope = t.s and e.doc_id = ${doc.id}::uuid order by t.s
      on conflict (scope) do update set v = h.v + 1, updated_at = clock_timestamp(),
        digest = mod(h.digest + excluded.digest, ${digestModulus}),
        digest_v = case when h.digest_v = h.v then h.v + 1 end
      returning scope, v, digest_v is not distinct from v as whole
    ), entries as (
      insert into scope_entry (scope, doc_id, v, op, rev, reason, at)
      select m.scope, ${doc.id}::uuid, m.v, case when t.leaves then 'D' else 'U' end, ${doc.rev}::int,
        case when t.leaves then ${reason}::text end, ${now}::bigint from moved m join touched t on t.s = m.scope
      on conflict (scope, doc_id) do update set v = excluded.v, op = excluded.op, rev = excluded.rev, reason = excluded.reason, at = excluded.at
    )
    select scope, v, whole from moved`.execute(tx)
  const broken = result.rows.filter((row) => !row.whole).map((row) => row.scope)
  if (broken.length > 0) await mendDigests(tx, broken)
  return result.rows.map((row) => [row.scope, row.v])
}

/** Works the digests of scopes out anew, whose heads this transaction has locked: a server of the version before left them behind. */
async function mendDigests(tx: Tx, scopes: readonly string[]): Promise<void> {
  await sql`
    update scope_head h set digest_v = h.v, digest = (
      select mod(coalesce(sum(entry_hash(e.doc_id, e.rev)), 0), ${digestModulus})::bigint
      from scope_entry e where e.scope = h.scope and e.op = 'U')
    where h.scope = any(${[...scopes]}::text[])`.execute(tx)
}
