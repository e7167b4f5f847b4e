import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { sm3OfJson } from '../sm3.ts'
import { appendAudit, documentChain } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { BodyPlan } from './body-plan.ts'
import type { Refused } from './judge.ts'
import type { Moved } from './publish.ts'
import { record } from './record.ts'
import type { Received } from './run-command.ts'

/**
 * What a command does to a document beside its own: a delivery begins one with the text that was sent, a receipt goes back to
 * the sender's. `eventsOf` is asked with that document locked, as it stands at this moment; it may refuse, and then the whole
 * command is refused. `body`: the first version of a document that begins here.
 */
export type Effect = {
  docId: string
  eventsOf: (doc: DocumentState | undefined) => DocumentEvent[] | Refused
  body?: BodyPlan | undefined
}

/**
 * Writes the effects of a command, in the order of their documents' ids, in the command's own transaction: all of it or
 * nothing. Each is told by a line of its own in the audit chain of the document it touches (`effect.applied`), with the
 * command it came from.
 */
export async function recordEffects(tx: Tx, received: Received, effects: readonly Effect[]): Promise<Moved[] | Refused> {
  const moved: Moved[] = []
  for (const effect of effects.toSorted((a, b) => (a.docId < b.docId ? -1 : 1))) {
    const written = await recordEffect(tx, received, effect)
    if ('ok' in written) return written
    moved.push(...written)
  }
  return moved
}

async function recordEffect(tx: Tx, received: Received, { docId, eventsOf, body }: Effect): Promise<Moved[] | Refused> {
  const { cmd, argSm3, sender, now, authoredAt } = received
  const row = await tx.selectFrom('doc').select('data').where('id', '=', docId).forUpdate().executeTakeFirst()
  const events = eventsOf(row?.data)
  if ('ok' in events) return events
  if (events.length === 0) return []
  const facts = { before: row?.data, cmdId: cmd.id, sender, scopes: [], now, authoredAt, step: 'receive' }
  const { doc, moved } = await record(tx, facts, events, { body })
  await appendAudit(tx, {
    chain: documentChain(docId),
    at: now,
    actor: sender.userId,
    kind: 'effect.applied',
    docId,
    detail: {
      command: cmd.id,
      of: cmd.doc,
      name: cmd.name,
      argSm3,
      device: sender.deviceId,
      events: events.map((event) => event.type),
      eventsSm3: sm3OfJson(events),
      authoredAt,
      rev: doc.rev,
      bodyVersion: doc.bodyVersion,
      bodySm3: doc.bodySm3,
    },
  })
  return moved
}
