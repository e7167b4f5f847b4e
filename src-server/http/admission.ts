import type { FastifyInstance } from 'fastify'
import { HttpError } from '../errors.ts'
import { routeClass, type RouteClass } from './route-class.ts'

export type AdmissionOptions = {
  /** connections to the database: what is in flight beyond a few times as many only waits */
  connections: number
  /** pushes a second of one session; Infinity for none to be counted */
  pushesPerSecond: number
  /** ms, monotonic */
  clock?: (() => number) | undefined
  /** fractions of one */
  random?: (() => number) | undefined
  /** how many of a class may be in flight, instead of a share by connections */
  room?: Partial<Record<RouteClass, number>> | undefined
}

/** In flight per connection: short ones may queue a little; long ones not. Wake streams and health are never in the way. */
const shares: Partial<Record<RouteClass, number>> = { push: 4, pull: 4, bodies: 2, files: 2, signIn: 4, other: 4 }
/** A desk that comes back after a night sends a handful of pushes in a row. */
const BURST_SECONDS = 3
const SOONEST_MS = 500
const LATEST_MS = 30_000
/** What happened in the last seconds says how long the queue outside takes. */
const MEMORY_MS = 10_000
const MANY_BUCKETS = 20_000

/**
 * Lets in what the server can do at once and sends the rest away at the door, before a session is looked up: 503 SY-BUSY
 * with a time by which those already sent away will have been served, spread at random, so that the storm of a morning
 * flattens instead of coming back as one (SY-128). One session's pushes are metered: 429 SY-RATE (SY-129).
 */
export function admit(app: FastifyInstance, options: AdmissionOptions): { inFlight: () => ReadonlyMap<string, number> } {
  const { connections, pushesPerSecond, clock = () => performance.now(), random = Math.random } = options
  const inFlight = new Map<RouteClass, number>()
  const queues = new Map<RouteClass, ReturnType<typeof queueOutside>>()
  const meter = tokenBuckets(pushesPerSecond, clock)
  const held = new WeakMap<object, { answered: boolean; closed: boolean; release: () => void }>()
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
    const room = options.room?.[route] ?? (shares[route] ?? Infinity) * connections
    const queue = queues.get(route) ?? queueOutside(clock)
    queues.set(route, queue)
    const now = inFlight.get(route) ?? 0
    if (now >= room) throw new HttpError(503, 'SY-BUSY', { retryMs: spread(queue.sentAway(), random) })
    const session = request.headers.authorization
    if (route === 'push' && session !== undefined) {
      const waitMs = meter(session.slice(0, 60))
      if (waitMs > 0) throw new HttpError(429, 'SY-RATE', { retryMs: spread(waitMs, random) })
    }
    if (room === Infinity) return
    inFlight.set(route, now + 1)
    const release = (): void => {
      inFlight.set(route, (inFlight.get(route) ?? 1) - 1)
      queue.served()
    }
    held.set(request.raw, { answered: false, closed: false, release })
    reply.raw.once('close', () => settle(request.raw, 'closed'))
  })
  // a desk that hung up has its work done all the same: its room is free when both are over
  app.addHook('onSend', async (request, _reply, payload) => {
    settle(request.raw, 'answered')
    return payload
  })
  return { inFlight: () => inFlight }
}

/** Between half a second and the whole time; never beyond half a minute, as the guess is no better than that. */
const spread = (withinMs: number, random: () => number): number =>
  Math.round(SOONEST_MS + random() * Math.min(LATEST_MS, Math.max(SOONEST_MS, withinMs)))

/** Those sent away in the last seconds against those served: how long until a newcomer's turn, in ms. */
function queueOutside(clock: () => number): { sentAway: () => number; served: () => void } {
  let since = clock()
  let away = { before: 0, now: 0 }
  let done = { before: 0, now: 0 }
  const turn = (): void => {
    const passed = clock() - since
    if (passed < MEMORY_MS) return
    const kept = passed < 2 * MEMORY_MS
    away = { before: kept ? away.now : 0, now: 0 }
    done = { before: kept ? done.now : 0, now: 0 }
    since = clock()
  }
  return {
    sentAway: () => {
      turn()
      away.now++
      const spanMs = clock() - since + (done.before + away.before > 0 ? MEMORY_MS : 0)
      const perMs = (done.now + done.before) / Math.max(1, spanMs)
      return perMs === 0 ? LATEST_MS / 3 : (away.now + away.before) / perMs
    },
    served: () => {
      turn()
      done.now++
    },
  }
}

/** A bucket per key that fills at a steady rate; answers 0, or in how many ms the next one may come. */
function tokenBuckets(perSecond: number, clock: () => number): (key: string) => number {
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
