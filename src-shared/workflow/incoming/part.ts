import { z } from 'zod'
import { person } from '../person.ts'

/** 收文办理: how a document that came from elsewhere is handled (条例第二十四条). */
export const incomingPart = z.object({
  /** 来文单位 and 来文字号, as they stand on what came */
  fromUnit: z.string().max(200),
  number: z.string().max(100),
  /** 签收 */
  receivedBy: person.nullable(),
  receivedAt: z.number().nullable(),
})
export type IncomingPart = z.infer<typeof incomingPart>
