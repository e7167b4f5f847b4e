import type pg from 'pg'
import { ServerError } from '../../errors.ts'
import { leftOut } from './manifest.ts'

/** A table as the catalogue has it: its columns in order, and the tables its rows refer to. */
export type TableShape = { table: string; columns: string[]; needs: string[] }

const shapes = `
  select c.relname::text as "table",
    array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and a.attgenerated = '' order by a.attnum) as columns,
    array(select distinct r.relname::text from pg_constraint f join pg_class r on r.oid = f.confrelid
      where f.conrelid = c.oid and f.contype = 'f' and r.oid <> c.oid) as needs
  from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname not like 'kysely\\_%'
  order by 1`

/**
 * The tables there are, each after those it refers to, so that rows can be loaded without switching constraints off,
 * which only a superuser may. What a later schema adds is found without being named here.
 */
export async function tableShapes(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(shapes)
  const waiting = rows.filter(({ table }) => !leftOut.includes(table))
  const sorted: TableShape[] = []
  const done = (table: string) => sorted.some((one) => one.table === table) || leftOut.includes(table)
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ needs }) => needs.every(done))
    const [shape] = next < 0 ? [] : waiting.splice(next, 1)
    if (!shape) throw new ServerError('BK-TABLES', `数据表互相引用成环：${waiting.map((one) => one.table).join('、')}`)
    sorted.push(shape)
  }
  return sorted
}

/** Tables a fresh database has rows in. */
const fromTheStart: readonly string[] = ['sync_meta']

/** The first table that holds anything; undefined in a database that was only brought to its schema. */
export async function firstWithRows(client: pg.ClientBase, tables: readonly TableShape[]): Promise<string | undefined> {
  for (const { table } of tables) {
    if (fromTheStart.includes(table)) continue
    const { rowCount } = await client.query(`select 1 from ${quoted(table)} limit 1`)
    if (rowCount !== 0) return table
  }
  return undefined
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** `"table" ("a", "b")`, as COPY wants it. */
export const copyTarget = ({ table, columns }: Pick<TableShape, 'table' | 'columns'>): string =>
  `${quoted(table)} (${columns.map(quoted).join(', ')})`
