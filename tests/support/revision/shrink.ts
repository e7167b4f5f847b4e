import { baseSeed, isLong, Random } from './random.ts'
import type { Level } from './operations.ts'

/**
 * Everything a random run depends on. Every operation has a seed of its own, so leaving one out changes no other, and
 * a failing plan can be made smaller.
 */
export type Plan = {
  kind: string
  level: Level
  authors: number
  /** what is drawn outside the operations: decisions, orders */
  seed: number
  /** seed of the document */
  document: number
  operations: readonly number[]
  /** indexes of body blocks left out of the document */
  without: readonly number[]
}

/** The plan as one word, for LIUHEN_PLAN. */
export const planText = ({ kind, level, authors, seed, document, operations, without }: Plan): string =>
  [kind, level, authors, seed, document, operations.join(','), without.join(',')].join('/')

export function parsePlan(text: string): Plan {
  const [kind = '', level = '', authors, seed, document, operations = '', without = ''] = text.split('/')
  const list = (of: string) => (of ? of.split(',').map(Number) : [])
  return {
    kind,
    level: level as Level,
    authors: Number(authors),
    seed: Number(seed),
    document: Number(document),
    operations: list(operations),
    without: list(without),
  }
}

const fileOf: Readonly<Record<string, string>> = {
  session: 'track-property',
  remote: 'track-property',
  merge: 'merge-property',
  wild: 'wild-property',
}

/** One line to paste into a shell: it runs this plan alone. */
export const describePlan = (plan: Plan): string =>
  `LIUHEN_PLAN=${planText(plan)} npx vitest run --project node tests/unit/revision/${fileOf[plan.kind] ?? plan.kind}`

/** Plan number `index` of a series: the same on every machine, LIUHEN_SEED makes another series. */
export function makePlan(kind: string, level: Level, authors: number, operations: number, index: number): Plan {
  const salt = [...`${kind}${level}${authors}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
  const random = new Random((baseSeed + salt + index * 7919) >>> 0)
  const seed = () => random.int(0, 2_000_000_000)
  return {
    kind,
    level,
    authors,
    seed: seed(),
    document: seed(),
    operations: Array.from({ length: operations }, seed),
    without: [],
  }
}

/** What a run says when it breaks, or null when all is well. */
export type Fails = (plan: Plan) => string | null

/** All lists one gets by leaving `size` neighbours out of a list. */
const shorter = (list: readonly number[], size: number): number[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => [...list.slice(0, i * size), ...list.slice((i + 1) * size)])

/**
 * Makes a failing plan smaller while it fails: leaves out operations, in halves first and one by one last, then blocks
 * of the document. `budget` bounds the runs.
 */
export function shrink(plan: Plan, fails: Fails, budget = 400): { plan: Plan; message: string; runs: number } {
  let runs = 1
  let best = { plan, message: fails(plan) ?? 'does not fail when run again' }
  const better = (smaller: Plan): boolean => {
    if (runs >= budget) return false
    runs++
    const message = fails(smaller)
    if (message !== null) best = { plan: smaller, message }
    return message !== null
  }
  for (let size = Math.ceil(plan.operations.length / 2); size >= 1;) {
    const found = shorter(best.plan.operations, size).some((operations) => better({ ...best.plan, operations }))
    if (!found || size > best.plan.operations.length) size = size === 1 ? 0 : Math.ceil(size / 2)
  }
  // documents have at most six body blocks
  for (let block = 5; block >= 0; block--) better({ ...best.plan, without: [...best.plan.without, block] })
  // fewer blocks may need fewer operations
  while (shorter(best.plan.operations, 1).some((operations) => better({ ...best.plan, operations }))) if (runs >= budget) break
  return { ...best, runs }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Numbers of a series, added up by name. */
export type Counts = Record<string, number>

/** One line of the table a test file prints when it is through. */
export type Row = { name: string } & Record<string, string | number>

export function printTable(title: string, rows: readonly Row[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))]
  const widths = columns.map((_column, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)))
  const lines = cells.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  )
  console.log([`revision: ${title}`, ...lines].join('\n'))
}

/** How long a test may take: the long run has tens of thousands of plans. */
export const patience = isLong ? 6 * 3_600_000 : 600_000

/**
 * Runs a series of plans and adds up what they count; the first that breaks is made smaller and thrown with the line
 * that repeats it. LIUHEN_PLAN runs one plan only, of the series it belongs to.
 */
export async function runPlans(
  series: { kind: string; level: Level; authors: number; operations: number; count: number },
  run: (plan: Plan) => Counts,
): Promise<Row> {
  const { kind, level, authors } = series
  const given = process.env['LIUHEN_PLAN'] ? parsePlan(process.env['LIUHEN_PLAN']) : undefined
  const only = given && given.kind === kind && given.level === level && given.authors === authors ? given : undefined
  const count = only ? 1 : given ? 0 : series.count
  const totals: Counts = {}
  const failed: Plan[] = []
  const started = performance.now()
  let breathed = started
  for (let i = 0; i < count; i++) {
    const plan = only ?? makePlan(kind, level, authors, series.operations, i)
    try {
      for (const [name, value] of Object.entries(run(plan))) totals[name] = (totals[name] ?? 0) + value
    } catch {
      failed.push(plan)
    }
    // a worker that never answers is taken for dead
    if (performance.now() - breathed > 2000) {
      await new Promise((resolve) => setImmediate(resolve))
      breathed = performance.now()
    }
  }
  const first = failed[0]
  if (first) {
    const fails: Fails = (plan) => {
      try {
        run(plan)
        return null
      } catch (error) {
        return messageOf(error)
      }
    }
    const { plan, message, runs } = shrink(first, fails)
    throw new Error(
      `${failed.length} of ${count} plans break. The first, made smaller in ${runs} runs:\n${describePlan(plan)}\n${message.slice(0, 9000)}\nas drawn: ${describePlan(first)}`,
    )
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10
  return { name: `${level} ${authors} author${authors > 1 ? 's' : ''}`, [kind]: count, ...totals, violations: 0, seconds }
}
