import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../../src-server/store/embedded.ts'

export type Cluster = { url: string; stop: () => Promise<void> }

/** A real PostgreSQL: the one LIUHEN_TEST_PG names, or one of its own in a new folder. */
export async function startCluster(): Promise<Cluster> {
  const shared = process.env['LIUHEN_TEST_PG']
  if (shared) return { url: shared, stop: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'liuhen-pg-'))
  const database = await startEmbedded(folder)
  return {
    url: database.url,
    stop: async () => {
      await database.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A fresh, empty database in a cluster; gives its URL. */
export async function createDatabase(clusterUrl: string, name: string): Promise<string> {
  await onCluster(clusterUrl, `create database ${pg.escapeIdentifier(name)} template template0`)
  const url = new URL(clusterUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Drops a test's database, ending whatever still holds it. */
export const dropDatabase = (clusterUrl: string, name: string): Promise<void> =>
  onCluster(clusterUrl, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`)

/** Drops a test's role; what it may do in its database goes with that first. */
export const dropRole = (clusterUrl: string, name: string): Promise<void> =>
  onCluster(clusterUrl, `drop role if exists ${pg.escapeIdentifier(name)}`)

async function onCluster(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
