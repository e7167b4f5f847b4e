/** One line of bench-results.json: our figure beside a peer's from the same run; `ratio` is ours/peer, `ok` holds it to `aim`. */
export type BenchResult = { issue: number; name: string; ours: number; peer: number; ratio: number; aim: number; ok: boolean }

/** A result from two figures in the same unit. */
export function result(issue: number, name: string, ours: number, peer: number, aim: number): BenchResult {
  const ratio = Math.round((ours / peer) * 100) / 100
  const round = (n: number): number => Math.round(n * 100) / 100
  return { issue, name, ours: round(ours), peer: round(peer), ratio, aim, ok: ratio <= aim }
}

/** The value below which a share `p` of the figures lies. */
export function quantile(figures: readonly number[], p: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN
}
