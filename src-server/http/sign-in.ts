import { sql } from 'kysely'
import { hash, verify } from '@node-rs/argon2'
import type { FastifyInstance } from 'fastify'
import { changePasswordRequest, passwordTrouble } from '../../src-shared/organisation/password.ts'
import { paths, signInRequest, type SignInResponse as SessionAnswer } from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { sm3 } from '../sm3.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import { isLost, keptSecret, knowContact, newDeviceSecret } from '../store/machines.ts'
import { newToken, sessionOf, SESSION_MS } from './session.ts'

const FAILURES = 5
const LOCK_MS = 15 * 60_000
/** More sign-ins than this at once wait outside: each costs 19 MiB and a core. */
const AT_ONCE = 32

/** argon2id of a password, with the library's defaults (19 MiB, two passes: OWASP's). */
export const hashPassword = (password: string): Promise<string> => hash(password)

// an unknown login costs the same work as a wrong password, so the answer's time tells nothing (SE-02)
let dummy: Promise<string> | undefined
const dummyHash = (): Promise<string> => (dummy ??= hashPassword('nobody has this password'))

/** POST /api/sign-in: argon2id, five failures lock the login for 15 minutes, a token bound to user and device (SE-01…SE-04). */
export function signInRoute(app: FastifyInstance, env: Environment): void {
  let running = 0
  app.post(paths.signIn, async (request): Promise<SessionAnswer> => {
    const { login, password, device, app: appVersion, contactToken } = signInRequest.parse(request.body)
    if (running >= AT_ONCE) throw new HttpError(503, 'SY-BUSY', { retryMs: 2_000 })
    running++
    try {
      const user = await inTurn(login, () => checkPassword(env, login, password))
      return await openSession(env, user, { device, app: appVersion, contactToken })
    } finally {
      running--
    }
  })
}

/**
 * POST /api/password: a person changes their own (AD-52). The old one is an attempt like at signing in; every other session of
 * theirs ends. errors: SE-WRONG-PASSWORD (403: it says nothing of the session), SE-LOCKED and those of `passwordTrouble`.
 */
export function passwordRoute(app: FastifyInstance, env: Environment): void {
  app.post(paths.password, async (request, reply) => {
    const { userId, tokenHash } = sessionOf(request)
    const change = changePasswordRequest.parse(request.body)
    const { login } = await env.db.selectFrom('account').select('login').where('id', '=', userId).executeTakeFirstOrThrow()
    const trouble = passwordTrouble(login, change)
    if (trouble !== undefined) throw new HttpError(422, trouble)
    await inTurn(login, async () => {
      const { hash: before } = await checkPassword(env, login, change.oldPassword).catch((error: unknown) => {
        throw error instanceof HttpError && error.status === 401 ? new HttpError(403, error.code) : error
      })
      const after = await hashPassword(change.newPassword)
      await env.db.transaction().execute(async (tx) => {
        const changed = await tx
          .updateTable('credential')
          .set({ hash: after })
          .where('user_id', '=', userId)
          .where('hash', '=', before)
          .executeTakeFirst()
        // another server was quicker: what was typed is the old password no more
        if (changed.numUpdatedRows === 0n) throw new HttpError(403, 'SE-WRONG-PASSWORD')
        await tx.deleteFrom('session').where('user_id', '=', userId).where('token_hash', '!=', tokenHash).execute()
        await appendAudit(tx, { chain: ACCESS_CHAIN, at: env.now(), actor: userId, kind: 'password.changed', detail: {} })
      })
    })
    return reply.code(204).send()
  })
}

/** Attempts on one login are looked at one after the other: an honest person on several desks does not lock themself out. */
function queueByKey(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, turn)
    const tidy = () => void (last.get(key) === turn && last.delete(key))
    turn.then(tidy, tidy)
    return turn
  }
}

const inTurn = queueByKey()

type User = { id: string; name: string; login: string; hash: string }

