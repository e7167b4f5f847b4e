import { sm2 } from 'sm-crypto-v2'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { printsOf, type CarriedSeal, type LayoutPair } from '../../src-shared/workflow/issue/layout.ts'
import { sm3 } from './sm3.ts'

/** What a seal was pressed on: the 发文 by id and number, and its layout. */
export type SealedOn = { docId: string; number: string; layout: LayoutPair }

/**
 * Whether an electronic seal, with those of the organs along, states just this document, number and layout (SM2 over SM3,
 * WF-45): the desk's own look, without a line. That the key is the organ's, the server proves at 签收 (WF-47).
 */
export function sealHolds({ docId, number, layout }: SealedOn, carried: CarriedSeal): boolean {
  try {
    return printsOf(docId, number, layout, carried).every(({ statement, signature, publicKey }) =>
      sm2.doVerifySignature(sm3(canonicalJson(statement)), signature, publicKey, { hash: true }),
    )
  } catch {
    return false
  }
}
