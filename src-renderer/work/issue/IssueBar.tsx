import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { formatOfficialDate } from '../../../src-shared/document/official-date.ts'
import { numberText, type JointOrgan } from '../../../src-shared/workflow/issue/part.ts'
import type { Person } from '../../../src-shared/workflow/person.ts'
import { ti } from '../../ui/text-issue.ts'
import { LayoutLinks } from '../LayoutLinks.tsx'
import './issue.css'

/** Over the page: that a document is void, on the 发文 and on every copy of it; else its number and how far its copies have come. */
export function IssueBar({ state }: { state: DocumentState }) {
  const { issue } = state
  if (!issue) return null
  const { mark, number, receipts, layout, sealed, archived } = issue
  if (mark)
    return (
      <div className="issue-bar issue-void" role="alert">
        {mark.how === 'revoked' ? ti.revoked(mark.by.name, mark.reason) : ti.repealed(mark.from, mark.by.name, mark.reason)}
      </div>
    )
  if (!number) return issue.joint && state.signed ? <JointLine state={state} joint={issue.joint} /> : null
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
      {state.state === 'F8' &&
        issue.joint?.map(({ unitId, unitName, sealing }) => (
          <span key={unitId}>
            {sealing?.given ? ti.jointSealed(unitName, sealing.given.by.name) : ti.jointUnsealed(unitName)}
          </span>
        ))}
      {receipts.length > 0 && <span>{ti.ledgerSum(signed, receipts.length)}</span>}
      {archived && <span>{ti.filedAs(archived.fileNo)}</span>}
    </div>
  )
}

/** Who has signed a 联合行文 and who has not, until it has its number. */
function JointLine({ state, joint }: { state: DocumentState; joint: readonly JointOrgan[] }) {
  const { signed, unitName } = state
  const by = (unit: string, one: { by: Person; signedOn: string }): string =>
    ti.jointBy(unit, one.by.name, formatOfficialDate(one.signedOn))
  return (
    <div className="work-bar issue-bar joint-line">
      <span>{ti.jointLine}</span>
      {signed && <span>{by(unitName, signed)}</span>}
      {joint.map((one) => (
        <span key={one.unitId}>{one.signed ? by(one.unitName, one.signed) : ti.jointWaits(one.unitName)}</span>
      ))}
    </div>
  )
}