async function checkPassword(env: Environment, login: string, password: string): Promise<User> {
  const now = env.now()
  const account = await env.db
    .selectFrom('account as a')
    .leftJoin('credential as c', 'c.user_id', 'a.id')
    .select(['a.id', 'a.name', 'a.login', 'a.disabled', 'c.hash'])
    .where('a.login', '=', login)
    .executeTakeFirst()
  // an unknown login may be a password typed in the wrong field: only its hash is kept
  const actor = account?.id ?? `?${sm3(login).slice(0, 16)}`
  const attempt = await countAttempt(env.db, login, now)
  if (attempt.failures > FAILURES) {
    await note(env, actor, 'sign-in.locked', now)
    throw new HttpError(423, 'SE-LOCKED', { retryMs: Math.max(1, attempt.lockedUntil - now) })
  }
  const right = await verify(account?.hash ?? (await dummyHash()), password).catch(() => false)
  if (!right || !account?.hash || account.disabled) {
    await note(env, actor, 'sign-in.failed', now)
    throw new HttpError(401, 'SE-WRONG-PASSWORD')
  }
  await env.db.deleteFrom('login_failure').where('login', '=', login).execute()
  return { ...account, hash: account.hash }
}

/** Counts an attempt before the password is looked at, so that guesses sent all at once are counted too; the fifth sets the lock, which a right password lifts again (SE-01). */
async function countAttempt(db: Db, login: string, now: number): Promise<{ failures: number; lockedUntil: number }> {
  const row = await db
    .insertInto('login_failure')
    .values({ login, failures: 1, locked_until: 0, last_at: now })
    .onConflict((on) =>
      on.column('login').doUpdateSet({
        // a lock that ran out starts a new count, and so does a quarter of an hour's peace
        failures: sql<number>`case when login_failure.locked_until > ${now} then login_failure.failures + 1
          when login_failure.locked_until > 0 or login_failure.last_at <= ${now - LOCK_MS} then 1 else login_failure.failures + 1 end`,
        locked_until: sql<number>`case when login_failure.locked_until > ${now} then login_failure.locked_until
          when login_failure.locked_until = 0 and login_failure.last_at > ${now - LOCK_MS} and login_failure.failures + 1 >= ${FAILURES}
          then ${now + LOCK_MS}::bigint else 0 end`,
        last_at: now,
      }),
    )
    .returning(['failures', 'locked_until'])
    .executeTakeFirstOrThrow()
  return { failures: row.failures, lockedUntil: row.locked_until }
}

function note(env: Environment, actor: string, kind: string, at: number): Promise<void> {
  return env.db.transaction().execute((tx) => appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind, detail: {} }))
}

type Asking = { device: string; app: string; contactToken: string | undefined }

async function openSession(env: Environment, user: User, { device, app, contactToken }: Asking): Promise<SessionAnswer> {
  const now = env.now()
  const { token, tokenHash } = newToken()
  const expiresAt = now + SESSION_MS
  const { county, secret, watermark } = await env.db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('device')
      .values({ id: device, user_id: user.id, app, last_seen_at: now, secret: newDeviceSecret() })
      .onConflict((on) => on.columns(['id', 'user_id']).doUpdateSet({ app, last_seen_at: now, secret: keptSecret }))
      .returning(['revoked', 'secret'])
      .executeTakeFirstOrThrow()
    if (row.revoked || (await isLost(tx, device))) throw new HttpError(403, 'SE-REVOKED')
    if (contactToken !== undefined) await knowContact(tx, device, contactToken)
    await tx
      .insertInto('session')
      .values({ token_hash: tokenHash, user_id: user.id, device_id: device, app, created_at: now, expires_at: expiresAt })
      .execute()
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: user.id, kind: 'sign-in.ok', detail: { device } })
    const { paper_watermark: rule } = await tx.selectFrom('sync_meta').select('paper_watermark').executeTakeFirstOrThrow()
    return { county: await env.county.read(tx), secret: row.secret, watermark: rule }
  })
  return {
    token,
    user: { id: user.id, name: user.name, login: user.login },
    posts: [...county.postsOf(user.id)],
    county: county.directory.county,
    epoch: county.epoch,
    expiresAt,
    ...(watermark === 'off' ? {} : { paper: { watermark } }),
    ...(secret === null ? {} : { deviceSecret: secret }),
  }
}
