import { Tooltip } from 'antd'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { useCalendar } from '../ui/calendar.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { spentWords } from '../ui/time-left.ts'
import { peopleAt, routeSteps, waitedFor, type AtStep, type ShownStep } from './route-steps.ts'

/** The route as one line: where the document was, is and will be; hover tells person, arrival, time spent, opinion. */
export function RouteLine({ doc, me, now }: { doc: DocumentState; me: string; now: number }) {
  return (
    <ol className="route" aria-label={t.waitsAt(stepName(doc), holder(doc, me))}>
      {routeSteps(doc).map((step, index) => (
        <li key={step.id} className={`route-step ${step.where}`} aria-current={step.where === 'here' ? 'step' : undefined}>
          <Tooltip title={<StepTip doc={doc} step={step} now={now} />} mouseEnterDelay={0.2}>
            <span tabIndex={0}>
              <b>{step.where === 'past' ? '✓' : index + 1}</b>
              {step.name}
              {step.where === 'here' && <em>{holder(doc, me)}</em>}
            </span>
          </Tooltip>
        </li>
      ))}
    </ol>
  )
}

const stepName = (doc: DocumentState): string => stepNameOf(doc, doc.step)
const holder = (doc: DocumentState, me: string): string => {
  const [first = '', ...others] = waitedFor(doc, me)
  return t.holders(first, others.length + 1)
}

function StepTip({ doc, step, now }: { doc: DocumentState; step: ShownStep; now: number }) {
  const people = peopleAt(doc, step.id)
  return (
    <div className="step-tip">
      {people.length === 0 && <div>{step.name}</div>}
      {people.map((one) => (
        <PersonTip key={one.task?.id ?? one.person.userId} step={step} at={one} several={people.length > 1} now={now} />
      ))}
    </div>
  )
}

/** One person of a step: arrival, time spent and opinion; of several, whether they have done their part. */
function PersonTip({
  step,
  at: { person, task, opinion },
  several,
  now,
}: {
  step: ShownStep
  at: AtStep
  several: boolean
  now: number
}) {
  const calendar = useCalendar()
  const done = task !== undefined && task.doneAt !== null
  const unasked = task?.result === 'cancelled'
  return (
    <>
      <div>
        {several && (done && !unasked ? '✓ ' : '○ ')}
        {`${step.name} ${person.name} ${person.unitName}`}
      </div>
      {task ? (
        <>
          <div>
            {t.arrived} {moment(task.arrivedAt, now)}
          </div>
          <div>
            {done ? t.spent : t.here} {spentWords(task.arrivedAt, task.doneAt ?? now, calendar)}
          </div>
          {done && <div>{unasked && several ? t.notNeeded : opinion?.text ? opinion.text : t.opinionNone}</div>}
        </>
      ) : (
        // what came on paper was never 签收 here
        step.where !== 'past' && <div>{t.notYet}</div>
      )}
    </>
  )
}
