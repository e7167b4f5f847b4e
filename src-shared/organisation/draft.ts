import type { RoleCode, Unit } from '../workflow/directory.ts'
import type { Finding, Organisation, OrgPost, Surroundings } from './model.ts'
import { inCell, type ReadTables, type Row } from './read-rows.ts'
import { roleOf } from './tables.ts'

/** Where a thing stands in its file; null where the file has no such table and it stays as it is. */
type Placed<T> = { value: T; row: Row | null }
/** A post whose person or role may be none there is; what follows leaves those alone. */
export type DraftPost = { id: string | null; login: string; userId: string; unitId: string; role: RoleCode | null; title: string }
export type DraftPerson = { id: string; login: string; name: string }

/** The organisation as the file has it, before anything is asked of the whole. */
export type Draft = { units: Placed<Unit>[]; people: Placed<DraftPerson>[]; posts: Placed<DraftPost>[] }

const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const yes: readonly string[] = ['是', 'Y', 'y', '1', 'TRUE', 'true', '√']
const no: readonly string[] = ['否', 'N', 'n', '0', 'FALSE', 'false', '']

/** Makes units, people and posts of rows; a table the files do not have stays as it is, and so does a column. */
export function draftOf(now: Organisation, { former }: Surroundings, { rows }: ReadTables, findings: Finding[]): Draft {
  const units = rows.units ? draftUnits(now, rows.units, findings) : stays(now.units)
  const people = rows.people ? draftPeople(now, former, rows.people, findings) : stays<DraftPerson>(now.people)
  const logins = new Map(now.people.map(({ id, login }) => [id, login]))
  const kept = (post: OrgPost): DraftPost => ({ ...post, login: logins.get(post.userId) ?? '' })
  const posts = rows.posts ? draftPosts(people, rows.posts, findings) : stays(now.posts.map(kept))
  return { units, people, posts }
}

const stays = <T>(values: readonly T[]): Placed<T>[] => values.map((value) => ({ value, row: null }))

function draftUnits(now: Organisation, rows: readonly Row[], findings: Finding[]): Placed<Unit>[] {
  const known = new Map(now.units.map((unit) => [unit.id, unit]))
  const first = new Map<string, Row>()
  return rows.flatMap((row) => {
    const { id = '', name = '', parentId, shortName, category, prefixes, inner } = row.cells
    if (taken('ORG-ID-TWICE', 'units', 'id', id, row, first, findings)) return []
    if (id !== '' && !idForm.test(id)) findings.push(inCell('error', 'ORG-ID-FORM', 'units', row, 'id', id))
    const before = known.get(id)
    if (inner !== undefined && !yes.includes(inner) && !no.includes(inner))
      findings.push(inCell('error', 'ORG-YES-NO', 'units', row, 'inner', inner))
    const value: Unit = {
      id,
      name,
      shortName: shortName === undefined ? (before?.shortName ?? name) : shortName || name,
      category: category ?? before?.category ?? '',
      parentId: parentId === undefined ? (before?.parentId ?? null) : parentId || null,
      prefixes: prefixes === undefined ? (before?.prefixes ?? []) : prefixes.split(/[、，,；;\s]+/).filter((one) => one !== ''),
      inner: inner === undefined ? (before?.inner ?? false) : yes.includes(inner),
    }
    return [{ value, row }]
  })
}

function draftPeople(
  now: Organisation,
  former: Surroundings['former'],
  rows: readonly Row[],
  findings: Finding[],
): Placed<DraftPerson>[] {
  const known = new Map([...former, ...now.people].map((person) => [person.login.toLowerCase(), person]))
  const ids = new Set([...known.values()].map(({ id }) => id))
  const first = new Map<string, Row>()
  return rows.flatMap((row) => {
    const { login = '', name = '' } = row.cells
    // two logins that differ only in capitals are one to whoever types them
    if (taken('ORG-LOGIN-TWICE', 'people', 'login', login, row, first, findings)) return []
    const before = known.get(login.toLowerCase())
    if (login !== '' && (!idForm.test(login) || (before && before.login !== login)))
      findings.push(inCell('error', 'ORG-LOGIN-FORM', 'people', row, 'login', login, before?.login ?? null))
    const id = before?.id ?? freeId(`u-${login}`, ids)
    ids.add(id)
    return [{ value: { id, login: before?.login ?? login, name }, row }]
  })
}

function draftPosts(people: readonly Placed<DraftPerson>[], rows: readonly Row[], findings: Finding[]): Placed<DraftPost>[] {
  const byLogin = new Map(people.map(({ value }) => [value.login, value.id]))
  const first = new Map<string, Row>()
  return rows.flatMap((row) => {
    const { id = '', login = '', unitId = '', role: said = '', title } = row.cells
    if (id !== '' && taken('ORG-ID-TWICE', 'posts', 'id', id, row, first, findings)) return []
    if (id !== '' && !idForm.test(id)) findings.push(inCell('error', 'ORG-ID-FORM', 'posts', row, 'id', id))
    const userId = byLogin.get(login)
    if (login !== '' && userId === undefined) findings.push(inCell('error', 'ORG-POST-PERSON', 'posts', row, 'login', login))
    const role = roleOf(said) ?? null
    if (said !== '' && role === null) findings.push(inCell('error', 'ORG-ROLE-UNKNOWN', 'posts', row, 'role', said))
    const value = { id: id || null, login, userId: userId ?? '', unitId, role, title: title ?? '' }
    return [{ value, row }]
  })
}

/** Notes the second of two rows that must not be alike, capitals or not; answers whether it is one. */
function taken(
  code: string,
  table: 'units' | 'people' | 'posts',
  key: string,
  text: string,
  row: Row,
  first: Map<string, Row>,
  findings: Finding[],
): boolean {
  if (text === '') return false
  const other = first.get(text.toLowerCase())
  if (other) findings.push(inCell('error', code, table, row, key, text, other.row))
  else first.set(text.toLowerCase(), row)
  return other !== undefined
}

/** An id that nobody has, of 64 letters at most. */
function freeId(wanted: string, ids: ReadonlySet<string>): string {
  const start = wanted.slice(0, 58)
  for (let n = 1; ; n++) {
    const id = n === 1 ? start : `${start}-${n}`
    if (!ids.has(id)) return id
  }
}
