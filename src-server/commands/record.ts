import { sql } from 'kysely'
import type { LeaveReason } from '../../src-shared/sync/protocol.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { addVersion, keepVersion } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'
import { insertion, later } from '../store/session-client.ts'
import type { BodyPlan } from './body-plan.ts'
import { settleBranches, storeBranch } from './branches.ts'
import { storeClean, type CleanPlan } from './clean-copies.ts'
import type { KeptEdits } from './consult.ts'
import type { Sender } from './environment.ts'
import { publish, type Moved } from './publish.ts'

export type Applied = { doc: DocumentState; moved: Moved[] }
type Facts = {
  before: DocumentState | undefined
  cmdId: string
  sender: Sender
  /** the scopes at this moment of whose work it is: the sender's, or those of the author of late edits */
  scopes: readonly string[]
  now: number
  authoredAt: number
  /** the step a text it brings is signed with, where the text is not somebody else's */
  step: string
}

const transitions: readonly DocumentEvent['type'][] = [
  'Submitted',
  'Approved',
  'Returned',
  'Withdrawn',
  'Signed',
  'JointSigned',
  'TurnPassed',
  'TurnJoined',
  'Terminated',
]

/** What a command brings beside its events. */
export type Brought = {
  body?: BodyPlan | undefined
  clean?: CleanPlan | undefined
  /** edits that are kept beside the text */
  branch?: KeptEdits | undefined
}

/** Writes what a command did: events for ever, the document as it stands now, its body version, changes, decisions and files; then publishes. */
export async function record(
  tx: Tx,
  facts: Facts,
  events: readonly DocumentEvent[],
  { body, clean, branch }: Brought = {},
): Promise<Applied> {
  const { before, cmdId, sender, now } = facts
  const doc = evolveAll(before, events, now)
  await storeDocument(tx, doc, before === undefined)
  for (const [n, event] of events.entries()) {
    const row = { doc_id: doc.id, rev: doc.rev, n, event: JSON.stringify(event), actor: sender.userId, cmd_id: cmdId, at: now }
    await later(tx, insertion('doc_event', row))
  }
  if (body) {
    const step = body.as?.step ?? facts.step
    const { result, as: _as, ...plan } = body
    const stamp = {
      docId: doc.id,
      version: result.version,
      sm3: result.sm3,
      author: body.as?.author ?? sender.userId,
      step,
      cmdId,
      authoredAt: facts.authoredAt,
      at: now,
    }
    await addVersion(tx, { ...plan, ...stamp })
  }
  if (events.some((event) => transitions.includes(event.type))) await keepVersion(tx, doc.id, doc.bodyVersion)
  if (clean) await storeClean(tx, doc.id, clean, { userId: sender.userId, at: now, cmdId })
  if (branch) await storeBranch(tx, doc.id, branch.branch, branch.steps)
  await settleBranches(tx, doc.id, events)
  await storeDecisions(tx, doc, events, cmdId)
  await storeFiles(tx, doc, events, body, facts)
  return { doc, moved: await publish(tx, doc, now, reasonOf(events)) }
}

/** Why those who lose sight of the document by this lose it (SY-105). */
function reasonOf(events: readonly DocumentEvent[]): LeaveReason {
  if (events.some((event) => event.type === 'DraftDiscarded')) return 'discarded'
  return events.some((event) => event.type === 'CodrafterRemoved') ? 'removed' : 'left'
}

async function storeDocument(tx: Tx, doc: DocumentState, isNew: boolean): Promise<void> {
  const row = {
    rev: doc.rev,
    state: doc.state,
    owner_unit: doc.unitId,
    body_version: doc.bodyVersion,
    body_sm3: doc.bodySm3,
    data: JSON.stringify(doc),
    updated_at: doc.updatedAt,
  }
  const write = isNew ? insertion('doc', { id: doc.id, ...row }) : tx.updateTable('doc').set(row).where('id', '=', doc.id)
  await later(tx, write)
}

async function storeDecisions(tx: Tx, doc: DocumentState, events: readonly DocumentEvent[], cmdId: string): Promise<void> {
  const decisions = events.flatMap((event) => (event.type === 'ChangesDecided' ? event.decisions : []))
  const [first] = decisions
  const rows = decisions.flatMap((d) => d.changeIds.map((id) => ({ id, verdict: d.verdict })))
  if (!first) return
  await sql`insert into change_decision (doc_id, change_id, verdict, by_user, step, at, cmd_id)
    select ${doc.id}::uuid, id, verdict, ${first.by.userId}, ${first.step}, ${first.at}::bigint, ${cmdId}::uuid
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.verdict)}::text[]) as t (id, verdict)`.execute(tx)
}

/**
 * Notes which files a document carries. Naming a file gives nobody the right to it: a reader of the document may fetch it
 * only because the one who attached it had its bytes or could read it elsewhere (SE-09).
 */
async function storeFiles(
  tx: Tx,
  doc: DocumentState,
  events: readonly DocumentEvent[],
  body: BodyPlan | undefined,
  { sender, scopes }: Facts,
): Promise<void> {
  const attached = events.flatMap((event) => {
    if (event.type === 'AttachmentAdded') return [event.attachment.sm3]
    const layout = event.type === 'Sealed' || event.type === 'SealWaived' ? event.layout : undefined
    return layout ? [layout.pdf.sm3, layout.ofd.sm3] : []
  })
  const files = [...new Set([...attached, ...(body?.pictures ?? [])])].toSorted()
  if (files.length === 0) return
  const user = body?.as?.author ?? sender.userId
  // what the sender may read says nothing about the author of work that is brought in
  if (user === sender.userId)
    await sql`insert into blob_owner (sm3, user_id) select distinct r.sm3, ${user} from doc_blob r
      join blob_owner o on o.sm3 = r.sm3 and o.user_id = r.added_by
      join scope_entry e on e.doc_id = r.doc_id and e.op = 'U' and e.scope = any(${[...scopes]}::text[])
      where r.sm3 = any(${files}::text[]) order by r.sm3 on conflict do nothing`.execute(tx)
  await sql`insert into doc_blob (doc_id, sm3, added_by) select ${doc.id}::uuid, f, ${user} from unnest(${files}::text[]) f
    on conflict do nothing`.execute(tx)
}
