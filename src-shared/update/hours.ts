const dayMinutes = 24 * 60
/** Shanghai has no summer time. */
const offsetMinutes = 8 * 60

/** Is a moment (epoch ms) within these hours in Shanghai? Over midnight where `from` is later than `to`; empty where both are one. */
export function isInHours({ from, to }: { from: number; to: number }, now: number): boolean {
  const minute = (Math.floor(now / 60_000) + offsetMinutes) % dayMinutes
  return from <= to ? from <= minute && minute < to : minute >= from || minute < to
}
