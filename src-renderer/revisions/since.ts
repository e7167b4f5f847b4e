import { r } from '../ui/text-revisions.ts'

const DAY = 86_400_000
const SHANGHAI = 8 * 3_600_000

/** The start of the day in Asia/Shanghai. */
const dayStart = (ms: number): number => Math.floor((ms + SHANGHAI) / DAY) * DAY - SHANGHAI

/** The times a filter can begin at; the reader's own turn is the one most asked for. */
export const sinceChoices = (now: number, turnSince: number | null): readonly { at: number | null; name: string }[] => [
  { at: null, name: r.sinceAll },
  ...(turnSince === null ? [] : [{ at: turnSince, name: r.sinceMyTurn }]),
  { at: dayStart(now), name: r.sinceToday },
  { at: dayStart(now) - 2 * DAY, name: r.since3 },
  { at: dayStart(now) - 6 * DAY, name: r.since7 },
]
