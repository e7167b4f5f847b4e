import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { FastifyServerOptions } from 'fastify'
import type { Environment } from './commands/environment.ts'
import { ServerError, codeOf } from './errors.ts'
import { buildApp } from './http/app.ts'
import { wakeHub } from './http/wake-hub.ts'
import { sweepRegularly } from './jobs/sweep.ts'
import { countyCache } from './store/directory.ts'
import { openDatabase } from './store/database.ts'
import { migrate } from './store/migrate.ts'

export type ServerOptions = {
  databaseUrl: string
  /** folder for attachments and partial uploads */
  dataDir: string
  host: string
  /** 0 takes a free one */
  port: number
  logger?: FastifyServerOptions['logger'] | undefined
  /** epoch ms; tests turn it */
  now?: (() => number) | undefined
}

export type RunningServer = { url: string; close: () => Promise<void> }

/** Starts the county server on a database, bringing its schema up to date first; the caller ends it with `close()` (SY-31). */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const now = options.now ?? Date.now
  const dataDir = resolve(options.dataDir)
  await mkdir(dataDir, { recursive: true })
  const db = openDatabase(options.databaseUrl)
  const county = countyCache()
  const hub = wakeHub(now, () => county.read(db))
  const env: Environment = { db, dataDir, now, county, wake: hub.moved }
  const app = buildApp(env, hub, options.logger)
  let stopSweeping: (() => void) | undefined
  const close = async (): Promise<void> => {
    stopSweeping?.()
    hub.close()
    await app.close()
    await db.destroy()
  }
  try {
    await migrate(db)
    const url = await app.listen({ host: options.host, port: options.port })
    stopSweeping = sweepRegularly(env)
    return { url, close }
  } catch (error) {
    await close()
    if (codeOf(error) === 'EADDRINUSE') throw new ServerError('PORT-IN-USE', `port ${options.port} is taken`, { cause: error })
    throw error
  }
}
