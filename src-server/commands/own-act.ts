import { v7 } from 'uuid'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { sm3OfJson } from '../sm3.ts'
import { appendAudit, documentChain } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { Moved } from './publish.ts'
import { record } from './record.ts'

type OwnAct = {
  docId: string
  /** why: `turns.escalated` by the clock, `turns.delegated` by a 委托 that began, ended or was revoked */
  name: string
  /** who is behind it: the person who gave or revoked a 委托; 'server' for the clock */
  actor: string
  now: number
  /** asked with the document locked, as it stands at this moment */
  eventsOf: (doc: DocumentState) => DocumentEvent[]
}

/**
 * Writes what the server itself does to a document, with a line of its own in the document's audit chain (`server.applied`): the
 * verification holds its events against that line as it holds a command's against the command log.
 */
export async function ownAct(tx: Tx, { docId, name, actor, now, eventsOf }: OwnAct): Promise<Moved[]> {
  const row = await tx.selectFrom('doc').select('data').where('id', '=', docId).forUpdate().executeTakeFirst()
  const events = row ? eventsOf(row.data) : []
  if (!row || events.length === 0) return []
  const cmdId = v7()
  const sender = { userId: actor, name: actor, deviceId: '' }
  const facts = { before: row.data, cmdId, sender, scopes: [], now, authoredAt: now, step: row.data.step }
  const { doc, moved } = await record(tx, facts, events)
  await appendAudit(tx, {
    chain: documentChain(docId),
    at: now,
    actor,
    kind: 'server.applied',
    docId,
    detail: {
      command: cmdId,
      name,
      events: events.map((event) => event.type),
      eventsSm3: sm3OfJson(events),
      rev: doc.rev,
      bodyVersion: doc.bodyVersion,
      bodySm3: doc.bodySm3,
    },
  })
  return moved
}
