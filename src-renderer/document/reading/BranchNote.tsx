import type { Branch } from '../../../src-shared/workflow/branches.ts'
import { sentence } from '../../ui/messages.ts'
import { tb } from '../../ui/text-branches.ts'

type Props = { branch: Branch | undefined; failed: string | undefined; waiting: boolean; same: boolean }

/** Over late edits laid against the version they were made on: whose they are, and why they did not come where they did not. */
export function BranchNote({ branch, failed, waiting, same }: Props) {
  if (!branch) return null
  return (
    <>
      <span>{tb.comparing(branch.by.name, branch.baseVersion)}</span>
      {failed !== undefined && <span className="amber">{tb.failed(sentence(failed))}</span>}
      {waiting && <span className="muted">{tb.reading}</span>}
      {same && <span className="muted">{tb.same}</span>}
    </>
  )
}
