import { numberText } from '../../src-shared/workflow/issue/part.ts'
import { printsOf, sealStatement } from '../../src-shared/workflow/issue/layout.ts'
import type { CarriedSeal, LayoutPair, PressedSeal, SealPrints } from '../../src-shared/workflow/issue/layout.ts'
import { refuse } from '../../src-shared/workflow/decide-context.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Rejection } from '../../src-shared/workflow/events.ts'
import { isSigned, signJson } from '../sm2.ts'
import type { Tx } from '../store/database.ts'
import { openKey } from '../store/seal-secret.ts'
import { publicKeyOf, sealsInForce, type SealRow } from '../store/seals.ts'

/** The seal of an organ as it is in force at a moment; undefined where it has no such seal (WF-44). */
export async function sealOf(
  tx: Tx,
  organ: { unitId: string; unitName: string },
  sealId: string,
  at: number,
): Promise<{ row: SealRow; seal: PressedSeal } | undefined> {
  const row = (await sealsInForce(tx, organ.unitId, at)).find(({ id }) => id === sealId)
  if (!row) return undefined
  const { id, image_sm3: imageSm3, width_mm: width, height_mm: height } = row
  return { row, seal: { id, unitName: organ.unitName, imageSm3, width, height } }
}

/**
 * Presses a seal of the document's organ on its layout, and on a 联合行文 those the organs along gave for it: signs what each states,
 * here and nowhere else (WF-44, WF-45, WF-141).
 */
export async function press(
  tx: Tx,
  dataDir: string,
  doc: DocumentState,
  { sealId, layout }: { sealId: string; layout: LayoutPair },
  at: number,
): Promise<{ ok: true; print: SealPrints } | Rejection> {
  if (!doc.issue?.number) return refuse('WF-SEAL', sealId, '第九条')
  const number = numberText(doc.issue.number)
  const given = (doc.issue.joint ?? []).flatMap((one) =>
    one.sealing?.given ? [{ unitId: one.unitId, unitName: one.unitName, sealId: one.sealing.given.seal.id }] : [],
  )
  const keys: { unitId: string; seal: PressedSeal; privateKey: string; publicKey: string }[] = []
  for (const organ of [{ unitId: doc.unitId, unitName: doc.unitName, sealId }, ...given]) {
    const found = await sealOf(tx, organ, organ.sealId, at)
    if (!found) return refuse('WF-SEAL', organ.sealId === sealId ? sealId : organ.unitName, '第九条')
    const { row, seal } = found
    const privateKey = await openKey(dataDir, row.id, row.private_key)
    if (privateKey === undefined) return refuse('WF-SEAL-KEY', row.name)
    keys.push({ unitId: organ.unitId, seal, privateKey, publicKey: row.public_key })
  }
  const signed = ({ seal, privateKey, publicKey }: (typeof keys)[number], along: typeof keys = []) => {
    const statement = sealStatement(doc.id, number, layout, seal, at, along)
    return { seal, publicKey, signature: signJson(statement, { privateKey, publicKey }) }
  }
  const [lead, ...others] = keys
  if (!lead) return refuse('WF-SEAL', sealId, '第九条')
  const along = others.map((one) => ({ unitId: one.unitId, ...signed(one) }))
  return { ok: true, print: { ...signed(lead, others), ...(along.length > 0 && { along }) } }
}

/** What a seal was pressed on: the 发文 by its id and organ, its number as text, and the layout. */
export type Sealed = { docId: string; unitId: string; number: string; layout: LayoutPair }

/** Whether every print is its organ's own and states just this (WF-47). */
export async function isPressedOn(tx: Tx, on: Sealed, carried: CarriedSeal): Promise<boolean> {
  for (const { unitId, seal, publicKey, signature, statement } of printsOf(on.docId, on.number, on.layout, carried)) {
    if ((await publicKeyOf(tx, seal.id, unitId ?? on.unitId)) !== publicKey) return false
    if (!isSigned(statement, signature, publicKey)) return false
  }
  return true
}
