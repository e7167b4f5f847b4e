import { describe, expect, it } from 'vitest'
import { runMerge } from '../../support/revision/merge.ts'
import { levels, type Level } from '../../support/revision/operations.ts'
import { baseSeed, many } from '../../support/revision/random.ts'

const sequences = many(60, 1000)

function run(level: Level, authors: number, count: number): void {
  const failures: string[] = []
  let merges = 0
  for (let i = 0; i < count; i++) {
    const seed = baseSeed + i * 7907 + authors * 15_485_863 + Number(level.slice(1)) * 32_452_843
    try {
      merges += runMerge(seed, level, authors, 4)
    } catch (error) {
      failures.push(String(error).slice(0, 9000))
    }
  }
  console.log(`revision: offline ${level} ${authors} authors, ${count} sets, ${merges} merges, ${failures.length} violations`)
  expect(failures.slice(0, 1)).toEqual([])
}

describe('offline work of several authors', () => {
  for (const level of Object.keys(levels) as Level[]) {
    it(`RV-22 ${level}: two authors merge in either order without loss or interference`, () => run(level, 2, sequences), 600_000)
    it(`RV-22 ${level}: three authors merge in any order`, () => run(level, 3, Math.ceil(sequences / 4)), 600_000)
  }
})
