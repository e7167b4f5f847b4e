import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { paths, type PushRequest, type PushResponse } from '../../src-shared/sync/protocol.ts'
import { connectionsOf, type Db } from '../store/database.ts'
import type { Counter, Histogram, Registry } from './metrics.ts'
import { routeClass } from './route-class.ts'

/** What is counted where it happens. */
export type Meters = {
  requests: Histogram
  commands: Counter
  refused: Counter
  wakeDelay: Histogram
  sweeps: Counter
}

/** What the operator can be told of beside what is counted. */
export type Gauges = {
  db: Db
  now: () => number
  inFlight: () => ReadonlyMap<string, number>
  waiting: () => ReadonlyMap<string, number>
  listeners: () => number
  up: () => boolean
}

/** Declares everything the server tells of itself (SY-127; docs/operations.md lists it). */
export function serverMeters(registry: Registry, { db, now, inFlight, waiting, listeners, up }: Gauges): Meters {
  const lag = monitorEventLoopDelay({ resolution: 20 })
  lag.enable()
  registry.gauge('liuhen_up', '1 while the node serves, 0 while it goes away', () => (up() ? 1 : 0))
  registry.gauge('liuhen_requests_in_flight', 'Requests being answered', () =>
    [...inFlight()].map(([route, n]) => [{ route }, n] as const),
  )
  registry.gauge('liuhen_requests_waiting', 'Requests that wait at the door for room', () =>
    [...waiting()].map(([route, n]) => [{ route }, n] as const),
  )
  registry.gauge('liuhen_wake_streams', 'Open streams of wake-ups', listeners)
  registry.gauge('liuhen_database_connections', 'Connections to PostgreSQL, and queries that wait for one', () =>
    Object.entries(connectionsOf(db)).map(([state, n]) => [{ state }, n] as const),
  )
  registry.gauge('liuhen_event_loop_lag_seconds', 'Lag of the event loop since the last look, 99th percentile', () => {
    const seconds = lag.percentile(99) / 1e9
    lag.reset()
    return Number.isFinite(seconds) ? seconds : 0
  })
  registry.gauge('liuhen_memory_bytes', 'Resident memory of the process', () => process.memoryUsage.rss())
  registry.gauge('liuhen_cpu_seconds', 'CPU time of the process since it started', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  registry.gauge('liuhen_backup_age_seconds', 'Age of the newest whole backup; -1 where there is none', async () => {
    const { last_backup_at: at } = await db.selectFrom('sync_meta').select('last_backup_at').executeTakeFirstOrThrow()
    return at === 0 ? -1 : (now() - at) / 1_000
  })
  return {
    requests: registry.histogram('liuhen_request_seconds', 'Time to answer, by route and status class'),
    commands: registry.counter('liuhen_commands_total', 'Commands by name and verdict'),
    refused: registry.counter('liuhen_refused_total', 'Requests refused, by code'),
    wakeDelay: registry.histogram('liuhen_wake_delay_seconds', 'From a command of another node to its being seen here'),
    sweeps: registry.counter('liuhen_sweeps_total', 'Rounds of clearing away, by outcome'),
  }
}

/** A stable code in a refusal's JSON. */
export const codeIn = (payload: unknown): string | undefined =>
  typeof payload === 'string' ? /"code":"([A-Z][A-Z0-9-]{1,40})"/.exec(payload)?.[1] : undefined

/** Measures every request; the commands of a push by their names, which only known ones have, and verdicts. */
export function measure(app: FastifyInstance, { requests, commands, refused }: Meters, known: readonly string[]): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = routeClass(request.url)
    requests.observe(reply.elapsedTime / 1_000, { route, status: `${Math.trunc(reply.statusCode / 100)}xx` })
  })
  app.addHook('preSerialization', async (request, _reply, payload) => {
    if (request.routeOptions.url !== paths.push || typeof payload !== 'object' || payload === null || !('results' in payload))
      return payload
    const names = new Map((request.body as PushRequest).cmds.map(({ id, name }) => [id as string, name]))
    for (const { id, status, code } of (payload as PushResponse).results) {
      const name = names.get(id) ?? ''
      commands.add({ name: known.includes(name) ? name : 'unknown', status, code: code ?? '' })
    }
    return payload
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    if (reply.statusCode >= 400) refused.add({ code: codeIn(payload) ?? '' })
    return payload
  })
}
