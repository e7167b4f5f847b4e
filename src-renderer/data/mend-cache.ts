import type Dexie from 'dexie'
import type { DocumentId } from '../../src-shared/ids.ts'
import { resetScopes } from '../../src-shared/sync/diverged.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import { tableNames, type TableName } from '../../src-shared/sync/store-port.ts'
import { submitTables } from '../../src-shared/sync/submit.ts'
import { loadView, refreshDocs } from '../../src-shared/sync/view.ts'
import { isSealed } from './sealed/row-form.ts'
import type { Unreadable } from './sealed/sealed-db.ts'

/** Rows looked at in one go. */
const atOnce = 200

/**
 * Takes every row out that does not open (SE-62): nothing can be read in it any more, and one that stays would hide that
 * it is missing. `found` is filled by the cache itself while rows are read. Answers how many there were.
 */
export async function dropUnreadable(db: Dexie, found: Unreadable[]): Promise<number> {
  for (const name of tableNames.filter(isSealed)) {
    const keys = await db.table(name).toCollection().primaryKeys()
    for (let from = 0; from < keys.length; from += atOnce) await db.table(name).bulkGet(keys.slice(from, from + atOnce))
  }
  const gone = new Map<TableName, Set<string>>()
  for (const { table, key } of found.splice(0)) gone.set(table, (gone.get(table) ?? new Set()).add(key))
  let count = 0
  for (const [table, keys] of gone) {
    count += keys.size
    await db.table(table).bulkDelete([...keys].map((key) => (JSON.parse(key) as [string | number])[0]))
  }
  return count
}

/**
 * Has everything read from the server again where rows are missing: cursors go back to zero, what the server no longer
 * lists goes at the end of that pull. Lists are worked out anew from the documents that are here, so there is something to
 * work with until then, also without a line. Unsent work is not touched.
 */
export async function readAllAnew(env: Env): Promise<void> {
  const scopes = await env.store.transact('r', ['scopes', 'docScope'], async (tx) => [
    ...(await tx.all('scopes')).map((scope) => scope.id),
    ...(await tx.all('docScope')).map((row) => row.scope),
  ])
  await resetScopes(env, [...new Set(scopes)])
  await env.lock(async () => {
    const ids = await env.store.transact('r', ['docs', 'outbox', 'rows'], async (tx) => [
      ...new Set<DocumentId>([
        ...(await tx.all('docs')).map((row) => row.id),
        ...(await tx.all('outbox')).map((row) => row.docId),
        ...(await tx.all('rows')).map((row) => row.id),
      ]),
    ])
    for (let from = 0; from < ids.length; from += atOnce)
      await env.store.transact('rw', submitTables, async (tx) => {
        await refreshDocs(env, tx, await loadView(tx), ids.slice(from, from + atOnce))
      })
  })
}
