import { randomInt } from 'node:crypto'
import type { Grant } from '../../src-shared/organisation/model.ts'
import { isAdminRole } from '../../src-shared/organisation/tables.ts'
import type { Post } from '../../src-shared/workflow/directory.ts'
import { HttpError } from '../errors.ts'
import { hashPassword } from '../http/sign-in.ts'
import type { Db, Tx } from '../store/database.ts'
import { postRow } from '../store/directory.ts'
import { auditMany, countUp, type Who } from './apply-plan.ts'
import { among, amongUuids, upsert } from './bulk.ts'
import { readBase } from './read-organisation.ts'

/** The first password of an account: for 安全保密员 to hand over, kept nowhere. */
export type FirstPassword = { login: string; name: string; password: string }

/** What waits for 安全保密员, the oldest first, accounts before their posts. */
export async function waitingGrants(db: Db | Tx): Promise<Grant[]> {
  const rows = await db
    .selectFrom('grant_request as g')
    .innerJoin('account as a', 'a.id', 'g.user_id')
    .leftJoin('account as by', 'by.id', 'g.asked_by')
    .select(['g.id', 'g.kind', 'g.user_id', 'g.post', 'g.asked_by', 'g.asked_at', 'a.login', 'a.name', 'by.name as asker'])
    .where('g.status', '=', 'waiting')
    .orderBy('g.asked_at')
    .orderBy('g.kind')
    .orderBy('g.ord')
    .orderBy('a.login')
    .execute()
  const units = new Map((await db.selectFrom('unit').select(['id', 'name']).execute()).map(({ id, name }) => [id, name]))
  return rows.map(({ post, ...row }) => ({
    id: row.id,
    kind: row.kind,
    userId: row.user_id,
    login: row.login,
    name: row.name,
    post: post && {
      id: post.id,
      unitId: post.unitId,
      unitName: units.get(post.unitId) ?? '',
      title: post.title,
      role: post.role,
    },
    askedBy: row.asker ?? row.asked_by,
    askedAt: row.asked_at,
  }))
}

/**
 * 安全保密员 confirms or refuses what waits, all of it or nothing; a confirmed account gets its first password. Who asked
 * cannot confirm. With a refused account its posts are refused. Errors: ORG-STALE (one does not wait any more),
 * ORG-SAME-PERSON, ORG-ACCOUNT-FIRST (a post of an account that is not confirmed), ORG-ROLES-EXCLUDE.
 */
export async function decideGrants(
  db: Db,
  ids: readonly string[],
  verdict: 'confirm' | 'refuse',
  who: Who,
): Promise<FirstPassword[]> {
  const wanted = verdict === 'confirm' ? await waitingGrants(db) : []
  const fresh = wanted.filter(({ id, kind }) => kind === 'account' && ids.includes(id))
  // before anything is locked: each hash takes a core and 19 MiB
  const passwords = await Promise.all(
    fresh.map(async ({ userId, login, name }) => {
      const password = newPassword()
      return { userId, login, name, password, hash: await hashPassword(password) }
    }),
  )
  await db.transaction().execute(async (tx) => {
    await readBase(tx, true)
    const rows = await tx
      .selectFrom('grant_request')
      .selectAll()
      .where('status', '=', 'waiting')
      .where(amongUuids('id', ids))
      .execute()
    const accounts = rows.filter(({ kind }) => kind === 'account').map(({ user_id: id }) => id)
    if (rows.length !== new Set(ids).size) throw new HttpError(409, 'ORG-STALE')
    if (rows.some(({ asked_by: by }) => by === who.actor)) throw new HttpError(403, 'ORG-SAME-PERSON')
    if (verdict === 'confirm') {
      if (accounts.length !== passwords.length) throw new HttpError(409, 'ORG-STALE')
      await tx.updateTable('account').set({ disabled: false }).where(among('id', accounts)).execute()
      const credentials = passwords.map(({ userId, hash }) => ({ user_id: userId, hash }))
      await upsert(tx, 'credential', 'user_id', credentials)
      const posts = rows.flatMap(({ post, ord }) => (post ? [{ post, ord }] : []))
      await givePosts(tx, posts)
    }
    const also = verdict === 'refuse' ? await postsOf(tx, accounts) : []
    const status = verdict === 'confirm' ? ('confirmed' as const) : ('refused' as const)
    const decided = [...new Set([...rows.map(({ id }) => id), ...also])]
    await tx
      .updateTable('grant_request')
      .set({ status, decided_by: who.actor, decided_at: who.at })
      .where(amongUuids('id', decided))
      .execute()
    await countUp(tx)
    await auditMany(tx, { ...who, kind: `grant.${status}` }, decided)
  })
  return passwords.map(({ login, name, password }) => ({ login, name, password }))
}

type Wanted = { post: Omit<Post, 'name'>; ord: number }

async function givePosts(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  const userIds = [...new Set(wanted.map(({ post }) => post.userId))]
  const accounts = await tx.selectFrom('account').selectAll().where(among('id', userIds)).execute()
  if (accounts.some(({ disabled }) => disabled)) throw new HttpError(409, 'ORG-ACCOUNT-FIRST')
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  const rows = wanted.map(({ post, ord }) => postRow({ ...post, name: names.get(post.userId) ?? '' }, ord))
  await upsert(tx, 'post', 'id', rows)
  const held = await tx.selectFrom('post').select(['user_id', 'role']).where(among('user_id', userIds)).execute()
  for (const id of userIds) {
    const roles = new Set(held.filter(({ user_id: user }) => user === id).map(({ role }) => role))
    if (roles.size > 1 && [...roles].some(isAdminRole)) throw new HttpError(409, 'ORG-ROLES-EXCLUDE')
  }
}

async function postsOf(tx: Tx, userIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectFrom('grant_request')
    .select('id')
    .where('status', '=', 'waiting')
    .where('kind', '=', 'post')
    .where(among('user_id', userIds))
    .execute()
  return rows.map(({ id }) => id)
}

/** Letters and figures nobody mistakes for one another when they are read out: 12 of them, 59 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
export const newPassword = (): string =>
  Array.from({ length: 12 }, (_, i) => `${i > 0 && i % 4 === 0 ? '-' : ''}${letters[randomInt(letters.length)] ?? ''}`).join('')
