import { roleNames } from '../../src-shared/organisation/tables.ts'
import type { RouteStep, RouteTemplate, StepId } from '../../src-shared/workflow/directory.ts'
import { stepNameOf } from '../../src-shared/workflow/step-names.ts'
import { joinWords } from '../ui/join-words.ts'
import { ta } from '../ui/text-admin.ts'

/** What every document goes through once it is signed (条例第二十五条). */
const afterSign: readonly StepId[] = ['recheck', 'number', 'seal', 'distribute', 'archive']

/** 流转模板, each drawn as the steps a document goes: in order from left to right, several persons at once as a pile. */
export function RoutesPane({ routes }: { routes: readonly RouteTemplate[] | undefined }) {
  if (!routes || routes.length === 0)
    return (
      <div className="empty">
        <strong>{ta.noRoutes}</strong>
      </div>
    )
  return (
    <div className="admin-routes scroll-y">
      <p className="muted">{ta.routesLead}</p>
      {routes.map((route) => (
        <section key={`${route.id} ${route.version}`} aria-label={route.name}>
          <h2>
            {route.name} <span className="muted">{ta.version(route.version)}</span>
          </h2>
          <ol>
            {route.steps.map((step, i) => (
              <Step key={i} step={step} />
            ))}
          </ol>
          <p className="muted">
            {ta.afterSign}：{afterSign.map((step) => stepNameOf({ route }, step)).join(' → ')}
          </p>
        </section>
      ))}
    </div>
  )
}

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
