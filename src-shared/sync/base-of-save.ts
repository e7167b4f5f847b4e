import type { BodyJson } from '../document/body-json.ts'
import { argsOf } from './args-of.ts'
import type { BodyRow, OutboxRow, Tx, WorkingRow } from './store-port.ts'

/** What the cache holds of the document a body save speaks of; `base` is the text the save was made on, where it is here. */
export type SaveGround = { base: BodyJson | undefined; known: BodyRow | undefined; working: WorkingRow | undefined }

/** Finds the text a body save rests on: under the unsent text, or the newest body. */
export async function groundOfSave(tx: Tx, row: OutboxRow): Promise<SaveGround> {
  const { baseSm3 } = argsOf<'SubmitBody'>(row)
  const working = await tx.get('working', row.docId)
  const text = await tx.get('texts', row.docId)
  const known = await tx.get('bodies', row.docId)
  const base = working?.baseSm3 === baseSm3 ? text?.base : known?.sm3 === baseSm3 ? known.body : undefined
  return { base, known, working }
}
