import type { FastifyInstance } from 'fastify'
import { contactHeader } from '../../src-shared/sync/protocol.ts'
import { HttpError } from '../errors.ts'
import { routeClass, type RouteClass } from './route-class.ts'
import { waitingLine, type WaitingLine } from './waiting-line.ts'

export type AdmissionOptions = {
  /** connections to the database: what is in flight beyond a few times as many only waits */
  connections: number
  /** pushes a second of one session; Infinity for none to be counted */
  pushesPerSecond: number
  /** ms, monotonic */
  clock?: (() => number) | undefined
  /** fractions of one */
  random?: (() => number) | undefined
  /** how long one may wait at the door for room, ms; 0 for not at all */
  patienceMs?: number | undefined
  /** how many of a class may be in flight, instead of a share by connections */
  room?: Partial<Record<RouteClass, number>> | undefined
}

/** In flight per connection: what is beyond only waits, and better here than before the database. Wake streams and health are never in the way. */
const shares: Partial<Record<RouteClass, number>> = {
  push: 2,
  pull: 2,
  bodies: 1,
  files: 2,
  signIn: 4,
  contact: 1,
  updates: 1,
  releases: 4,
  other: 4,
}
/** Whoever will be let in sooner waits at the door; a desk sent away comes back much later than that. */
const PATIENCE_MS = 2_000
/** A desk that comes back after a night sends a handful of pushes in a row. */
const BURST_SECONDS = 3
const SOONEST_MS = 500
const LATEST_MS = 30_000
const MANY_BUCKETS = 20_000

export type Admission = {
  /** being worked on, by class */
  inFlight: () => ReadonlyMap<string, number>
  /** at the door, by class */
  waiting: () => ReadonlyMap<string, number>
}

/**
 * Lets in what the server can do at once, has the next ones wait a moment at the door, and sends the rest away, all before
 * a session is looked up or a body read: 503 SY-BUSY with a time by which those already sent away will have been served,
 * spread at random, so that the storm of a morning flattens instead of coming back as one (SY-128, SY-181). One session's
 * pushes are metered: 429 SY-RATE (SY-129).
 */
export function admit(app: FastifyInstance, options: AdmissionOptions): Admission {
  const { connections, pushesPerSecond, clock = () => performance.now(), random = Math.random } = options
  const patienceMs = options.patienceMs ?? PATIENCE_MS
  const lines = new Map<RouteClass, WaitingLine>()
  const meter = tokenBuckets(pushesPerSecond, clock)
  const held = new WeakMap<object, { answered: boolean; closed: boolean; release: () => void }>()
  const lineOf = (route: RouteClass, room: number): WaitingLine => {
    const line = lines.get(route) ?? waitingLine({ room, patienceMs, clock })
    lines.set(route, line)
    return line
  }
  const settle = (request: object, what: 'answered' | 'closed'): void => {
    const room = held.get(request)
    if (!room) return
    room[what] = true
    if (!room.answered || !room.closed) return
    held.delete(request)
    room.release()
  }

  app.addHook('onRequest', async (request, reply) => {
    const route = routeClass(request.url)
    const session = request.headers.authorization?.slice(0, 60)
    // a township's machines come from one address
    const machine = request.headers[contactHeader]?.toString().slice(0, 60)
    const room = options.room?.[route] ?? (shares[route] ?? Infinity) * connections
    if (room === Infinity) return
    const line = lineOf(route, room)
    const gone = (then: () => void): void => void reply.raw.once('close', then)
    if (!(await line.enter({ session: session ?? machine ?? request.ip, gone })))
      throw new HttpError(503, 'SY-BUSY', { retryMs: spread(line.sentAway(), random) })
    const waitMs = route === 'push' && session !== undefined ? meter(session) : 0
    if (waitMs > 0) {
      line.leave()
      throw new HttpError(429, 'SY-RATE', { retryMs: spread(waitMs, random) })
    }
    held.set(request.raw, { answered: false, closed: reply.raw.destroyed, release: line.leave })
    reply.raw.once('close', () => settle(request.raw, 'closed'))
  })
  // a desk that hung up has its work done all the same: its room is free when both are over
  app.addHook('onSend', async (request, _reply, payload) => {
    settle(request.raw, 'answered')
    return payload
  })
  const counted = (count: (line: WaitingLine) => number) => () => new Map([...lines].map(([route, line]) => [route, count(line)]))
  return { inFlight: counted((line) => line.inside()), waiting: counted((line) => line.waiting()) }
}

/** Between half a second and the whole time; never beyond half a minute, as the guess is no better than that. */
const spread = (withinMs: number, random: () => number): number =>
  Math.round(SOONEST_MS + random() * Math.min(LATEST_MS, Math.max(SOONEST_MS, withinMs)))

/** A bucket per key that fills at a steady rate; answers 0, or in how many ms the next one may come. */
export function tokenBuckets(perSecond: number, clock: () => number): (key: string) => number {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const full = perSecond * BURST_SECONDS
  return (key) => {
    if (!Number.isFinite(perSecond)) return 0
    const now = clock()
    // who has been quiet for as long as a bucket takes to fill is as good as new
    if (buckets.size > MANY_BUCKETS)
      for (const [other, { at }] of buckets) if (now - at > BURST_SECONDS * 1_000) buckets.delete(other)
    const bucket = buckets.get(key) ?? { tokens: full, at: now }
    const tokens = Math.min(full, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond)
    const allowed = tokens >= 1
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now })
    return allowed ? 0 : ((1 - tokens) / perSecond) * 1_000
  }
}
