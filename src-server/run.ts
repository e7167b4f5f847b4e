import { join } from 'node:path'
import { codeOf } from './errors.ts'
import { loadSampleOnce } from './sample/load-sample.ts'
import { startServer } from './server.ts'
import { readSettings, type Settings } from './settings/read-settings.ts'
import { scannerOf } from './store/blob-scan.ts'
import { openDatabase, type Db } from './store/database.ts'
import { startEmbedded } from './store/embedded.ts'

type Database = { url: string; adopted: boolean; stop: () => Promise<void> }

async function database({ databaseUrl, dataDir }: Pick<Settings, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  return databaseUrl === undefined
    ? startEmbedded(join(dataDir, 'database'))
    : { url: databaseUrl, adopted: false, stop: () => Promise.resolve() }
}

/** The settings in force, with the database they mean. */
type There = Omit<Settings, 'databaseUrl'> & { databaseUrl: string }

/** Runs one administrative task on the database and stops what it started. */
export async function withDatabase<T>(task: (db: Db, there: There) => Promise<T>): Promise<T> {
  const { settings: chosen } = readSettings()
  const { url, adopted, stop } = await database(chosen)
  const db = openDatabase(url, 2)
  try {
    return await task(db, { ...chosen, databaseUrl: url })
  } finally {
    await db.destroy()
    if (!adopted) await stop()
  }
}

/** Runs the server until it is told to stop; says `{"listening": url}` on one line when it is ready. */
export async function runServer(): Promise<void> {
  const { settings: chosen } = readSettings()
  const { dataDir, host, port, migrate, trustedProxies, drainMs, pushesPerSecond, metrics, scan, tlsCertificate, tlsKey } = chosen
  const tls = tlsCertificate !== undefined && tlsKey !== undefined ? { certificate: tlsCertificate, key: tlsKey } : undefined
  const { url, adopted, stop } = await database(chosen)
  const logger =
    process.env['LIUHEN_LOG'] === undefined ? undefined : { level: process.env['LIUHEN_LOG'], stream: process.stderr }
  const start = async () => {
    if (process.env['LIUHEN_SAMPLE'] === '1') await loadSampleOnce(url, dataDir, Date.now())
    return startServer({
      databaseUrl: url,
      dataDir,
      host,
      port,
      migrate,
      trustedProxies,
      drainMs,
      pushesPerSecond,
      updatePollMs: chosen.updatePollSeconds * 1000,
      metrics,
      logger,
      tls,
      scan: scan === undefined ? undefined : scannerOf(scan),
    })
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
    // a renewed certificate; one that is none is told, and the old one goes on
    process.on('SIGHUP', () => {
      server.renewTls().then(
        () => process.stdout.write(`${JSON.stringify({ renewed: 'tls' })}\n`),
        (error: unknown) => process.stderr.write(`${JSON.stringify({ failed: codeOf(error), message: String(error) })}\n`),
      )
    })
  })
}
