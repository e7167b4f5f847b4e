import type { FastifyInstance } from 'fastify'
import { contactRequest, paths, type contactResponse } from '../../src-shared/sync/protocol.ts'
import type { z } from 'zod'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { sm3 } from '../sm3.ts'
import { machineOf } from '../store/machines.ts'
import { tokenBuckets } from './admission.ts'

/** A desk asks at its start and every few minutes; one that is handing in over a bad line more often. */
const ASKED_PER_SECOND = 5

/**
 * POST /api/device/contact: whether this desk was reported lost, asked without a session and proved by its contact token
 * (SE-71). A wrong token and an unknown desk are answered alike; each pair of them may ask a few times a second, so that a
 * stranger who asks all the time keeps no desk from its answer.
 */
export function contactRoutes(app: FastifyInstance, env: Environment): void {
  const meter = tokenBuckets(ASKED_PER_SECOND, () => performance.now())
  app.post(paths.contact, async (request): Promise<z.infer<typeof contactResponse>> => {
    const { device, contactToken } = contactRequest.parse(request.body)
    const waitMs = meter(`${device}|${sm3(contactToken).slice(0, 16)}`)
    if (waitMs > 0) throw new HttpError(429, 'SY-RATE', { retryMs: Math.ceil(waitMs) })
    const machine = await machineOf(env.db, device, contactToken)
    if (!machine) throw new HttpError(401, 'SE-CONTACT')
    return { status: machine.lostAt === null ? 'active' : 'lost', now: env.now() }
  })
}
