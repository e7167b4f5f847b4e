import type Dexie from 'dexie'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { AttentionRow, OutboxRow, WorkingRow } from '../../src-shared/sync/store-port.ts'

/**
 * What the server does not have yet: commands, and documents whose typed text has not become a command so far. Both
 * count as 待上报, so the status bar never says that all is sent while the last words are not.
 */
export async function unsentOf(db: Dexie): Promise<{ commands: OutboxRow[]; texts: DocumentId[] }> {
  const commands = await db.table<OutboxRow>('outbox').toArray()
  const working = await db.table<WorkingRow>('working').toArray()
  const waiting = new Set(commands.map((row) => row.docId))
  return { commands, texts: working.map((row) => row.docId).filter((docId) => !waiting.has(docId)) }
}

/** What needs a person (需处理) and was not put aside. Sealed rows are read, not walked over. */
export async function attentionOf(db: Dexie): Promise<AttentionRow[]> {
  const rows = await db.table<AttentionRow>('attention').toArray()
  return rows.filter((row) => row.dismissedAt === null)
}
