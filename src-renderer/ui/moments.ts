const SHANGHAI = 8 * 3_600_000

const two = (n: number): string => String(n).padStart(2, '0')
const civil = (ms: number): Date => new Date(ms + SHANGHAI)

/** '10:42', in Asia/Shanghai whatever the machine is set to. */
export const clock = (ms: number): string => `${two(civil(ms).getUTCHours())}:${two(civil(ms).getUTCMinutes())}`

const sameDay = (a: number, b: number): boolean =>
  Math.floor((a + SHANGHAI) / 86_400_000) === Math.floor((b + SHANGHAI) / 86_400_000)

/** '7月14日', with the year where it is not this year. */
export function day(ms: number, now: number): string {
  const d = civil(ms)
  const year = d.getUTCFullYear() === civil(now).getUTCFullYear() ? '' : `${d.getUTCFullYear()}年`
  return `${year}${d.getUTCMonth() + 1}月${d.getUTCDate()}日`
}

/** '10:42' today, '7月14日 09:10' else. */
export const moment = (ms: number, now: number): string => (sameDay(ms, now) ? clock(ms) : `${day(ms, now)} ${clock(ms)}`)

/** '2026年9月20日 10:42': where the year and the day are what it is about. */
export const fullMoment = (ms: number): string => `${signedDay(civil(ms).toISOString().slice(0, 10))} ${clock(ms)}`

/** A civil date 'YYYY-MM-DD' in words, with the year: the full date of a signature. */
export function signedDay(on: string): string {
  const [y, m, d] = on.split('-')
  return `${y}年${Number(m)}月${Number(d)}日`
}
