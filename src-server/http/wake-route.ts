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
    // a thousand streams are written to for one command of an office: without chunks a wake-up is one write of its text, past
    // all that an answer of many parts would need
    stream.useChunkedEncodingByDefault = false
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    stream.flushHeaders()
    const { socket } = stream
    const write = (text: string): boolean => {
      if (!socket || stream.destroyed || socket.writableLength > UNREAD) return false
      socket.write(text)
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
