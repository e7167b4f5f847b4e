import { z } from 'zod'
import { issuingUnit, routeStep, type Directory, type RouteStep, type StepId } from '../workflow/directory.ts'
import { isAdminRole } from './tables.ts'

/** The kinds of step a route chooses among; what comes after 签发 is the same for every document. */
export const routeStepKinds = ['draft', 'review', 'check', 'cosign', 'sign'] as const satisfies readonly StepId[]

/** A route template as an administrator wants it to be. */
export const routeDraft = z.object({
  name: z.string().trim().min(1).max(40),
  steps: z
    .array(routeStep.extend({ name: z.string().trim().max(20) }))
    .min(1)
    .max(20),
})
export type RouteDraft = z.infer<typeof routeDraft>

const routeCodes = [
  'RT-FIRST', // does not begin with 拟稿
  'RT-LAST', // does not end with 签发
  'RT-CHECK', // 签发 without 核稿 (条例第二十三条)
  'RT-ORDER', // 部门审核 after 核稿
  'RT-TWICE', // a kind of step twice
  'RT-KIND', // a step no route chooses
  'RT-NAME', // no name, or one that another step has
  'RT-ROLE', // a role that writes no documents
  'RT-NOBODY', // nobody in the county holds the role
  'RT-SINGLE', // 拟稿 and 签发 are one person's
  'RT-JOIN', // a join where nobody works side by side
  'RT-ORGANS', // organs where nobody holds the role: their drafts cannot be handed on
] as const
export const routeFinding = z.object({
  level: z.enum(['error', 'warning']),
  code: z.enum(routeCodes),
  /** which step, from 0; null: the whole */
  step: z.number().int().nullable(),
  /** the organs meant, for RT-ORGANS */
  organs: z.array(z.string()),
})
export type RouteFinding = z.infer<typeof routeFinding>

/** What stands against a route (errors) and what to look at (warnings); none: it may be published (AD-63). */
export function checkRoute({ steps }: RouteDraft, directory: Directory): RouteFinding[] {
  const error = (code: RouteFinding['code'], step: number | null = null): RouteFinding => ({
    level: 'error',
    code,
    step,
    organs: [],
  })
  const at = (id: StepId): number => steps.findIndex((one) => one.id === id)
  const ends: RouteFinding[] = [
    ...(steps[0]?.id === 'draft' ? [] : [error('RT-FIRST')]),
    ...(steps.at(-1)?.id === 'sign' ? [] : [error('RT-LAST')]),
    ...(at('check') >= 0 ? [] : [error('RT-CHECK')]),
    ...(at('check') >= 0 && at('review') > at('check') ? [error('RT-ORDER', at('review'))] : []),
  ]
  return [...ends, ...steps.flatMap((step, i) => stepFindings(step, i, steps, directory))]
}

function stepFindings(step: RouteStep, i: number, steps: readonly RouteStep[], directory: Directory): RouteFinding[] {
  const error = (code: RouteFinding['code']): RouteFinding => ({ level: 'error', code, step: i, organs: [] })
  const before = steps.slice(0, i)
  const single = step.id === 'draft' || step.id === 'sign'
  const found: RouteFinding[] = []
  if (!routeStepKinds.some((kind) => kind === step.id)) found.push(error('RT-KIND'))
  if (before.some((one) => one.id === step.id)) found.push(error('RT-TWICE'))
  if (step.name === '' || before.some((one) => one.name === step.name)) found.push(error('RT-NAME'))
  if (single && (step.mode === 'parallel' || step.optional === true)) found.push(error('RT-SINGLE'))
  if (step.join !== undefined && step.mode !== 'parallel') found.push(error('RT-JOIN'))
  if (isAdminRole(step.role)) return [...found, error('RT-ROLE')]
  if (step.id === 'draft') return found
  if (!directory.posts.some(({ role }) => role === step.role)) return [...found, error('RT-NOBODY')]
  const organs = organsWithout(step, directory)
  return organs.length > 0 ? [...found, { level: 'warning', code: 'RT-ORGANS', step: i, organs }] : found
}

/** Organs somebody drafts in and nobody can take the step of, by name. */
function organsWithout(step: RouteStep, directory: Directory): string[] {
  const organOf = new Map(directory.units.map(({ id }) => [id, issuingUnit(directory, id)]))
  const held = new Set(directory.posts.filter(({ role }) => role === step.role).map((one) => organOf.get(one.unitId)?.id))
  const drafting = new Map(
    directory.posts
      .filter(({ role }) => role === 'drafter')
      .map((one) => [organOf.get(one.unitId)?.id, organOf.get(one.unitId)?.name]),
  )
  return [...drafting].flatMap(([id, name]) => (id === undefined || name === undefined || held.has(id) ? [] : [name]))
}
