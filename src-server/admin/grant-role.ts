import { sql } from 'kysely'
import { ServerError } from '../errors.ts'
import type { Db } from '../store/database.ts'

/** What is written once and never changed nor taken away; triggers keep that too, and only their owner could lift them. */
const appendOnly = ['audit_event', 'audit_anchor', 'doc_event', 'change', 'change_decision', 'clean_copy'] as const
/** What a running server reads only. */
const readOnly = ['kysely_migration', 'kysely_migration_lock'] as const

/**
 * Gives a role of PostgreSQL what a running server needs and no more (OP-06): reading and writing rows, no change of any table,
 * nothing of what is append-only to be changed or deleted. Run by the owner of the tables, again after each `migrate`; what the
 * role had of this database before is taken first. Errors: ROLE-NAME, ROLE-NONE, ROLE-MIGHTY (a superuser or the owner itself).
 */
export async function grantRole(db: Db, name: string): Promise<{ role: string; tables: number }> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new ServerError('ROLE-NAME', `${name} is no plain name of a role`)
  const { rows: found } = await sql<{ mighty: boolean }>`
    select rolsuper or rolcreaterole or rolbypassrls or pg_has_role(rolname, current_user, 'usage') as mighty
    from pg_roles where rolname = ${name}`.execute(db)
  if (!found[0])
    throw new ServerError('ROLE-NONE', `there is no role ${name}; make it with: create role ${name} login password '…'`)
  if (found[0].mighty) throw new ServerError('ROLE-MIGHTY', `${name} may do everything; a running server must not`)
  const role = sql.id(name)
  return db.transaction().execute(async (tx) => {
    const { rows: place } = await sql<{ database: string; schema: string }>`
      select current_database() as database, current_schema() as schema`.execute(tx)
    const schema = sql.id(place[0]?.schema ?? 'public')
    await sql`revoke all on all tables in schema ${schema} from ${role}`.execute(tx)
    await sql`revoke create on schema ${schema} from public, ${role}`.execute(tx)
    await sql`grant connect on database ${sql.id(place[0]?.database ?? '')} to ${role}`.execute(tx)
    await sql`grant usage on schema ${schema} to ${role}`.execute(tx)
    await sql`grant usage, select on all sequences in schema ${schema} to ${role}`.execute(tx)
    const tables = await tablesOf(tx)
    for (const table of tables) {
      const id = sql.id(table)
      if (one(readOnly, table)) await sql`grant select on ${id} to ${role}`.execute(tx)
      else if (one(appendOnly, table)) await sql`grant select, insert on ${id} to ${role}`.execute(tx)
      else await sql`grant select, insert, update, delete on ${id} to ${role}`.execute(tx)
    }
    return { role: name, tables: tables.length }
  })
}

const one = (names: readonly string[], name: string): boolean => names.includes(name)

const tablesOf = async (tx: Db): Promise<string[]> =>
  (
    await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema() order by 1`.execute(
      tx,
    )
  ).rows.map(({ name }) => name)
