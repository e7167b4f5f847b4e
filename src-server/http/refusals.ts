import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Environment } from '../commands/environment.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import { codeIn } from './measure.ts'
import { sessionOf } from './session.ts'

const EVERY_MS = 60_000
/** These have an audit line of their own, or say nothing about the sender. */
const notCounted: readonly string[] = ['SE-WRONG-PASSWORD', 'SE-LOCKED']

export type Refusals = {
  /** one that no hook saw: it was no request */
  noted: (code: string) => void
  flush: () => Promise<void>
  stop: () => void
}

type Refused = { actor: string; device: string | null; codes: Map<string, number> }

/**
 * Requests that were refused leave their trace, too: one line a minute per device with how often which code, and one for
 * all that came without a session, so that nobody can make the server write by asking (SY-130). `flush` writes what is due.
 */
export function auditRefusals(app: FastifyInstance, env: Environment): Refusals {
  let pending = new Map<string, Refused>()
  const count = ({ actor, device }: Pick<Refused, 'actor' | 'device'>, code: string): void => {
    const key = device ?? ''
    const known = pending.get(key) ?? { actor, device, codes: new Map<string, number>() }
    known.codes.set(code, (known.codes.get(code) ?? 0) + 1)
    pending.set(key, known)
  }

  app.addHook('onSend', async (request, reply, payload) => {
    const code = reply.statusCode >= 400 && reply.statusCode < 500 ? (codeIn(payload) ?? String(reply.statusCode)) : undefined
    if (code === undefined || notCounted.includes(code)) return payload
    count(senderOf(request), code)
    return payload
  })

  const flush = async (): Promise<void> => {
    const due = pending
    pending = new Map()
    if (due.size === 0) return
    const at = env.now()
    await env.db.transaction().execute(async (tx) => {
      for (const { actor, device, codes } of due.values()) {
        const detail = { ...(device === null ? {} : { device }), codes: Object.fromEntries(codes) }
        await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'request.refused', detail })
      }
    })
  }
  // where the database is away, what was refused in that minute is told by the log only
  const timer = setInterval(() => void flush().catch(() => undefined), EVERY_MS)
  timer.unref()
  return { noted: (code) => count(nobody, code), flush, stop: () => clearInterval(timer) }
}

const nobody = { actor: '?', device: null }

function senderOf(request: FastifyRequest): { actor: string; device: string | null } {
  try {
    const { userId, deviceId } = sessionOf(request)
    return { actor: userId, device: deviceId }
  } catch {
    return nobody
  }
}
