import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { databaseTypes, type Db, type Tables } from '../../store/database.ts'

/**
 * One connection of its own, as Kysely and as the client below it, for streams that must share a transaction with queries.
 * No timeouts: a backup takes as long as it takes.
 */
export async function withOneConnection<T>(url: string, task: (db: Db, client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    types: databaseTypes as pg.CustomTypesConfig,
    connectionTimeoutMillis: 15_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  const held = Object.assign(client, { release: () => undefined })
  const pool = { connect: () => Promise.resolve(held), end: () => Promise.resolve() }
  try {
    return await task(new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as never }) }), client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
