import type { Selectable } from 'kysely'
import type { Db, Tables, Tx } from '../store/database.ts'

/** Rows of a document in order, a few at a time, so that a document of any length is read in bounded memory. */

export type VersionRow = Selectable<Tables['body_version']>
export type EventRow = Selectable<Tables['doc_event']>
export type AuditRow = Selectable<Tables['audit_event']>
export type CommandRow = Selectable<Tables['command_log']>
export type ChangeRow = Selectable<Tables['change']>

const VERSIONS = 8
const EVENTS = 100
const LINES = 2_000

export async function* versionRows(tx: Tx, docId: string): AsyncGenerator<VersionRow> {
  for (let last = 0; ;) {
    const query = tx.selectFrom('body_version').selectAll().where('doc_id', '=', docId).where('version', '>', last)
    const rows = await query.orderBy('version').limit(VERSIONS).execute()
    yield* rows
    if (rows.length < VERSIONS) return
    last = rows.at(-1)?.version ?? last
  }
}

export async function* eventRows(tx: Tx, docId: string): AsyncGenerator<EventRow> {
  for (let rev = -1; ;) {
    const query = tx.selectFrom('doc_event').selectAll().where('doc_id', '=', docId).where('rev', '>', rev)
    const revs = await query.clearSelect().select('rev').distinct().orderBy('rev').limit(EVENTS).execute()
    const end = revs.at(-1)?.rev
    if (end === undefined) return
    yield* await query.where('rev', '<=', end).orderBy('rev').orderBy('n').execute()
    rev = end
  }
}

/** The lines of a chain, or of it only those about one document. */
export async function* auditRows(tx: Tx, chain: string, docId?: string): AsyncGenerator<AuditRow> {
  for (let seq = Number.MIN_SAFE_INTEGER; ;) {
    const all = tx.selectFrom('audit_event').selectAll().where('chain', '=', chain).where('seq', '>', seq)
    const query = docId === undefined ? all : all.where('doc_id', '=', docId)
    const rows = await query.orderBy('seq').limit(LINES).execute()
    yield* rows
    if (rows.length < LINES) return
    seq = rows.at(-1)?.seq ?? seq
  }
}

export const commandRow = (tx: Tx, cmdId: string): Promise<CommandRow | undefined> =>
  tx.selectFrom('command_log').selectAll().where('cmd_id', '=', cmdId).executeTakeFirst()

/** The changes first saved with a version. */
export const changeRows = (tx: Tx, docId: string, version: number): Promise<ChangeRow[]> =>
  tx.selectFrom('change').selectAll().where('doc_id', '=', docId).where('version', '=', version).orderBy('change_id').execute()

/** Runs a reading on one snapshot of a live database: what is saved meanwhile is not seen, and nothing is locked or written. */
export const onSnapshot = async <T>(db: Db, read: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
