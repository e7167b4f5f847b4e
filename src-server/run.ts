import { join, resolve } from 'node:path'
import { ServerError } from './errors.ts'
import { loadSampleOnce } from './sample/load-sample.ts'
import { startServer } from './server.ts'
import { openDatabase, type Db } from './store/database.ts'
import { startEmbedded } from './store/embedded.ts'

type Settings = { dataDir: string; host: string; port: number; databaseUrl: string | undefined }

/** Settings from the environment: LIUHEN_PORT, LIUHEN_HOST, LIUHEN_DATA, DATABASE_URL, LIUHEN_SAMPLE. */
export function settings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const port = Number(environment['LIUHEN_PORT'] ?? 8737)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ServerError('BAD-SETTING', 'LIUHEN_PORT is no port')
  return {
    dataDir: resolve(environment['LIUHEN_DATA'] ?? 'liuhen-data'),
    host: environment['LIUHEN_HOST'] ?? '127.0.0.1',
    port,
    databaseUrl: environment['DATABASE_URL'] || undefined,
  }
}

type Database = { url: string; adopted: boolean; stop: () => Promise<void> }

async function database({ databaseUrl, dataDir }: Settings): Promise<Database> {
  return databaseUrl === undefined
    ? startEmbedded(join(dataDir, 'database'))
    : { url: databaseUrl, adopted: false, stop: () => Promise.resolve() }
}

/** Runs one administrative task on the database and stops what it started. */
export async function withDatabase<T>(task: (db: Db) => Promise<T>): Promise<T> {
  const { url, adopted, stop } = await database(settings())
  const db = openDatabase(url, 2)
  try {
    return await task(db)
  } finally {
    await db.destroy()
    if (!adopted) await stop()
  }
}

/** Runs the server until it is told to stop; says `{"listening": url}` on one line when it is ready. */
export async function runServer(): Promise<void> {
  const { dataDir, host, port, ...rest } = settings()
  const { url, adopted, stop } = await database({ dataDir, host, port, ...rest })
  const logger =
    process.env['LIUHEN_LOG'] === undefined ? undefined : { level: process.env['LIUHEN_LOG'], stream: process.stderr }
  const start = async () => {
    if (process.env['LIUHEN_SAMPLE'] === '1') await loadSampleOnce(url, Date.now())
    return startServer({ databaseUrl: url, dataDir, host, port, logger })
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
