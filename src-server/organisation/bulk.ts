import { sql } from 'kysely'
import type { Tables, Tx } from '../store/database.ts'

const CHUNK = 500

/**
 * Many rows in few statements, as one JSON parameter each. `key`: a row that is there already under it takes the other
 * columns over.
 */
export async function upsert<T extends keyof Tables>(
  tx: Tx,
  table: T,
  key: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const names = Object.keys(first)
  const columns = sql.raw(names.join(', '))
  const taken = sql.raw(
    names
      .filter((name) => name !== key)
      .map((name) => `${name} = excluded.${name}`)
      .join(', '),
  )
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = JSON.stringify(rows.slice(from, from + CHUNK))
    await sql`insert into ${sql.table(table)} (${columns}) select ${columns}
      from json_populate_recordset(null::${sql.table(table)}, ${chunk}::json)
      on conflict (${sql.ref(key)}) do update set ${taken}`.execute(tx)
  }
}

/** `column = any(ids)` for as many ids as there are: one parameter, where a list of them would run out of room. */
export const among = (column: string, ids: readonly string[]) => sql<boolean>`${sql.ref(column)} = any(${[...ids]}::text[])`

/** The same for a column of UUIDs. */
export const amongUuids = (column: string, ids: readonly string[]) => sql<boolean>`${sql.ref(column)} = any(${[...ids]}::uuid[])`
