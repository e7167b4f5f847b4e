import { sql, type Kysely } from 'kysely'

/**
 * 电子印章 of the organs: picture, size and SM2 key. The private key lies sealed with a secret that is not in the database. A seal
 * is withdrawn, never deleted: what it was pressed on is proved with it for ever. Only additions (SY-131).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table unit_seal (id uuid primary key, unit_id text not null, name text not null, image bytea not null, image_sm3 text not null,
    width_mm double precision not null check (width_mm > 0), height_mm double precision not null check (height_mm > 0),
    public_key text not null, private_key bytea not null, valid_from bigint not null, valid_to bigint not null check (valid_to > valid_from),
    withdrawn_at bigint)`,
  `create index on unit_seal (unit_id)`,
]
