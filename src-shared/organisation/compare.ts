import type { Change, Organisation } from './model.ts'
import { PREFIX_MARK, roleNames, tables, type TableName } from './tables.ts'

/** A unit, person or post as the cells of its row, by column. */
type Fields = Readonly<Record<string, string>>

/** How one table is compared: its cells, how one of it is called in a list, and which changes are inert until confirmed. */
type Comparing<T> = {
  table: TableName
  fieldsOf: (value: T) => Fields
  label: (value: T) => string
  waits: (change: Change) => boolean
}
type Unit = Organisation['units'][number]
type Person = Pick<Organisation['people'][number], 'id' | 'login' | 'name'>
type Post = Omit<Organisation['posts'][number], 'waiting'>

export const comparingUnits: Comparing<Unit> = {
  table: 'units',
  fieldsOf: (unit) => ({
    name: unit.name,
    parentId: unit.parentId ?? '',
    shortName: unit.shortName,
    category: unit.category,
    prefixes: unit.prefixes.join(PREFIX_MARK),
    inner: unit.inner ? '是' : '否',
  }),
  label: (unit) => unit.name,
  waits: () => false,
}

/** A new account waits for 安全保密员; another name does not. */
export const comparingPeople: Comparing<Person> = {
  table: 'people',
  fieldsOf: ({ login, name }) => ({ login, name }),
  label: (person) => `${person.name}（${person.login}）`,
  waits: ({ kind }) => kind === 'added',
}

/** Whatever gives a right waits: a new post, and an old one with another person, unit or role. Another title does not. */
export const comparingPosts = (logins: ReadonlyMap<string, string>): Comparing<Post> => ({
  table: 'posts',
  fieldsOf: ({ userId, unitId, role, title }) => ({ login: logins.get(userId) ?? '', unitId, role: roleNames[role], title }),
  label: (post) => `${logins.get(post.userId) ?? ''} ${post.title || roleNames[post.role]}`,
  waits: ({ kind, fields }) =>
    kind === 'added' || (kind === 'changed' && fields.some(({ field }) => field !== titleOf('posts', 'title'))),
})

const titleOf = (table: TableName, key: string): string =>
  tables[table].columns.find((column) => column.key === key)?.title ?? key

/** What is other in `after`: changed and added ones in its order, then what is gone. */
export function compare<T extends { id: string }>(
  { table, fieldsOf, label, waits }: Comparing<T>,
  before: readonly T[],
  after: readonly T[],
  rows: ReadonlyMap<string, number | null>,
): Change[] {
  const old = new Map(before.map((one) => [one.id, one]))
  const kept = new Set(after.map(({ id }) => id))
  const made = (kind: Change['kind'], value: T, was: Fields | undefined, is: Fields | undefined): Change[] => {
    const fields = Object.keys(was ?? is ?? {}).flatMap((key) => {
      const [a, b] = [was?.[key] ?? '', is?.[key] ?? '']
      return a === b ? [] : [{ field: titleOf(table, key), before: a, after: b }]
    })
    if (kind === 'changed' && fields.length === 0) return []
    const change = { kind, id: value.id, label: label(value), row: rows.get(value.id) ?? null, fields, waits: false }
    return [{ ...change, waits: waits(change) }]
  }
  return [
    ...after.flatMap((value) => {
      const was = old.get(value.id)
      return made(was ? 'changed' : 'added', value, was && fieldsOf(was), fieldsOf(value))
    }),
    ...before.filter(({ id }) => !kept.has(id)).flatMap((value) => made('removed', value, fieldsOf(value), undefined)),
  ]
}

/** Whether those that are in both stand in another order. */
export function moved(before: readonly { id: string }[], after: readonly { id: string }[]): boolean {
  const later = new Set(after.map(({ id }) => id))
  const earlier = new Set(before.map(({ id }) => id))
  const a = before.filter(({ id }) => later.has(id))
  const b = after.filter(({ id }) => earlier.has(id))
  return a.some(({ id }, i) => b[i]?.id !== id)
}
