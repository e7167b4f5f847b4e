import type { OfferedSeal } from '../../../src-shared/sync/seal-messages.ts'
import { ti } from '../../ui/text-issue.ts'
import { imageOf } from './bound-text.ts'

/** A seal with its picture, so that nobody presses another one. */
export function SealOption({ seal }: { seal: OfferedSeal }) {
  return (
    <span className="issue-seal">
      <img src={imageOf(seal)} alt="" width={48} height={48} />
      {ti.sealElectronic(seal.name)}
    </span>
  )
}
