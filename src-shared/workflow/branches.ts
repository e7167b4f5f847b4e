import { z } from 'zod'
import { commandId, versionNumber } from '../ids.ts'
import { stepId } from './directory.ts'
import { person } from './person.ts'

/*
 * 未并入的修改: edits that came too late or found no place. They are kept with the version they were made on and offered
 * to their author and to whoever has the turn, to bring in as suggestions or to put aside (C-01, tracked-changes.md §9).
 */
export const branch = z.object({
  /** the refused save */
  id: commandId,
  by: person,
  /** the step the edits are signed with */
  step: stepId,
  baseVersion: versionNumber,
  /** why it was refused */
  code: z.string(),
  at: z.number(),
  settled: z
    .object({
      how: z.enum(['broughtIn', 'putAside']),
      by: person,
      at: z.number(),
      version: z.number().int().positive().nullable(),
    })
    .nullable(),
})
export type Branch = z.infer<typeof branch>

/** More than this on one document and a late save is kept in the command log alone: the state travels whole. */
export const branchesAtMost = 500

export type BranchEvent =
  | { type: 'BranchKept'; branch: Branch }
  /** `version` is the one it became; null where it was put aside or taken up again */
  | { type: 'BranchSettled'; branchId: string; settled: Branch['settled'] }
