const DAY = 86_400_000

/** Days one after another as runs: from the first to the last, 'YYYY-MM-DD'. */
export function runsOf(days: readonly string[]): { from: string; to: string }[] {
  const runs: { from: string; to: string }[] = []
  for (const day of days.toSorted()) {
    const last = runs.at(-1)
    if (last && Date.parse(day) - Date.parse(last.to) === DAY) last.to = day
    else runs.push({ from: day, to: day })
  }
  return runs
}

const dayOf = (on: string): string => `${Number(on.slice(5, 7))}月${Number(on.slice(8))}日`

/** A run in words: 10月1日至7日, 9月25日至27日, 1月1日; the year only where it is another than the notice's. */
export function runText({ from, to }: { from: string; to: string }, year: number): string {
  const start = `${from.startsWith(String(year)) ? '' : `${from.slice(0, 4)}年`}${dayOf(from)}`
  if (from === to) return start
  return `${start}至${from.slice(0, 7) === to.slice(0, 7) ? `${Number(to.slice(8))}日` : dayOf(to)}`
}

/** Days of a notice in words: 1月1日至3日、2月15日至23日. */
export const daysText = (days: readonly string[], year: number): string =>
  runsOf(days)
    .map((run) => runText(run, year))
    .join('、')
