import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Server as SecureServer } from 'node:https'
import type { FastifyServerOptions } from 'fastify'
import type { Environment } from './commands/environment.ts'
import { ServerError, codeOf } from './errors.ts'
import { buildApp } from './http/app.ts'
import type { Life } from './http/life.ts'
import { listenForMetrics, type Place } from './http/metrics-listener.ts'
import { registry } from './http/metrics.ts'
import { readTls, type TlsFiles } from './http/tls.ts'
import { wakeHub } from './http/wake-hub.ts'
import { sweepRegularly } from './jobs/sweep.ts'
import { tailHeads, type Tail } from './jobs/tail-heads.ts'
import { turnClocksRegularly } from './jobs/turn-clocks.ts'
import { indexRegularly } from './search/index-due.ts'
import type { Scan } from './store/blob-scan.ts'
import { sameFiles } from './store/blob-folder.ts'
import { countyCache } from './store/directory.ts'
import { openDatabase } from './store/database.ts'
import { isNewest, migrate } from './store/migrate.ts'

export type ServerOptions = {
  databaseUrl: string
  /** folder for attachments and partial uploads; several nodes of a county share it */
  dataDir: string
  host: string
  /** 0 takes a free one */
  port: number
  logger?: FastifyServerOptions['logger'] | undefined
  /** ms a closing node goes on answering while health sends a balancer elsewhere */
  drainMs?: number | undefined
  /** where to tell how the server fares; nowhere without it */
  metrics?: Place | undefined
  /** PEM files of HTTPS; without them plain HTTP */
  tls?: TlsFiles | undefined
  /** addresses of proxies in front of it */
  trustedProxies?: readonly string[] | undefined
  /** 'never': the schema must be the newest already, brought there by `migrate` as another role */
  migrate?: 'auto' | 'never' | undefined
  /** pushes a second a device may send; without it nobody counts */
  pushesPerSecond?: number | undefined
  /** how often desks ask for updates, ms; without it every ten minutes */
  updatePollMs?: number | undefined
  /** looks into uploaded files; without it nobody does */
  scan?: Scan | undefined
  /** epoch ms; tests turn it */
  now?: (() => number) | undefined
}

/** `renewTls`: reads certificate and key again; where they are none, says why and goes on with the old ones (OP-05). */
export type RunningServer = {
  url: string
  metricsUrl: string | undefined
  renewTls: () => Promise<void>
  close: () => Promise<void>
}

const CONNECTIONS = 12
const UPDATE_POLL_MS = 600_000
/** Answers that take longer than this are cut off when the server goes away. */
const LAST_ANSWERS_MS = 10_000

/**
 * Starts the county server on a database, bringing its schema up to date first; the caller ends it with `close()` (SY-31).
 * Any number of them may work on one database. Closing is orderly: health says so, streams are told, answers under way go
 * out, then the rest ends (SY-126).
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const now = options.now ?? Date.now
  const dataDir = resolve(options.dataDir)
  const tls = options.tls && (await readTls(options.tls, now()))
  await mkdir(dataDir, { recursive: true })
  const db = openDatabase(options.databaseUrl, CONNECTIONS)
  const county = countyCache()
  const life: Life = { state: 'up' }
  const hub = wakeHub(now, () => county.read(db))
  let tail: Tail | undefined
  const env: Environment = {
    db,
    dataDir,
    now,
    county,
    wake: (moved) => hub.moved(tail?.note(moved) ?? moved),
    ...(options.scan ? { scan: options.scan } : {}),
  }
  const counts = registry()
  const admission = { connections: CONNECTIONS, pushesPerSecond: options.pushesPerSecond ?? Infinity }
  const { trustedProxies = [] } = options
  const { app, meters, refusals } = buildApp(env, {
    hub,
    life,
    logger: options.logger,
    admission,
    registry: counts,
    tls,
    trustedProxies,
    updatePollMs: options.updatePollMs ?? UPDATE_POLL_MS,
  })
  let metrics: Awaited<ReturnType<typeof listenForMetrics>> | undefined
  let stopSweeping: (() => void) | undefined
  let stopIndexing: (() => Promise<void>) | undefined
  let url = ''
  const close = async (): Promise<void> => {
    life.state = 'draining'
    stopSweeping?.()
    const tailed = tail?.stop()
    hub.leave()
    if (url !== '') await setTimeout(options.drainMs ?? 0)
    life.state = 'closing'
    // streams that were opened meanwhile
    hub.leave()
    const answered = new AbortController()
    const cut = setTimeout(LAST_ANSWERS_MS, undefined, answered).then(
      () => app.server.closeAllConnections(),
      () => undefined,
    )
    await app.close()
    answered.abort()
    await Promise.all([cut, tailed])
    hub.close()
    refusals.stop()
    await refusals.flush().catch(() => undefined)
    await metrics?.close()
    await stopIndexing?.()
    await db.destroy()
  }
  try {
    if (options.migrate === 'never') await isNewest(db)
    else await migrate(db)
    await sameFiles(db, dataDir)
    tail = await tailHeads({ db, moved: hub.moved, seen: (agoMs) => meters.wakeDelay.observe(agoMs / 1_000) })
    url = await app.listen({ host: options.host, port: options.port })
    if (options.metrics) metrics = await listenForMetrics(counts, options.metrics)
    stopIndexing = indexRegularly(env, app.log)
    const stopSweeps = sweepRegularly(env, (outcome) => meters.sweeps.add({ outcome }))
    const stopClocks = turnClocksRegularly(env)
    stopSweeping = () => {
      stopSweeps()
      stopClocks()
    }
    const renewTls = async (): Promise<void> => {
      if (!options.tls) return
      const { cert, key } = await readTls(options.tls, now())
      ;(app.server as unknown as SecureServer).setSecureContext({ cert, key })
    }
    return { url, metricsUrl: metrics?.url, renewTls, close }
  } catch (error) {
    await close()
    if (codeOf(error) === 'EADDRINUSE') throw new ServerError('PORT-IN-USE', `port ${options.port} is taken`, { cause: error })
    throw error
  }
}
