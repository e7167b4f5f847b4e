import type { Piece } from '../../src-shared/revision/differing-blocks.ts'
import { openTurn, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { sentence } from '../ui/messages.ts'
import { moment } from '../ui/moments.ts'
import { stanceWords } from '../ui/stances.ts'
import { t } from '../ui/text.ts'
import { ta } from '../ui/text-attention.ts'
import type { Sides } from './use-sides.ts'

const elementLabels: Readonly<Record<string, string>> = {
  title: t.title,
  mainTo: t.mainTo,
  attachmentNote: t.attachmentNote,
  issuer: t.issuer,
  issuedOn: t.issuedOn,
  remark: t.remark,
  copyTo: t.copyTo,
}
const elementLabel = (element: string | null): string | undefined => (element === null ? undefined : elementLabels[element])

/** More than these one reads in the document itself. */
const shownAtMost = 30

/** Where the document stands now, and who did what last. */
export function standing(doc: DocumentState | undefined, now: number): { where: string; last: string | undefined } {
  if (!doc) return { where: ta.notHere, last: undefined }
  const turn = openTurn(doc)
  const where =
    doc.state === 'X2' ? ta.discarded : doc.signed ? ta.signed : ta.stands(stepNameOf(doc, doc.step), turn?.assignee.name ?? '')
  const act = doc.opinions.findLast((one) => one.late === undefined)
  return { where, last: act && ta.lastAct(act.by.name, stanceWords[act.stance], moment(act.at, now)) }
}

function Side({ pieces, kind, label }: { pieces: readonly Piece[]; kind: 'mine' | 'theirs'; label: string | undefined }) {
  if (pieces.length === 0) return <td className="muted">{ta.absent}</td>
  return (
    <td>
      {label && <span className="muted">{label}：</span>}
      {pieces.map((piece, i) => (
        // pieces have no identity of their own; they are drawn anew with the item
        <span key={i} className={piece.own ? `own ${kind}` : undefined}>
          {piece.text}
        </span>
      ))}
    </td>
  )
}

/** The differing blocks of both sides, one beside the other; both are kept whatever is chosen (UI-11). */
export function SidesView({ sides, doc }: { sides: Sides; doc: DocumentState | undefined }) {
  if (sides.kind === 'none') return null
  const version = doc ? ta.version(doc.bodyVersion) : ''
  return (
    <section aria-label={ta.sides}>
      <h3>{ta.sides}</h3>
      {sides.kind === 'reading' && <p className="muted">{ta.reading}</p>}
      {sides.kind === 'noHead' && <p className="muted">{ta.noHead}</p>}
      {sides.kind === 'failed' && <p className="muted">{ta.unread(sentence(sides.code))}</p>}
      {sides.kind === 'differences' && sides.found.length === 0 && <p className="muted">{ta.same}</p>}
      {sides.kind === 'differences' && sides.found.length > 0 && (
        <>
          <table className="att-sides">
            <thead>
              <tr>
                <th>
                  {sides.of === 'text' ? ta.mine : ta.mineSigned}{' '}
                  {sides.of !== 'text' && <span className="muted">{ta.version(sides.of.signed)}</span>}
                </th>
                <th>
                  {ta.theirs} <span className="muted">{version}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sides.found.slice(0, shownAtMost).map((one, i) => (
                <tr key={i}>
                  <Side pieces={one.mine} kind="mine" label={elementLabel(one.element)} />
                  <Side pieces={one.theirs} kind="theirs" label={elementLabel(one.element)} />
                </tr>
              ))}
            </tbody>
          </table>
          {sides.found.length > shownAtMost && <p className="muted">{ta.more(sides.found.length - shownAtMost)}</p>}
        </>
      )}
    </section>
  )
}
