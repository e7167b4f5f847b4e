import { sm2 } from 'sm-crypto-v2'
import { sm3OfJson } from './sm3.ts'

/** A fresh SM2 key pair (GB/T 32918), in hex. */
export const newKeyPair = (): { privateKey: string; publicKey: string } => sm2.generateKeyPairHex()

/** SM2 signature (r‖s in hex) over the SM3 of a value's canonical JSON, with the standard's own Z of the signer. */
export const signJson = (value: unknown, { privateKey, publicKey }: { privateKey: string; publicKey: string }): string =>
  sm2.doSignature(sm3OfJson(value), privateKey, { hash: true, publicKey })

/** Whether a value is what was signed with this key. What is no signature at all is none. */
export function isSigned(value: unknown, signature: string, publicKey: string): boolean {
  try {
    return sm2.doVerifySignature(sm3OfJson(value), signature, publicKey, { hash: true })
  } catch {
    return false
  }
}
