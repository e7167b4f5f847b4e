import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { sealStatement, type LayoutPair, type SealPrint } from '../../src-shared/workflow/issue/layout.ts'
import type { CarriedSeal } from '../../src-shared/workflow/issue/layout.ts'
import { refuse } from '../../src-shared/workflow/decide-context.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Rejection } from '../../src-shared/workflow/events.ts'
import { isSigned, signJson } from '../sm2.ts'
import type { Tx } from '../store/database.ts'
import { openKey } from '../store/seal-secret.ts'
import { publicKeyOf, sealsInForce } from '../store/seals.ts'

/** Presses a seal of the document's organ on its layout: signs what it states, here and nowhere else (WF-44, WF-45). */
export async function press(
  tx: Tx,
  dataDir: string,
  doc: DocumentState,
  { sealId, layout }: { sealId: string; layout: LayoutPair },
  at: number,
): Promise<{ ok: true; print: SealPrint } | Rejection> {
  const row = (await sealsInForce(tx, doc.unitId, at)).find(({ id }) => id === sealId)
  if (!row || !doc.issue?.number) return refuse('WF-SEAL', sealId, '第九条')
  const privateKey = await openKey(dataDir, row.id, row.private_key)
  if (privateKey === undefined) return refuse('WF-SEAL-KEY', row.name)
  const seal = {
    id: row.id,
    unitName: doc.unitName,
    imageSm3: row.image_sm3,
    width: row.width_mm,
    height: row.height_mm,
  }
  const publicKey = row.public_key
  const statement = sealStatement(doc.id, numberText(doc.issue.number), layout, seal, at)
  return { ok: true, print: { seal, publicKey, signature: signJson(statement, { privateKey, publicKey }) } }
}

/** What a seal was pressed on: the 发文 by its id and organ, its number as text, and the layout. */
export type Sealed = { docId: string; unitId: string; number: string; layout: LayoutPair }

/** Whether a print is the organ's own and states just this (WF-47). */
export async function isPressedOn(tx: Tx, on: Sealed, { seal, publicKey, signature, at }: CarriedSeal): Promise<boolean> {
  if ((await publicKeyOf(tx, seal.id, on.unitId)) !== publicKey) return false
  return isSigned(sealStatement(on.docId, on.number, on.layout, seal, at), signature, publicKey)
}
