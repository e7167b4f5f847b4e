import { dateOf } from '../calendar/working-days.ts'

/** A desk's clock may be this far from the server's before anybody is asked about it (domain.md §4.5), ms. */
const unasked = 5 * 60_000

/** The day a signature is dated with. `doubtful`: the desk's clock cannot be right, so a person confirms the day (C-15). */
export type SigningDay = { on: string; doubtful: boolean }

/**
 * The day it is by the server's clock, as far as the desk knows it, and never before the day the turn arrived: a clock that
 * was set back makes no 倒签. `ahead`: how far the server's clock was ahead of the desk's when they last spoke, ms.
 */
export function signingDay(now: number, ahead: number, arrivedAt: number): SigningDay {
  const told = now + ahead
  const on = dateOf(Math.max(told, arrivedAt))
  return { on, doubtful: Math.abs(ahead) > unasked || told < arrivedAt - unasked }
}
