import { Tooltip } from 'antd'
import { openTurn, type DocumentState, type Opinion, type Task } from '../../src-shared/workflow/document-state.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { useCalendar } from '../ui/calendar.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { spentWords } from '../ui/time-left.ts'

/** The route as one line: where the document was, is and will be; hover tells person, arrival, time spent, opinion. */
export function RouteLine({ doc, now }: { doc: DocumentState; now: number }) {
  const at = doc.route.steps.findIndex((step) => step.id === doc.step)
  return (
    <ol className="route" aria-label={t.waitsAt(stepName(doc), holder(doc))}>
      {doc.route.steps.map((step, index) => {
        const over = doc.signed !== null
        const where = over || index < at ? 'past' : index === at ? 'here' : 'ahead'
        return (
          <li key={step.id} className={`route-step ${where}`} aria-current={where === 'here' ? 'step' : undefined}>
            <Tooltip title={<StepTip doc={doc} step={step} now={now} />} mouseEnterDelay={0.2}>
              <span tabIndex={0}>
                <b>{where === 'past' ? '✓' : index + 1}</b>
                {step.name}
                {where === 'here' && <em>{holder(doc)}</em>}
              </span>
            </Tooltip>
          </li>
        )
      })}
    </ol>
  )
}

const stepName = (doc: DocumentState): string => stepNameOf(doc, doc.step)
const holder = (doc: DocumentState): string => openTurn(doc)?.assignee.name ?? ''

function StepTip({ doc, step, now }: { doc: DocumentState; step: RouteStep; now: number }) {
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
        <div>{t.notYet}</div>
      )}
    </div>
  )
}
