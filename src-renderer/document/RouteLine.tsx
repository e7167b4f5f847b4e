import { Tooltip } from 'antd'
import { openTurn, type DocumentState, type Opinion, type Task } from '../../src-shared/workflow/document-state.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { useCalendar } from '../ui/calendar.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { spentWords } from '../ui/time-left.ts'
import { routeSteps, type ShownStep } from './route-steps.ts'

/** The route as one line: where the document was, is and will be; hover tells person, arrival, time spent, opinion. */
export function RouteLine({ doc, now }: { doc: DocumentState; now: number }) {
  return (
    <ol className="route" aria-label={t.waitsAt(stepName(doc), holder(doc))}>
      {routeSteps(doc).map((step, index) => (
        <li key={step.id} className={`route-step ${step.where}`} aria-current={step.where === 'here' ? 'step' : undefined}>
          <Tooltip title={<StepTip doc={doc} step={step} now={now} />} mouseEnterDelay={0.2}>
            <span tabIndex={0}>
              <b>{step.where === 'past' ? '✓' : index + 1}</b>
              {step.name}
              {step.where === 'here' && <em>{holder(doc)}</em>}
            </span>
          </Tooltip>
        </li>
      ))}
    </ol>
  )
}

const stepName = (doc: DocumentState): string => stepNameOf(doc, doc.step)
const holder = (doc: DocumentState): string => openTurn(doc)?.assignee.name ?? ''

function StepTip({ doc, step, now }: { doc: DocumentState; step: ShownStep; now: number }) {
  const calendar = useCalendar()
  const task: Task | undefined = doc.tasks.findLast((one) => one.step === step.id)
  const opinion: Opinion | undefined =
    task && doc.opinions.findLast((one) => one.step === step.id && one.by.userId === task.assignee.userId)
  const person = task?.assignee ?? (step.id === 'draft' ? doc.drafter : doc.assignees[step.id])
  return (
    <div className="step-tip">
      <div>{person ? `${step.name} ${person.name} ${person.unitName}` : step.name}</div>
      {task ? (
        <>
          <div>
            {t.arrived} {moment(task.arrivedAt, now)}
          </div>
          <div>
            {task.doneAt === null ? t.here : t.spent} {spentWords(task.arrivedAt, task.doneAt ?? now, calendar)}
          </div>
          {task.doneAt !== null && <div>{opinion?.text ? opinion.text : t.opinionNone}</div>}
        </>
      ) : (
        // what came on paper was never 签收 here
        step.where !== 'past' && <div>{t.notYet}</div>
      )}
    </div>
  )
}
