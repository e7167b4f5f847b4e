import { sql, type Kysely } from 'kysely'

/** Years of holidays a county imported over those the program ships (CA-08). Only additions (SY-131). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statement).execute(db)
}

const statement = `create table holiday_year (year int primary key, notice jsonb not null, imported_by text not null,
  imported_at bigint not null)`
