import { routeStepKinds } from '../../src-shared/organisation/check-route.ts'
import type { RoleCode, RouteStep, StepId } from '../../src-shared/workflow/directory.ts'
import { usualStepName } from '../../src-shared/workflow/step-names.ts'

/** Who usually takes a step that is added. */
const usualRole: Record<(typeof routeStepKinds)[number], RoleCode> = {
  draft: 'drafter',
  review: 'sectionHead',
  check: 'officeChecker',
  cosign: 'deputyLeader',
  sign: 'leader',
}

/** The kinds of step a route does not have yet. */
export const missingKinds = (steps: readonly RouteStep[]): StepId[] =>
  routeStepKinds.filter((kind) => !steps.some(({ id }) => id === kind))

/** A route with one more step, where that kind of step usually stands. */
export function withStep(steps: readonly RouteStep[], id: StepId): RouteStep[] {
  const order = (kind: StepId): number => routeStepKinds.findIndex((one) => one === kind)
  const kind = routeStepKinds.find((one) => one === id)
  if (!kind) return [...steps]
  const later = steps.findIndex((one) => order(one.id) > order(id))
  const at = later < 0 ? steps.length : later
  const step: RouteStep = { id, name: usualStepName(id) ?? id, role: usualRole[kind], limitHours: null }
  return [...steps.slice(0, at), step, ...steps.slice(at)]
}

/** A route with the step at `i` one place further (by 1) or earlier (by -1); the same where there is no such place. */
export function moved(steps: readonly RouteStep[], i: number, by: 1 | -1): RouteStep[] {
  const [one, other] = [steps[i], steps[i + by]]
  if (!one || !other) return [...steps]
  return steps.map((step, n) => (n === i ? other : n === i + by ? one : step))
}

/** How a step is shared: by one person, or by several of whom all, any or n suffice; as one word for a list to choose from. */
export type Sharing = 'alone' | 'all' | 'any' | `${number}`
export const sharings = ['alone', 'all', 'any', '2', '3', '4', '5'] as const satisfies readonly Sharing[]

export const sharingOf = ({ mode, join = 'all' }: RouteStep): Sharing =>
  mode !== 'parallel' ? 'alone' : typeof join === 'number' ? `${join}` : join

/** A step shared otherwise; what one person does has no join. */
export function shared({ mode: _mode, join: _join, ...step }: RouteStep, how: Sharing): RouteStep {
  if (how === 'alone') return step
  return { ...step, mode: 'parallel', join: how === 'all' || how === 'any' ? how : Number(how) }
}
