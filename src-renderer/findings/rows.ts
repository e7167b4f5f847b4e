import { basisOf } from '../../src-shared/document/articles.ts'
import type { Finding, FindingLevel } from '../../src-shared/document/rules.ts'

/** One thing the writing rules found, ready to show. */
export type FindingRow = {
  key: string
  rule: string
  level: FindingLevel
  words: string
  article: string | undefined
  /** what the article asks, in short */
  basis: string | undefined
  at: { from: number; to: number } | undefined
  /** what 改正 does; undefined where there is no one right way, or one may not write */
  correction: string | undefined
  /** on the first row of a rule that is to be mended at several places: how many */
  alike: number | undefined
}

/** Only findings of this level; null: all. */
export type LevelFilter = FindingLevel | null

/** A name for each finding that stays while the text around it changes: rule, block and words, counted where they are the same. */
export function keysOf(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>()
  return findings.map(({ rule, blockId, message }) => {
    const name = `${rule} ${blockId ?? ''} ${message}`
    const n = seen.get(name) ?? 0
    seen.set(name, n + 1)
    return `${name} ${n}`
  })
}

/** The findings as the rail lists them. */
export function rowsOf(findings: readonly Finding[], mayCorrect: boolean): FindingRow[] {
  const keys = keysOf(findings)
  const mendable = (rule: string): number => findings.filter((one) => one.rule === rule && one.correction).length
  const told = new Set<string>()
  return findings.map((one, index): FindingRow => {
    const first = mayCorrect && one.correction !== undefined && !told.has(one.rule)
    if (first) told.add(one.rule)
    const alike = first ? mendable(one.rule) : 0
    return {
      key: keys[index] ?? '',
      rule: one.rule,
      level: one.level,
      words: one.message,
      article: one.article || undefined,
      basis: basisOf(one.rule),
      at: one.place === 'header' ? undefined : { from: one.from, to: one.to },
      correction: mayCorrect ? one.correction?.words : undefined,
      alike: alike > 1 ? alike : undefined,
    }
  })
}

/**
 * The row F8 (`by` 1) or Shift+F8 (-1) goes to: beside the one stood at, else beside the caret, round at the ends; in the
 * order of the page, those about the whole document first. Undefined where there is none.
 */
export function rowBeside(
  rows: readonly FindingRow[],
  current: string | null,
  caret: number,
  by: 1 | -1,
): FindingRow | undefined {
  const ordered = rows.toSorted((a, b) => (a.at?.from ?? -1) - (b.at?.from ?? -1))
  const here = ordered.findIndex((one) => one.key === current)
  if (here >= 0) return ordered[(here + by + ordered.length) % ordered.length]
  const before = ordered.filter((one) => (one.at?.from ?? -1) < caret).length
  return by > 0 ? (ordered[before] ?? ordered[0]) : (ordered[before - 1] ?? ordered.at(-1))
}
