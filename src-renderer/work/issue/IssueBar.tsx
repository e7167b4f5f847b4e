import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { numberText } from '../../../src-shared/workflow/issue/part.ts'
import { ti } from '../../ui/text-issue.ts'
import { LayoutLinks } from '../LayoutLinks.tsx'
import './issue.css'

/** Over the page: that a document is void, on the 发文 and on every copy of it; else its number and how far its copies have come. */
export function IssueBar({ state }: { state: DocumentState }) {
  const { issue } = state
  if (!issue) return null
  const { mark, number, receipts, layout, sealed } = issue
  if (mark)
    return (
      <div className="issue-bar issue-void" role="alert">
        {mark.how === 'revoked' ? ti.revoked(mark.by.name, mark.reason) : ti.repealed(mark.from, mark.by.name, mark.reason)}
      </div>
    )
  if (!number) return null
  const signed = receipts.filter(({ status }) => status === 'signed').length
  return (
    <div className="work-bar issue-bar">
      <span>{ti.numberIs(numberText(number))}</span>
      {layout && (
        <LayoutLinks
          files={(['pdf', 'ofd'] as const).map((kind) => ({ sm3: layout[kind].sm3, name: `${numberText(number)}.${kind}` }))}
          from={state.unitName}
          sealed={
            sealed?.how === 'electronic'
              ? { on: { docId: state.id, number: numberText(number), layout }, seal: sealed }
              : undefined
          }
          by={sealed?.by.name ?? ''}
        />
      )}
      {receipts.length > 0 && <span>{ti.ledgerSum(signed, receipts.length)}</span>}
    </div>
  )
}
