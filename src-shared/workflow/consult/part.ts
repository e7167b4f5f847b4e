import { z } from 'zod'

/** 征求意见、会签: rounds of asking other units (条例第十六条(四)、第十九条(六)). */
export const consultPart = z.object({
  rounds: z.array(z.object({ id: z.uuid(), at: z.number(), dueAt: z.number().nullable() })).max(50),
})
export type ConsultPart = z.infer<typeof consultPart>
