import { sql } from 'kysely'
import type { Node as PmNode } from 'prosemirror-model'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { applySteps } from '../../src-shared/revision/apply-steps.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { sm3, sm3OfJson } from '../../src-server/sm3.ts'
import type { Db } from '../../src-server/store/database.ts'

/* Whether a county server's database agrees with itself. Each check writes what it finds into `faults`, in words. */

/** Replays a body from its first version: each must have its SM3, and be what is stored whole. */
export async function replayBody(
  db: Db,
  docId: string,
  faults: string[],
): Promise<{ node: PmNode; version: number; sm3: string } | undefined> {
  const rows = await db.selectFrom('body_version').selectAll().where('doc_id', '=', docId).orderBy('version').execute()
  let node: PmNode | undefined
  let version = 0
  let name = ''
  for (const row of rows) {
    const first = row.doc && row.version === 1 ? schema.nodeFromJSON(row.doc) : undefined
    node = node ? applySteps(node, row.steps) : first
    name = node ? bodySm3(sm3, node) : ''
    if (row.version !== ++version) faults.push(`body ${docId}: v${row.version} follows v${version - 1}`)
    if (name !== row.sm3) faults.push(`body ${docId} v${row.version} does not replay to its SM3`)
    if (row.doc && sm3OfJson(row.doc) !== row.sm3) faults.push(`body ${docId} v${row.version} is stored as another text`)
  }
  return node && { node, version, sm3: name }
}

/** A document is what its events make of it. */
export async function replayEvents(db: Db, docId: string, stands: DocumentState, faults: string[]): Promise<void> {
  const rows = await db.selectFrom('doc_event').selectAll().where('doc_id', '=', docId).orderBy('rev').orderBy('n').execute()
  let state: DocumentState | undefined
  for (let rev = 1; rev <= stands.rev; rev++) {
    const mine = rows.filter((row) => row.rev === rev)
    const events: DocumentEvent[] = mine.map((row) => row.event)
    if (!state && events.length === 0) return void faults.push(`document ${docId} has no first event`)
    state = evolveAll(state, events, mine[0]?.at ?? stands.updatedAt)
  }
  if (canonicalJson(state ?? null) !== canonicalJson(stands)) faults.push(`document ${docId} is not what its events make of it`)
}

/**
 * A command has one verdict, and events of one revision of its own document where it was applied, none where it was refused;
 * what it did to others beside its own, and what the server did by itself, has a line of its own in their audit chains.
 */
export async function oneEffectEach(db: Db, faults: string[]): Promise<void> {
  const twice = await sql<{ cmd_id: string }>`
    select distinct cmd_id from doc_event group by cmd_id, doc_id having count(distinct rev) > 1`.execute(db)
  for (const { cmd_id: id } of twice.rows) faults.push(`command ${id} took effect twice`)
  const shared = await sql<{ doc_id: string; rev: number }>`
    select doc_id, rev from doc_event group by doc_id, rev having count(distinct cmd_id) <> 1`.execute(db)
  for (const row of shared.rows) faults.push(`revision ${row.rev} of ${row.doc_id} has not one command`)
  const stray = await sql<{ cmd_id: string }>`
    select distinct e.cmd_id from doc_event e left join command_log l on l.cmd_id = e.cmd_id
    where (l.cmd_id is null or l.doc_id <> e.doc_id or (l.status <> 'applied' and e.event->>'type' <> 'BranchKept'))
      and not exists (select from audit_event a where a.doc_id = e.doc_id and a.kind in ('effect.applied', 'server.applied')
        and a.detail::json ->> 'command' = e.cmd_id::text)`.execute(db)
  for (const { cmd_id: id } of stray.rows) faults.push(`command ${id} left events, yet was not applied`)
  const audited = await sql<{ cmd_id: string }>`
    select l.cmd_id from command_log l left join audit_event a
      on a.detail::json ->> 'command' = l.cmd_id::text and a.kind = 'command.' || l.status and a.code is distinct from 'SY-ID-REUSED'
    group by l.cmd_id having count(a.seq) <> 1`.execute(db)
  for (const { cmd_id: id } of audited.rows) faults.push(`command ${id} is not one line of the audit chain`)
  const saves = await sql<{ cmd_id: string }>`
    select l.cmd_id from command_log l left join body_version v on v.cmd_id = l.cmd_id and v.doc_id = l.doc_id
    where (v.cmd_id is not null) <> (l.status = 'applied' and l.name in ('SubmitBody', 'CreateDraft', 'BringInBranch', 'RegisterPaper'))`.execute(
    db,
  )
  for (const { cmd_id: id } of saves.rows) faults.push(`command ${id} and the version it makes do not agree`)
}

/** A scope's head is its newest row, and no two rows share a version. */
export async function scopesAreWhole(db: Db, faults: string[]): Promise<void> {
  const wrong = await sql<{ scope: string }>`
    select h.scope from scope_head h left join scope_entry e on e.scope = h.scope
    group by h.scope, h.v having h.v is distinct from max(e.v)`.execute(db)
  for (const { scope } of wrong.rows) faults.push(`scope ${scope}: its head is not its newest row`)
}
