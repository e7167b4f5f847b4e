import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Environment, Sender } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { sm3 } from '../sm3.ts'

/** A session as a request proves it. */
export type Session = Sender & { tokenHash: string; expiresAt: number }

/** How long a sign-in lasts: the lease of the cache (domain.md §4.6). */
export const SESSION_MS = 7 * 86_400_000

/** A new random token of 256 bits and what is stored of it: only its hash (SE-03). */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: sm3(token) }
}

const sessions = new WeakMap<FastifyRequest, Session>()

/** The session of a request that went through `requireSession`. */
export function sessionOf(request: FastifyRequest): Session {
  const session = sessions.get(request)
  if (!session) throw new HttpError(401, 'SE-NO-SESSION')
  return session
}

/** Refuses a request without a living session before its body is read; a device header, where sent, must name the session's device (SE-03, SE-04). */
export function requireSession(env: Environment): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  return async (request) => {
    const token = /^Bearer ([\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) throw new HttpError(401, 'SE-NO-SESSION')
    const tokenHash = sm3(token)
    const row = await env.db
      .selectFrom('session as s')
      .innerJoin('account as a', 'a.id', 's.user_id')
      .innerJoin('device as d', (on) => on.onRef('d.id', '=', 's.device_id').onRef('d.user_id', '=', 's.user_id'))
      .select(['s.user_id', 's.device_id', 's.expires_at', 'a.name', 'a.disabled', 'd.revoked'])
      .where('s.token_hash', '=', tokenHash)
      .executeTakeFirst()
    if (!row || row.disabled || row.expires_at <= env.now()) throw new HttpError(401, 'SE-NO-SESSION')
    if (row.revoked) throw new HttpError(401, 'SE-REVOKED')
    const device = request.headers['x-liuhen-device']
    if (device !== undefined && device !== row.device_id) throw new HttpError(401, 'SE-DEVICE')
    sessions.set(request, { userId: row.user_id, name: row.name, deviceId: row.device_id, tokenHash, expiresAt: row.expires_at })
  }
}

/** A message names its device; it must be the one the session was opened on (SE-04). */
export function sameDevice(session: Session, device: string): void {
  if (session.deviceId !== device) throw new HttpError(401, 'SE-DEVICE')
}
