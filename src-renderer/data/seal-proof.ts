import { sm2 } from 'sm-crypto-v2'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { sealStatement, type CarriedSeal, type LayoutPair } from '../../src-shared/workflow/issue/layout.ts'
import { sm3 } from './sm3.ts'

/** What a seal was pressed on: the 发文 by id and number, and its layout. */
export type SealedOn = { docId: string; number: string; layout: LayoutPair }

/**
 * Whether an electronic seal states just this document, number and layout (SM2 over SM3, WF-45): the desk's own look, without a
 * line. That the key is the organ's, the server proves at 签收 (WF-47).
 */
export function sealHolds({ docId, number, layout }: SealedOn, { seal, publicKey, signature, at }: CarriedSeal): boolean {
  try {
    const statement = sealStatement(docId, number, layout, seal, at)
    return sm2.doVerifySignature(sm3(canonicalJson(statement)), signature, publicKey, { hash: true })
  } catch {
    return false
  }
}
