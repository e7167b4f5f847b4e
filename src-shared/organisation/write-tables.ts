import type { Organisation } from './model.ts'
import { PREFIX_MARK, roleNames, tableNames, tables, type TableName } from './tables.ts'

/** A table as it is written to a file: the names of the columns first. */
export type WrittenTable = { table: TableName; title: string; rows: string[][] }

/** The organisation as three tables; read again they bring an empty plan. */
export function writeTables(organisation: Organisation): WrittenTable[] {
  const logins = new Map(organisation.people.map((person) => [person.id, person.login]))
  const values: Record<TableName, Record<string, string>[]> = {
    units: organisation.units.map((unit) => ({
      id: unit.id,
      name: unit.name,
      parentId: unit.parentId ?? '',
      shortName: unit.shortName,
      category: unit.category,
      prefixes: unit.prefixes.join(PREFIX_MARK),
      inner: unit.inner ? '是' : '否',
    })),
    people: organisation.people.map(({ login, name }) => ({ login, name })),
    posts: organisation.posts.map((post) => ({
      id: post.id,
      login: logins.get(post.userId) ?? '',
      unitId: post.unitId,
      role: roleNames[post.role],
      title: post.title,
    })),
  }
  return tableNames.map((table) => {
    const { title, columns } = tables[table]
    const rows = values[table].map((row) => columns.map((column) => row[column.key] ?? ''))
    return { table, title, rows: [columns.map((column) => column.title), ...rows] }
  })
}
