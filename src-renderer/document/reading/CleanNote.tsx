import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { sentence } from '../../ui/messages.ts'
import { moment } from '../../ui/moments.ts'
import { tb } from '../../ui/text-branches.ts'
import type { CleanProof } from './use-clean.ts'

type Props = { clean: DocumentState['clean']; proof: CleanProof | undefined; now: number }

/** Over the 清稿: that what stands here is what the server stored, by its SM3, or a clear warning (RV-67). */
export function CleanNote({ clean, proof, now }: Props) {
  if (!clean) return <span className="muted">{tb.noClean}</span>
  if (!proof) return null
  const by = <span className="muted">{tb.cleanBy(clean.by.name, moment(clean.at, now))}</span>
  if (proof.kind === 'differs')
    return (
      <strong className="clean-differs" role="alert">
        {sentence('RV-CLEAN-DIFFERS')}
      </strong>
    )
  return (
    <>
      <b>{tb.cleanNote}</b>
      {proof.kind === 'same' ? (
        <span className="clean-same" title={proof.sm3}>
          {tb.cleanSame(proof.sm3.slice(0, 16))}
        </span>
      ) : (
        <span className="amber">{tb.cleanUnsigned}</span>
      )}
      {by}
    </>
  )
}
