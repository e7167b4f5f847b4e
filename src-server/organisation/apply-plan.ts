import { v7 } from 'uuid'
import type { Checked, Organisation, OrgPerson, OrgPost, Target } from '../../src-shared/organisation/model.ts'
import { appendAudit, ACCESS_CHAIN } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { postRow } from '../store/directory.ts'
import { among, upsert } from './bulk.ts'

export type Who = { actor: string; at: number }
type Before = { organisation: Organisation; former: readonly OrgPerson[] }

/**
 * Makes the organisation what a checked import says. Units, names and titles change at once; whatever takes a right away
 * does so at once, too: the session ends, the scopes are gone with the post (SE-05). Whatever gives one waits for
 * 安全保密员. The caller holds the lock of the base and has seen that nothing stands in the way.
 */
export async function applyPlan(tx: Tx, before: Before, { plan, target }: Checked, who: Who): Promise<void> {
  const gone = (changes: Checked['plan']['posts']) => changes.filter(({ kind }) => kind === 'removed').map(({ id }) => id)
  await writeUnits(tx, target.units)
  await openAccounts(tx, before, target.people, who)
  await closeAccounts(tx, gone(plan.people), who)
  await writePosts(tx, before.organisation, target, plan.posts, who)
  await tx
    .deleteFrom('unit')
    .where(among('id', gone(plan.units)))
    .execute()
  await countUp(tx)
  for (const table of ['units', 'people', 'posts'] as const)
    for (const kind of ['added', 'changed', 'removed'] as const)
      await auditMany(
        tx,
        { ...who, kind: `organisation.${table}.${kind}` },
        plan[table].filter((one) => one.kind === kind).map(({ id }) => id),
      )
}

/** Ids a line of the audit log holds at most. */
const PER_LINE = 500

/** Writes what was done to many into as few lines as hold their ids. */
export async function auditMany(tx: Tx, { actor, at, kind }: Who & { kind: string }, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += PER_LINE)
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind, detail: { ids: ids.slice(from, from + PER_LINE) } })
}

/** Counts the address book up, so that servers read it anew and desks fetch it, and the organisation with it. */
export const countUp = (tx: Tx): Promise<unknown> =>
  tx
    .updateTable('sync_meta')
    .set((eb) => ({
      directory_version: eb('directory_version', '+', 1),
      organisation_version: eb('organisation_version', '+', 1),
    }))
    .execute()

const writeUnits = (tx: Tx, units: Target['units']): Promise<void> =>
  upsert(
    tx,
    'unit',
    'id',
    units.map((unit, ord) => ({
      id: unit.id,
      name: unit.name,
      short_name: unit.shortName,
      category: unit.category,
      parent_id: unit.parentId,
      prefixes: unit.prefixes,
      inner_section: unit.inner,
      ord,
    })),
  )

/** New accounts, and closed ones that are to open again, are closed until they are confirmed. */
async function openAccounts(tx: Tx, { organisation, former }: Before, people: Target['people'], who: Who): Promise<void> {
  const known = new Map([...organisation.people, ...former].map((person) => [person.id, person]))
  const listed = new Set(organisation.people.map(({ id }) => id))
  const fresh = people.filter(({ id }) => !known.has(id))
  await upsert(
    tx,
    'account',
    'id',
    fresh.map((person) => ({ ...person, disabled: true })),
  )
  for (const { id, name } of people.filter((one) => known.has(one.id) && known.get(one.id)?.name !== one.name)) {
    await tx.updateTable('account').set({ name }).where('id', '=', id).execute()
    await tx.updateTable('post').set({ name }).where('user_id', '=', id).execute()
  }
  const asked = people.filter(({ id }) => !listed.has(id))
  await upsert(
    tx,
    'grant_request',
    'id',
    asked.map(({ id }) => request('account', id, id, null, 0, who)),
  )
}

async function closeAccounts(tx: Tx, ids: readonly string[], who: Who): Promise<void> {
  if (ids.length === 0) return
  await tx.updateTable('account').set({ disabled: true }).where(among('id', ids)).execute()
  await tx.deleteFrom('session').where(among('user_id', ids)).execute()
  await tx.deleteFrom('credential').where(among('user_id', ids)).execute()
  await withdraw(tx, 'account', ids, who)
}

async function writePosts(
  tx: Tx,
  { posts }: Organisation,
  target: Target,
  changes: Checked['plan']['posts'],
  who: Who,
): Promise<void> {
  const now = new Map<string, OrgPost>(posts.map((post) => [post.id, post]))
  const waits = new Set(changes.filter((one) => one.waits).map(({ id }) => id))
  const names = new Map(target.people.map(({ id, name }) => [id, name]))
  const removed = changes.filter(({ kind }) => kind === 'removed').map(({ id }) => id)
  const numbered = target.posts.map((post, ord) => ({ post, ord }))
  // what gives another right than before ends as it was and begins anew, waiting
  await tx
    .deleteFrom('post')
    .where(among('id', [...removed, ...waits]))
    .execute()
  await withdraw(tx, 'post', [...removed, ...waits], who)
  const held = numbered.filter(({ post }) => !waits.has(post.id) && now.get(post.id)?.waiting === false)
  await upsert(
    tx,
    'post',
    'id',
    held.map(({ post, ord }) => postRow({ ...post, name: names.get(post.userId) ?? '' }, ord)),
  )
  const asked = numbered.filter(({ post }) => waits.has(post.id))
  await upsert(
    tx,
    'grant_request',
    'id',
    asked.map(({ post, ord }) => request('post', post.id, post.userId, post, ord, who)),
  )
  for (const { post, ord } of numbered.filter(({ post: { id } }) => !waits.has(id) && now.get(id)?.waiting === true))
    await tx
      .updateTable('grant_request')
      .set({ post: JSON.stringify(post), ord })
      .where('kind', '=', 'post')
      .where('subject', '=', post.id)
      .where('status', '=', 'waiting')
      .execute()
}

const request = (
  kind: 'account' | 'post',
  subject: string,
  userId: string,
  post: Target['posts'][number] | null,
  ord: number,
  { actor, at }: Who,
) => ({ id: v7(), kind, subject, user_id: userId, post, ord, asked_by: actor, asked_at: at, status: 'waiting' })

const withdraw = (tx: Tx, kind: 'account' | 'post', subjects: readonly string[], { actor, at }: Who): Promise<unknown> =>
  tx
    .updateTable('grant_request')
    .set({ status: 'withdrawn', decided_by: actor, decided_at: at })
    .where('kind', '=', kind)
    .where('status', '=', 'waiting')
    .where(among('subject', subjects))
    .execute()
