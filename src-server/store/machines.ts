import { randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { sm3 } from '../sm3.ts'
import type { Db, Tx } from './database.ts'

/*
 * What the server knows of a machine apart from who works on it: what it proves itself with when nobody is signed in, and
 * whether it was reported lost (SE-71, SE-72).
 */

/** A fresh secret for a person on a desk: 256 bits as base64url. It wraps their key there a third time (SE-70). */
export const newDeviceSecret = (): string => randomBytes(32).toString('base64url')

/** In an upsert of a device: the secret that is there stays; one that was deleted is replaced by the fresh one. */
export const keptSecret = sql<string>`coalesce(device.secret, excluded.secret)`

/** Keeps the hash of what a desk will prove itself with. The first one counts: nobody can bring another for a desk of others. */
export async function knowContact(tx: Tx, device: string, contactToken: string): Promise<void> {
  await tx
    .insertInto('machine')
    .values({ id: device, contact_hash: sm3(contactToken) })
    .onConflict((on) => on.column('id').doUpdateSet({ contact_hash: sql`coalesce(machine.contact_hash, excluded.contact_hash)` }))
    .execute()
}

export async function isLost(db: Db | Tx, device: string): Promise<boolean> {
  const row = await db.selectFrom('machine').select('lost_at').where('id', '=', device).executeTakeFirst()
  return row !== undefined && row.lost_at !== null
}

// an unknown machine costs the same comparison
const nobody = '0'.repeat(64)

/** The machine that proves itself; undefined for a wrong token as for an unknown machine. */
export async function machineOf(
  db: Db | Tx,
  device: string,
  contactToken: string,
): Promise<{ lostAt: number | null } | undefined> {
  const row = await db.selectFrom('machine').select(['contact_hash', 'lost_at']).where('id', '=', device).executeTakeFirst()
  const same = timingSafeEqual(Buffer.from(row?.contact_hash ?? nobody, 'hex'), Buffer.from(sm3(contactToken), 'hex'))
  return row && same ? { lostAt: row.lost_at } : undefined
}
