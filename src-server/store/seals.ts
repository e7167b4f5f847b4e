import type { Selectable } from 'kysely'
import { v7 } from 'uuid'
import { newKeyPair } from '../sm2.ts'
import { sm3 } from '../sm3.ts'
import type { Db, Tables, Tx } from './database.ts'
import { shutKey } from './seal-secret.ts'

export type SealRow = Selectable<Tables['unit_seal']>

export type NewSeal = {
  unitId: string
  name: string
  /** a PNG, as large as it stands on paper in mm */
  image: Uint8Array
  width: number
  height: number
  /** epoch ms */
  from: number
  to: number
}

/** Cuts a seal (制章): a key pair of its own, whose private half nobody ever sees. */
export async function cutSeal(tx: Db | Tx, dataDir: string, seal: NewSeal): Promise<{ id: string; publicKey: string }> {
  const id = v7()
  const { privateKey, publicKey } = newKeyPair()
  await tx
    .insertInto('unit_seal')
    .values({
      id,
      unit_id: seal.unitId,
      name: seal.name,
      image: Buffer.from(seal.image),
      image_sm3: sm3(seal.image),
      width_mm: seal.width,
      height_mm: seal.height,
      public_key: publicKey,
      private_key: await shutKey(dataDir, id, privateKey),
      valid_from: seal.from,
      valid_to: seal.to,
      withdrawn_at: null,
    })
    .execute()
  return { id, publicKey }
}

/** The seals an organ may press at a moment (epoch ms): those in force and not withdrawn (WF-44). */
export const sealsInForce = (db: Db | Tx, unitId: string, at: number): Promise<SealRow[]> =>
  db
    .selectFrom('unit_seal')
    .selectAll()
    .where('unit_id', '=', unitId)
    .where('valid_from', '<=', at)
    .where('valid_to', '>', at)
    .where('withdrawn_at', 'is', null)
    .orderBy('id')
    .execute()

/** Every seal of the county, withdrawn ones too: those of an organ together, the newest first. */
export const allSeals = (db: Db | Tx): Promise<SealRow[]> =>
  db.selectFrom('unit_seal').selectAll().orderBy('unit_id').orderBy('id', 'desc').execute()

/** The key a seal of this organ answers to, withdrawn or not; undefined where the organ has no such seal. */
export async function publicKeyOf(db: Db | Tx, sealId: string, unitId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('unit_seal')
    .select('public_key')
    .where('id', '=', sealId)
    .where('unit_id', '=', unitId)
    .executeTakeFirst()
  return row?.public_key
}
