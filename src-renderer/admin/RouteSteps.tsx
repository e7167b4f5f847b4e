import { roleNames } from '../../src-shared/organisation/tables.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { joinWords } from '../ui/join-words.ts'
import { ta } from '../ui/text-admin.ts'

/** The steps of a route as a document goes them: in order from left to right, several persons at once as a pile. */
export const RouteSteps = ({ steps }: { steps: readonly RouteStep[] }) => (
  <ol className="route-steps">
    {steps.map((step, i) => (
      <Step key={i} step={step} />
    ))}
  </ol>
)

function Step({ step }: { step: RouteStep }) {
  const parallel = step.mode === 'parallel'
  return (
    <li className={[parallel ? 'parallel' : '', step.optional ? 'optional' : ''].join(' ').trim()}>
      <b>{step.name}</b>
      <span>{roleNames[step.role]}</span>
      <span className="muted">{step.limitHours === null ? ta.noLimit : ta.hours(step.limitHours)}</span>
      {parallel && <span className="muted">{`${ta.parallel}，${joinWords(step)}`}</span>}
      {step.optional && <span className="muted">{ta.optional}</span>}
    </li>
  )
}
