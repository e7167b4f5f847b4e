import { join, resolve } from 'node:path'
import { ServerError } from './errors.ts'
import type { Place } from './http/metrics-listener.ts'
import { loadSampleOnce } from './sample/load-sample.ts'
import { startServer } from './server.ts'
import { scannerOf, type Scan } from './store/blob-scan.ts'
import { openDatabase, type Db } from './store/database.ts'
import { startEmbedded } from './store/embedded.ts'

type Settings = {
  dataDir: string
  host: string
  port: number
  databaseUrl: string | undefined
  drainMs: number
  pushesPerSecond: number
  metrics: Place | undefined
  scan: Scan | undefined
}

/** Settings from the environment, as docs/operations.md lists them; BAD-SETTING names the one that is none. */
export function settings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const number = (name: string, standard: number, max: number): number => {
    const value = Number(environment[name] || standard)
    if (!Number.isInteger(value) || value < 0 || value > max) throw new ServerError('BAD-SETTING', `${name} must be 0 to ${max}`)
    return value
  }
  return {
    dataDir: resolve(environment['LIUHEN_DATA'] ?? 'liuhen-data'),
    host: environment['LIUHEN_HOST'] ?? '127.0.0.1',
    port: number('LIUHEN_PORT', 8737, 65_535),
    drainMs: number('LIUHEN_DRAIN_MS', 0, 600_000),
    pushesPerSecond: number('LIUHEN_PUSH_RATE', 20, 100_000),
    metrics: placeOf(environment['LIUHEN_METRICS']),
    scan: environment['LIUHEN_SCAN'] ? scannerOf(environment['LIUHEN_SCAN']) : undefined,
    databaseUrl: environment['DATABASE_URL'] || undefined,
  }
}

/** `host:port`, as LIUHEN_METRICS names it. */
function placeOf(text: string | undefined): Place | undefined {
  if (!text) return undefined
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (host === '' || Number(port) > 65_535) throw new ServerError('BAD-SETTING', 'LIUHEN_METRICS must be host:port')
  return { host, port: Number(port) }
}

type Database = { url: string; adopted: boolean; stop: () => Promise<void> }

async function database({ databaseUrl, dataDir }: Pick<Settings, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return databaseUrl === undefined
    ? startEmbedded(join(dataDir, 'database'))
    : { url: databaseUrl, adopted: false, stop: () => Promise.resolve() }
}

/** Runs one administrative task on the database and stops what it started. */
export async function withDatabase<T>(task: (db: Db, place: { databaseUrl: string; dataDir: string }) => Promise<T>): Promise<T> {
  const chosen = settings()
  const { dataDir } = chosen
  const { url, adopted, stop } = await database(chosen)
  const db = openDatabase(url, 2)
  try {
    return await task(db, { databaseUrl: url, dataDir })
  } finally {
    await db.destroy()
    if (!adopted) await stop()
  }
}

/** Runs the server until it is told to stop; says `{"listening": url}` on one line when it is ready. */
export async function runServer(): Promise<void> {
  const chosen = settings()
  const { dataDir, host, port, databaseUrl: _asked, ...rest } = chosen
  const { url, adopted, stop } = await database(chosen)
  const logger =
    process.env['LIUHEN_LOG'] === undefined ? undefined : { level: process.env['LIUHEN_LOG'], stream: process.stderr }
  const start = async () => {
    if (process.env['LIUHEN_SAMPLE'] === '1') await loadSampleOnce(url, dataDir, Date.now())
    return startServer({ databaseUrl: url, dataDir, host, port, logger, ...rest })
  }
  const server = await start().catch(async (error: unknown) => {
    if (!adopted) await stop()
    throw error
  })
  process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`)
  const end = async (): Promise<void> => {
    await server.close()
    await stop()
  }
  await new Promise<void>((done, fail) => {
    let ending = false
    const once = () => {
      if (ending) return
      ending = true
      end().then(done, fail)
    }
    process.on('SIGTERM', once).on('SIGINT', once)
  })
}
