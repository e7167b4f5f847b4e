import type { FastifyInstance } from 'fastify'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import {
  delegateRequest,
  delegationDaysAtMost,
  handOverQuery,
  revokeRequest,
  turnPaths as paths,
  type Delegation,
  type DelegationsResponse,
  type HandOverResponse,
  type ToldResponse,
} from '../../src-shared/turns/messages.ts'
import { issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import type { Environment } from '../commands/environment.ts'
import { stepsToHandOver, turnsToHandOver } from '../commands/hand-over.ts'
import type { Moved } from '../commands/publish.ts'
import { withRetry } from '../commands/retry.ts'
import { standIns } from '../commands/stand-in.ts'
import { turnsTold } from '../commands/turns-told.ts'
import { HttpError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { countDelegations, readDelegations, storedOf } from '../store/delegations.ts'
import { sessionOf } from './session.ts'

const DAY = 86_400_000
const midnight = (on: string): number => Date.parse(`${on}T00:00:00+08:00`)

/**
 * 委托 of one's own posts, which counts at once and is revoked at once, the list of turns a 交接 begins with, and the late turns
 * of others one was told of. The first two are audited; what they do to documents is told in the documents' own chains.
 */
export function turnRoutes(app: FastifyInstance, env: Environment): void {
  app.get(paths.delegations, async (request): Promise<DelegationsResponse> => {
    const { userId } = sessionOf(request)
    const { directory } = await env.county.read(env.db)
    const rows = await env.db
      .selectFrom('delegation')
      .selectAll()
      .where((eb) => eb.or([eb('from_user', '=', userId), eb('to_user', '=', userId)]))
      .orderBy('created_at', 'desc')
      .limit(200)
      .execute()
    return { delegations: rows.map((row) => told(directory, storedOf(row))) }
  })

  app.post(paths.delegations, async (request): Promise<DelegationsResponse> => {
    const { userId } = sessionOf(request)
    const wanted = delegateRequest.parse(request.body)
    const now = env.now()
    const days = (midnight(wanted.until) - midnight(wanted.from)) / DAY
    if (!(days >= 0) || days > delegationDaysAtMost || wanted.until < dateOf(now)) throw new HttpError(422, 'TN-PERIOD')
    const { directory } = await env.county.read(env.db)
    const from = directory.posts.find((one) => one.id === wanted.fromPost && one.userId === userId)
    const to = directory.posts.find((one) => one.id === wanted.toPost)
    const sameOrgan = from && to && issuingUnit(directory, from.unitId)?.id === issuingUnit(directory, to.unitId)?.id
    if (!from) throw new HttpError(403, 'TN-NOT-YOURS')
    if (!to || !sameOrgan || to.userId === userId) throw new HttpError(422, 'TN-DELEGATE')
    const row = {
      id: wanted.id,
      from_post: from.id,
      to_post: to.id,
      from_user: userId,
      to_user: to.userId,
      starts_at: midnight(wanted.from),
      ends_at: midnight(wanted.until) + DAY - 1,
      doc_types: JSON.stringify(wanted.docTypes),
      urgencies: JSON.stringify(wanted.urgencies),
      routes: JSON.stringify(wanted.routes),
      can_sign: wanted.canSign,
      created_by: userId,
      created_at: now,
    }
    await changed(env, userId, 'delegation.given', wanted, async (tx) => {
      const { numInsertedOrUpdatedRows: added } = await tx
        .insertInto('delegation')
        .values(row)
        .onConflict((on) => on.column('id').doNothing())
        .executeTakeFirstOrThrow()
      return (added ?? 0n) > 0n ? userId : undefined
    })
    const stored = await env.db.selectFrom('delegation').selectAll().where('id', '=', wanted.id).executeTakeFirstOrThrow()
    if (stored.from_user !== userId) throw new HttpError(403, 'TN-NOT-YOURS')
    return { delegations: [told(directory, storedOf(stored))] }
  })

  app.post(paths.revoke, async (request): Promise<DelegationsResponse> => {
    const { userId } = sessionOf(request)
    const { id } = revokeRequest.parse(request.body)
    const { directory } = await env.county.read(env.db)
    const there = await env.db.selectFrom('delegation').selectAll().where('id', '=', id).executeTakeFirst()
    if (there?.from_user !== userId) throw new HttpError(403, 'TN-NOT-YOURS')
    await changed(env, userId, 'delegation.revoked', { id }, async (tx) => {
      const { numUpdatedRows: ended } = await tx
        .updateTable('delegation')
        .set({ revoked_by: userId, revoked_at: env.now() })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow()
      return ended > 0n ? userId : undefined
    })
    const stored = await env.db.selectFrom('delegation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { delegations: [told(directory, storedOf(stored))] }
  })

  app.get(paths.handOver, async (request): Promise<HandOverResponse> => {
    const { userId } = sessionOf(request)
    const query = handOverQuery.parse(request.query)
    const { directory, postsOf } = await env.county.read(env.db)
    if (!postsOf(userId).some(({ role }) => role === 'officeChecker')) throw new HttpError(403, 'TN-NOT-YOURS')
    return env.db.transaction().execute(async (tx) => {
      await appendAudit(tx, { chain: ACCESS_CHAIN, at: env.now(), actor: userId, kind: 'handover.listed', detail: query })
      const asked = { asking: userId, ...query }
      return { turns: await turnsToHandOver(tx, directory, asked), ahead: await stepsToHandOver(tx, directory, asked) }
    })
  })

  app.get(paths.told, async (request): Promise<ToldResponse> => {
    const { userId } = sessionOf(request)
    return { turns: await turnsTold(env.db, await env.county.read(env.db), userId) }
  })
}

/** Changes 委托 and, with them in one transaction, who stands in at open turns; wakes desks after the commit. `change` gives whose. */
async function changed(
  env: Environment,
  actor: string,
  kind: string,
  detail: Record<string, unknown>,
  change: (tx: Tx) => Promise<string | undefined>,
): Promise<void> {
  const county = await env.county.read(env.db)
  const moved = await withRetry(() =>
    env.db.transaction().execute(async (tx): Promise<Moved[]> => {
      const whose = await change(tx)
      if (whose === undefined) return []
      await countDelegations(tx)
      const now = env.now()
      await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor, kind, detail })
      // as this transaction has it, and for nobody else: it may be taken back
      return standIns(tx, { ...county, delegations: await readDelegations(tx) }, [whose], { actor, now })
    }),
  )
  if (moved.length > 0) env.wake(moved)
}

function told(directory: Directory, one: ReturnType<typeof storedOf>): Delegation {
  const nameOf = (postId: string): string => directory.posts.find((post) => post.id === postId)?.name ?? ''
  const { id, fromPost, toPost, canSign, createdAt, revokedAt } = one
  const lists = { docTypes: [...one.docTypes], urgencies: [...one.urgencies], routes: [...one.routes] }
  const period = { from: dateOf(one.startsAt), until: dateOf(one.endsAt) }
  return {
    id,
    fromPost,
    toPost,
    ...period,
    ...lists,
    canSign,
    fromName: nameOf(fromPost),
    toName: nameOf(toPost),
    createdAt,
    revokedAt,
  }
}
