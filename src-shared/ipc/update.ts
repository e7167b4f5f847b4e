import { z } from 'zod'
import { updateStages, version } from '../update/messages.ts'

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/**
 * How far this desk is with the next release. `why`: what it waits for (decide.ts, `line`, `flush`) or the code of what stopped it;
 * `share` 0–1 of the file while it is fetched; `restartAt`: epoch ms, the deadline is past and the desk restarts by itself then.
 */
export const updateState = z.object({
  stage: z.enum(updateStages),
  version: version.nullable(),
  notes: z.string(),
  why: z.string().nullable(),
  share: z.number().min(0).max(1).nullable(),
  restartAt: z.number().nullable(),
})
export type UpdateState = z.infer<typeof updateState>

export const updateCalls = {
  'update.state': call(z.void(), updateState),
  /** The person wants it now: 重启并更新 where it lies ready (what is typed is written down first), else it is tried at once. */
  'update.now': call(z.void(), z.void()),
} as const
