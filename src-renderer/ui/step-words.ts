import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { usualStepName } from '../../src-shared/workflow/step-names.ts'
import { r } from './text-revisions.ts'

/** What the step is called that a change or a version is signed with: as the route has it, else as the 条例 does. */
export const stepWords = (steps: readonly RouteStep[], id: string): string =>
  steps.find((step) => step.id === id)?.name ?? usualStepName(id) ?? r.otherStep
