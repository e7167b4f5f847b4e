import type { Draft, DraftPost } from './draft.ts'
import type { Finding, Organisation, Surroundings } from './model.ts'
import { inCell, type Row } from './read-rows.ts'
import { adminRoles, isAdminRole, roleNames } from './tables.ts'

type PlacedPost = Draft['posts'][number]

/** What must hold of people and their posts: the 三员 apart from one another and from documents, nobody locked out. */
export function checkPosts(now: Organisation, around: Surroundings, draft: Draft): Finding[] {
  const findings: Finding[] = []
  const units = new Set(draft.units.map(({ value }) => value.id))
  const people = new Set(draft.people.map(({ value }) => value.id))
  const alike = new Map<string, Row | null>()
  for (const { value: post, row } of draft.posts) {
    if (post.unitId !== '' && !units.has(post.unitId))
      findings.push(inCell('error', 'ORG-POST-UNIT', 'posts', row, 'unitId', row ? post.unitId : `${post.login} ${post.unitId}`))
    if (row === null && !people.has(post.userId))
      findings.push(inCell('error', 'ORG-POST-PERSON', 'posts', row, 'login', post.login))
    const key = JSON.stringify([post.login, post.unitId, post.role, post.title])
    const other = alike.get(key)
    if (other === undefined) alike.set(key, row)
    else findings.push(inCell('error', 'ORG-POST-TWICE', 'posts', row, 'role', roleText(post), other?.row ?? null))
  }
  const held = byPerson(draft.posts)
  for (const posts of held.values()) findings.push(...apart(posts))
  for (const { value: person, row } of draft.people)
    if (row && !held.has(person.id)) findings.push(inCell('warning', 'ORG-NO-POST', 'people', row, 'login', person.login))
  return [...findings, ...nobodyLockedOut(now, around, draft)]
}

const roleText = ({ role }: DraftPost): string => (role === null ? '' : roleNames[role])

function byPerson(posts: readonly PlacedPost[]): Map<string, PlacedPost[]> {
  const held = new Map<string, PlacedPost[]>()
  for (const post of posts) {
    const { userId } = post.value
    if (userId === '') continue
    const list = held.get(userId)
    if (list) list.push(post)
    else held.set(userId, [post])
  }
  return held
}

/** Roles one person must not hold together. */
function apart(posts: readonly PlacedPost[]): Finding[] {
  const findings: Finding[] = []
  const admin = posts.find(({ value }) => value.role !== null && isAdminRole(value.role))
  for (const post of posts) {
    const { role } = post.value
    if (!admin || role === null || role === admin.value.role) continue
    const code = isAdminRole(role) ? 'ORG-ROLES-EXCLUDE' : 'ORG-ADMIN-POSTS'
    const text = `${post.value.login}：${roleText(admin.value)}、${roleText(post.value)}`
    findings.push(inCell('error', code, 'posts', post.row ?? admin.row, 'role', text, admin.row?.row ?? null))
  }
  // 用印 by a second person (domain.md §4.5): the same one may hold both, but it is worth a look
  for (const seal of posts.filter(({ value }) => value.role === 'sealKeeper'))
    if (seal.row && posts.some(({ value }) => value.role === 'clerk' && value.unitId === seal.value.unitId))
      findings.push(inCell('warning', 'ORG-SEAL-SAME', 'posts', seal.row, 'role', seal.value.login))
  return findings
}

/** Who imports stays what they are, and each of the 三员 the county has keeps somebody who can act at once. */
function nobodyLockedOut(now: Organisation, around: Surroundings, draft: Draft): Finding[] {
  const findings: Finding[] = []
  const people = new Set(draft.people.map(({ value }) => value.id))
  const actor = now.people.find(({ id }) => id === around.actor)
  const keeps = (userId: string, role: string): boolean =>
    people.has(userId) && draft.posts.some(({ value }) => value.userId === userId && value.role === role)
  if (actor && !keeps(actor.id, 'sysadmin')) findings.push(inCell('error', 'ORG-SELF', 'people', null, 'login', actor.login))
  const waiting = new Set(now.people.filter((person) => person.waiting).map(({ id }) => id))
  for (const role of adminRoles) {
    const holders = now.posts.filter((post) => post.role === role && !post.waiting && !waiting.has(post.userId))
    if (holders.length > 0 && !holders.some(({ userId }) => keeps(userId, role)))
      findings.push(inCell('error', 'ORG-LAST-ADMIN', 'posts', null, 'role', roleNames[role]))
  }
  for (const gone of now.people.filter(({ id }) => !people.has(id))) {
    const open = around.openWork.people.get(gone.id) ?? 0
    if (open > 0)
      findings.push(inCell('warning', 'ORG-PERSON-OPEN-WORK', 'people', null, 'login', `${gone.login} ${gone.name}`, open))
  }
  return findings
}
