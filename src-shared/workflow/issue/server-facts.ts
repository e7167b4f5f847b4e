import type { PressedSeal, SealPrints } from './layout.ts'
import type { DocNumber, Packed } from './part.ts'

/** What only the server knows of 发文办理, and hands to `decide` inside the command's transaction; nothing at a desk. */
export type IssueFacts = {
  /** the number the book gives; taken for good only when the transaction is committed */
  number?: DocNumber | undefined
  /** for a layout: what is not as it was named ('pdf' or 'ofd'); null: both files are whole (WF-43) */
  brokenLayout?: string | null | undefined
  /** for SealElectronic: what the press left */
  print?: SealPrints | undefined
  /** for SealJoint: the organ's seal as it is in force; nothing: it has no such seal */
  organSeal?: PressedSeal | undefined
  /** unit → id of the 收文 a copy begins there */
  copies?: ReadonlyMap<string, string> | undefined
  /** what lies in the archive package, each with the SM3 the server worked out */
  packed?: readonly Packed[] | undefined
}
