import type { FastifyInstance } from 'fastify'
import { paths } from '../../src-shared/sync/protocol.ts'
import { sessionOf } from './session.ts'
import type { WakeHub } from './wake-hub.ts'

/** A stream with this much unread is given up: its desk comes back and pulls. */
const UNREAD = 64 * 1024

/** GET /api/wake: server-sent events, `ready` once, then `poke` with the scopes that moved, and `bye` when this node goes away (SY-16, SY-126). */
export function wakeRoute(app: FastifyInstance, hub: WakeHub): void {
  app.get(paths.wake, (request, reply) => {
    const { userId, tokenHash, expiresAt } = sessionOf(request)
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    const write = (text: string): boolean => {
      if (stream.destroyed || stream.writableLength > UNREAD) return false
      stream.write(text)
      return true
    }
    const remove = hub.add({
      userId,
      tokenHash,
      expiresAt,
      write,
      finish: (text) => void stream.end(text),
      end: () => void stream.destroy(),
    })
    stream.on('close', remove).on('error', remove)
    write('event: ready\ndata: {}\n\n')
  })
}
