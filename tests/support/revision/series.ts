import { afterAll, describe, it } from 'vitest'
import { runMerge } from './merge.ts'
import type { Level } from './operations.ts'
import { many } from './random.ts'
import { runRemote, runSession } from './session.ts'
import { patience, printTable, runPlans, type Row } from './shrink.ts'

/** The sessions of some levels: one file per pair of levels, so that the test workers share the load. */
export function sessionSeries(levels: readonly Level[]): void {
  const rows: Row[] = []
  const series = (kind: string, level: Level, authors: number, count: number) => ({ kind, level, authors, operations: 8, count })

  describe('random sessions', () => {
    for (const level of levels) {
      for (const authors of [1, 3])
        it(
          `RV-37 ${level}, ${authors} author(s): the invariants hold after every operation, submission, decision and undo`,
          async () => void rows.push(await runPlans(series('session', level, authors, many(300, 20_000)), runSession)),
          patience,
        )
      it(
        `RV-37 ${level}: with remote steps between, undo leaves exactly the text of the server`,
        async () => void rows.push(await runPlans(series('remote', level, 2, many(60, 5000)), runRemote)),
        patience,
      )
    }
  })
  afterAll(() => printTable(`sessions ${levels.join(' and ')}`, rows))
}

/** Two authors: 100 plans of a level, three authors: 43; 1,001 in all, 50,001 in the long run. */
const pairs = many(100, 5000)
const triples = Math.ceil(many(43, 2143))

export function mergeSeries(levels: readonly Level[]): void {
  const rows: Row[] = []
  const series = (level: Level, authors: number, count: number) => ({
    kind: 'merge',
    level,
    authors,
    operations: 3 + 4 * authors,
    count,
  })

  describe('offline work of several authors', () => {
    for (const level of levels) {
      it(
        `RV-22 ${level}: two authors merge in either order, with decisions between, without loss or interference`,
        async () => void rows.push(await runPlans(series(level, 2, pairs), runMerge)),
        patience,
      )
      it(
        `RV-22 ${level}: three authors merge in any order, with decisions between`,
        async () => void rows.push(await runPlans(series(level, 3, triples), runMerge)),
        patience,
      )
    }
  })
  afterAll(() => printTable(`offline merges ${levels.join(' and ')}`, rows))
}
