import { planImport } from '../../../src-shared/organisation/plan.ts'
import type { Checked, Organisation, Surroundings } from '../../../src-shared/organisation/model.ts'
import { tableNames, tables, type Sheet, type TableName } from '../../../src-shared/organisation/tables.ts'
import { writeTables } from '../../../src-shared/organisation/write-tables.ts'
import { smallCounty } from '../server/county.ts'

/** The small county of the server tests as an organisation, its three administrators among it. */
export function smallOrganisation(): Organisation {
  const { units, users, posts } = smallCounty()
  return {
    units,
    people: users.map(({ id, login, name }) => ({ id, login, name, waiting: false })),
    posts: posts.map(({ name: _name, ...post }) => ({ ...post, waiting: false })),
  }
}

export const quiet: Surroundings = {
  former: [],
  openWork: { units: new Map(), people: new Map() },
  finished: new Map(),
  actor: null,
}

/** Some tables of an organisation as the sheets of one file. */
export const sheetsOf = (organisation: Organisation, only: readonly TableName[] = tableNames): Sheet[] =>
  writeTables(organisation)
    .filter(({ table }) => only.includes(table))
    .map(({ title, rows }) => ({ file: '机构.xlsx', name: title, rows }))

/** A table from cells by the names of the columns; the header first. */
export const sheet = (table: TableName, header: string, ...rows: string[]): Sheet => ({
  file: `${tables[table].title}.csv`,
  name: '',
  rows: [header, ...rows].map((row) => row.split(',')),
})

/** Plans an import with ids that can be told: new-1, new-2 … */
export function check(now: Organisation, sheets: readonly Sheet[], around: Partial<Surroundings> = {}): Checked {
  let n = 0
  return planImport(now, { ...quiet, ...around }, sheets, () => `new-${++n}`)
}

/** What was found, as 'CODE table row column', errors only unless asked. */
export const told = ({ findings }: Checked, warnings = false): string[] =>
  findings
    .filter(({ level }) => warnings || level === 'error')
    .map(({ code, table, row, column }) => [code, table, row, column].map((one) => one ?? '-').join(' '))
