import { sql, type Kysely } from 'kysely'

/** The signed heads of the audit chains, a row a day, written once. Only an addition (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `create table audit_anchor (day text primary key, statement text not null, signature text not null, public_key text not null)`,
    `create trigger audit_anchor_append_only before update or delete or truncate on audit_anchor
      for each statement execute function refuse_change()`,
  ])
    await sql.raw(statement).execute(db)
}
