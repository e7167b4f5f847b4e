import { Badge } from '../ui/Badge.tsx'
import { moment, signedDay } from '../ui/moments.ts'
import { stanceWords } from '../ui/stances.ts'
import type { PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { ta } from '../ui/text-attention.ts'
import { tr } from '../ui/text-routing.ts'
import type { DocumentState, Opinion } from '../../src-shared/workflow/document-state.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import './opinions.css'

/** So far apart that both times are told: given without a line, or by a clock that is wrong (C-15). */
const isLate = ({ at, authoredAt }: Opinion): boolean => Math.abs(at - authoredAt) > 5 * 60_000

/** 意见, newest first: who, for whom where they stood in (WF-84), at which step, what, and the full date of the signature. */
export function OpinionsRail({
  doc,
  persons,
  now,
}: {
  doc: DocumentState
  persons: ReadonlyMap<string, PersonLook>
  now: number
}) {
  if (!doc.opinions.length) {
    return (
      <div className="empty">
        <strong>{t.noOpinions}</strong>
        {t.noOpinionsHint}
      </div>
    )
  }
  return (
    <ol className="opinions scroll-y">
      {doc.opinions.toReversed().map((opinion) => {
        const look = persons.get(opinion.by.userId)
        return (
          <li key={`${opinion.at} ${opinion.by.userId} ${opinion.stance}`} className={opinion.late ? 'late' : opinion.stance}>
            <div className="op-who">
              {look && <Badge look={look} />}
              <b>{opinion.by.name}</b>
              <span className="muted">{stepNameOf(doc, opinion.step)}</span>
              {opinion.onBehalfOf && <span>{tr.onBehalfOf(opinion.onBehalfOf.name)}</span>}
              <em>{stanceWords[opinion.stance]}</em>
            </div>
            {opinion.late && <div className="muted">{ta.late}</div>}
            <p>{opinion.text || t.opinionNone}</p>
            <div className="muted">
              {signedDay(opinion.signedOn)}
              {opinion.authoredAt > 0 && ` · ${moment(opinion.authoredAt, now)}`}
              {opinion.authoredAt > 0 && isLate(opinion) && ` · ${t.reachedServer(moment(opinion.at, now))}`}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
