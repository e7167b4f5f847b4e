import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import type { Decision } from '../../src-shared/workflow/document-state.ts'
import { Badge } from '../ui/Badge.tsx'
import { moment } from '../ui/moments.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { r } from '../ui/text-revisions.ts'
import { ChangeActs } from './ChangeRow.tsx'
import { ChangeText } from './ChangeText.tsx'
import type { OnDecide } from './DecideButtons.tsx'
import { stepWords } from '../ui/step-words.ts'

/** What every card needs beside the change itself. */
export type CardContext = {
  verdicts: ReadonlyMap<string, Verdict>
  decisions: ReadonlyMap<string, Decision>
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  mayDecide: boolean
  now: number
  onDecide: OnDecide
}

/** One change in full: who, post, step, when, old and new, the decision and whose it is, and what can be done (UI-42). */
export function ChangeCard({
  change,
  verdicts,
  decisions,
  persons,
  steps,
  mayDecide,
  now,
  onDecide,
}: CardContext & { change: Change }) {
  const look = persons.get(change.author) ?? unknownLook
  const verdict = verdicts.get(change.id)
  const decision = decisions.get(change.id)
  const step = stepWords(steps, change.step)
  return (
    <article className={`card ${look.className}`}>
      <header>
        <Badge look={look} />
        <b>{look.name}</b>
        <span className="muted ellipsis" title={look.post}>
          {look.post}
        </span>
      </header>
      <div className="muted">
        {step} · {moment(change.at, now)}
        {change.places > 1 && ` · ${r.placesOf(change.places)}`}
      </div>
      <div className="card-text">
        <ChangeText change={change} />
      </div>
      <footer>
        <span className="muted">
          {verdict && decision
            ? r.decidedBy(verdict === 'accept' ? r.accepted : r.rejected, decision.by.name, moment(decision.at, now))
            : r.stillOpen}
        </span>
        {mayDecide && (
          <span className="rev-acts">
            <ChangeActs change={change} verdict={verdict} mayDecide={mayDecide} onDecide={onDecide} />
          </span>
        )}
      </footer>
    </article>
  )
}
