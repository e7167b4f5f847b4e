import { z } from 'zod'
import { person } from '../person.ts'

/** 发文办理 from 复核 to 归档: what was done with a signed document (条例第二十五条). */
export const issuePart = z.object({
  /** 复核: who ticked which of the four questions of 条例第二十五条(一) */
  rechecked: z.object({ by: person, at: z.number(), ticked: z.array(z.string().max(40)).max(20) }).nullable(),
})
export type IssuePart = z.infer<typeof issuePart>

export const noIssue: IssuePart = { rechecked: null }
