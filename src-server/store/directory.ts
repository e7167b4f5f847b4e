import { isAdminRole } from '../../src-shared/organisation/tables.ts'
import { issuingUnit, type Directory, type Post } from '../../src-shared/workflow/directory.ts'
import type { Db, Tx } from './database.ts'
import { readDelegations, type StoredDelegation } from './delegations.ts'
import { statement } from './session-client.ts'

/** The address book with the look-ups a command needs. */
export type County = {
  epoch: string
  /** epoch ms: until then a restored server waits for what desks send again (SY-100) */
  recoveringUntil: number
  directory: Directory
  postsOf: (userId: string) => readonly Post[]
  /** 委托 that are not revoked */
  delegations: readonly StoredDelegation[]
}

/** What tells whether the address book in hand is still the newest. */
export type CountyMark = {
  epoch: string
  county: string
  directory_version: number
  delegation_version: number
  recovering_until: number
}

export type CountyCache = {
  read: (tx: Db | Tx) => Promise<County>
  /** the same for who has read the mark already */
  at: (tx: Db | Tx, mark: CountyMark) => Promise<County>
}

/** The question for the mark. */
export const countyMark = statement<CountyMark>(
  'select epoch, county, directory_version, delegation_version, recovering_until from sync_meta',
)

/**
 * The county's directory, read again only when its version moved: every command asks with its own transaction, so a
 * right taken away counts for the very next command (SE-05).
 */
export function countyCache(): CountyCache {
  let cached: County | undefined
  let delegationsSeen = -1
  const at: CountyCache['at'] = async (
    tx,
    { epoch, county: name, directory_version: version, delegation_version: delegated, recovering_until: recoveringUntil },
  ) => {
    if (cached?.directory.version === version && cached.epoch === epoch) {
      if (delegationsSeen !== delegated) {
        const delegations = await readDelegations(tx)
        delegationsSeen = delegated
        cached = { ...cached, delegations }
      }
      if (cached.recoveringUntil !== recoveringUntil) cached = { ...cached, recoveringUntil }
      return cached
    }
    const directory = await readDirectory(tx, name, version)
    const posts = new Map<string, Post[]>()
    for (const post of directory.posts) posts.set(post.userId, [...(posts.get(post.userId) ?? []), post])
    const delegations = await readDelegations(tx)
    const county = { epoch, recoveringUntil, directory, postsOf: (userId: string) => posts.get(userId) ?? [], delegations }
    cached = county
    delegationsSeen = delegated
    return county
  }
  return { at, read: async (tx) => at(tx, await readMark(tx)) }
}

async function readMark(tx: Db | Tx): Promise<CountyMark> {
  const [mark] = (await tx.executeQuery(countyMark)).rows
  if (!mark) throw new Error('the database has no sync_meta')
  return mark
}

async function readDirectory(tx: Db | Tx, county: string, version: number): Promise<Directory> {
  const units = await tx.selectFrom('unit').selectAll().orderBy('ord').execute()
  const posts = await tx.selectFrom('post').selectAll().orderBy('ord').orderBy('id').execute()
  const routes = await tx.selectFrom('route_template').selectAll().orderBy('ord').execute()
  const holidays = await tx.selectFrom('holiday_year').select('notice').orderBy('year').execute()
  const phrases = await tx.selectFrom('phrase_list').select(['unit_id', 'phrases']).orderBy('unit_id').execute()
  return {
    version,
    county,
    units: units.map((u) => ({
      id: u.id,
      name: u.name,
      shortName: u.short_name,
      category: u.category,
      parentId: u.parent_id,
      prefixes: u.prefixes,
      inner: u.inner_section,
    })),
    posts: posts.map((p) => ({ id: p.id, userId: p.user_id, name: p.name, title: p.title, unitId: p.unit_id, role: p.role })),
    routes: routes.map((r) => ({ id: r.id, version: r.version, name: r.name, steps: r.steps })),
    holidays: holidays.map(({ notice }) => notice),
    phrases: phrases.map(({ unit_id: unitId, phrases: words }) => ({ unitId, words })),
  }
}

const officeRoles: readonly string[] = ['officeChecker', 'leader', 'deputyLeader']

/** The scope of a unit's office and leaders, who read every document of the organ once it is submitted. */
export const officeScope = (unitId: string): string => `unit:${unitId}:office`

/** Who keeps the register of a unit's 收文 sees every one from the first day (domain.md §4.5). */
const registryRoles: readonly string[] = ['registrar', 'proposer']
/** The scope of a unit's 收文登记簿. */
export const registryScope = (unitId: string): string => `unit:${unitId}:incoming`

/** What a person was told of by the clock (WF-115): no scope of theirs, so it brings neither text nor state to a desk. */
export const toldScope = (userId: string): string => `told:${userId}`

/**
 * Whether a person is one of the 三员 and nothing else: they read no documents, not even those of earlier posts (SE-112). An
 * administrator's one scope has never anything in it.
 */
export const isAdministrator = (posts: readonly Post[]): boolean =>
  posts.length > 0 && posts.every(({ role }) => isAdminRole(role))

/** The scopes a person has now, from the posts held at this moment; sorted (SY-14, SE-05). */
export function scopesOf(county: County, userId: string): string[] {
  if (isAdministrator(county.postsOf(userId))) return [`admin:${userId}`]
  const scopes = new Set([`user:${userId}`])
  for (const post of county.postsOf(userId)) {
    const organ = issuingUnit(county.directory, post.unitId)
    if (organ && officeRoles.includes(post.role)) scopes.add(officeScope(organ.id))
    if (organ && registryRoles.includes(post.role)) scopes.add(registryScope(organ.id))
  }
  return [...scopes].toSorted()
}

/** A post as its row; `ord` keeps the order of the address book. */
export const postRow = (post: Post, ord: number) => ({
  id: post.id,
  user_id: post.userId,
  name: post.name,
  title: post.title,
  unit_id: post.unitId,
  role: post.role,
  ord,
})

/** Gives a person other posts and counts the directory up, so that desks and servers take note. */
export async function replacePosts(db: Db, userId: string, posts: readonly Post[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('post').where('user_id', '=', userId).execute()
    const rows = posts.map((post, ord) => postRow({ ...post, userId }, ord))
    if (rows.length > 0) await tx.insertInto('post').values(rows).execute()
    await tx
      .updateTable('sync_meta')
      .set((eb) => ({ directory_version: eb('directory_version', '+', 1) }))
      .execute()
  })
}
