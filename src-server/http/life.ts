import type { FastifyInstance } from 'fastify'
import { paths } from '../../src-shared/sync/protocol.ts'
import { HttpError } from '../errors.ts'

/** `draining`: health says no, so that a balancer sends nobody here any more, all else is answered; `closing`: only what came before is. */
export type Life = { state: 'up' | 'draining' | 'closing' }

/** A desk asks again after this, when the address leads to another node or this one is up again. */
const AGAIN_MS = 1_000
const SPREAD_MS = 3_000

/** Sends away with SY-DRAINING what a node that is going away does not take on (SY-126). */
export function refuseWhenLeaving(app: FastifyInstance, life: Life): void {
  app.addHook('onRequest', async (request) => {
    if (life.state === 'up' || (life.state === 'draining' && request.url !== paths.health)) return
    throw new HttpError(503, 'SY-DRAINING', { retryMs: Math.round(AGAIN_MS + Math.random() * SPREAD_MS) })
  })
  // a connection kept open would be waited for
  app.addHook('onSend', async (_request, reply, payload) => {
    if (life.state !== 'up') reply.header('connection', 'close')
    return payload
  })
}
