import type { Ink } from '../../src-shared/workflow/inks.ts'
import { Badge } from '../ui/Badge.tsx'
import { moment } from '../ui/moments.ts'
import type { PersonLook } from '../ui/persons.ts'
import { ti } from '../ui/text-ink.ts'
import { inkName, stepThen, whenDrawn, type Turns } from './facts.ts'

type Props = { ink: Ink; look: PersonLook | undefined; turns: Turns; now: number }

/** Who drew this, when, at which step and on which version; beside the drawing under the mouse. */
export function InkCard({ ink, look, turns, now }: Props) {
  return (
    <div className="ink-card" role="tooltip" data-card={ink.id}>
      <div className="ink-who">
        {look && <Badge look={look} />}
        <b>{ink.by.name}</b>
        <span className="muted">{look?.post ?? ''}</span>
      </div>
      <div className="muted">
        {inkName(ink.kind)} · {whenDrawn(ink, now)} · {stepThen(turns, ink.at)} · {ti.onVersion(ink.bodyVersion)}
      </div>
      {ink.struck && <div className="muted">{ti.struckBy(moment(ink.struck.at, now))}</div>}
    </div>
  )
}
