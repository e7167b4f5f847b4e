import { z } from 'zod'

/** What the county asks of paper that leaves a desk: a watermark on no page, on what is not signed yet, or on every page (SE-89). */
export const watermarkRules = ['off', 'drafts', 'always'] as const
export type PaperPolicy = { watermark: (typeof watermarkRules)[number] }
/** As it crosses: a desk signs in also where a newer server has rules it does not know. */
export const paperPolicy = z.object({ watermark: z.string().max(32) })

/** The county's policy as a session has it; none told: nothing is asked. A rule of a newer server counts as the strictest. */
export const policyOf = (session: { paper?: z.infer<typeof paperPolicy> | undefined }): PaperPolicy => {
  const told = session.paper?.watermark ?? 'off'
  return { watermark: watermarkRules.find((rule) => rule === told) ?? 'always' }
}

/** Whether a paper must bear the watermark; `signed`: it shows what was signed. */
export const watermarkAsked = ({ watermark }: PaperPolicy, signed: boolean): boolean =>
  watermark === 'always' || (watermark === 'drafts' && !signed)

const two = (n: number): string => String(n).padStart(2, '0')

/**
 * The words of a watermark: 姓名 单位 YYYY-MM-DD HH:mm, in Beijing. `at`: epoch ms, when the paper was asked for. It is part of
 * what a paper is made from, so the same job gives the same bytes (PP-46).
 */
export function watermarkWords(who: { name: string; unit: string }, at: number): string {
  const beijing = new Date(at + 8 * 3_600_000)
  const day = beijing.toISOString().slice(0, 10)
  const clock = `${two(beijing.getUTCHours())}:${two(beijing.getUTCMinutes())}`
  return [who.name.slice(0, 20), who.unit.slice(0, 40), day, clock].filter(Boolean).join(' ')
}

/** Whether a watermark names this person and a minute, as a policy asks. */
export const isWatermarkOf = (words: string | null, name: string): boolean =>
  words !== null && words.startsWith(name.slice(0, 20)) && / \d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(words)
