import { describe, expect, it } from 'vitest'
import { levels, type Level } from '../../support/revision/operations.ts'
import { baseSeed, many } from '../../support/revision/random.ts'
import { runSession } from '../../support/revision/session.ts'

const sequences = many(300, 5000)
const operations = 8

function runLevel(level: Level, authors: number): void {
  const failures: string[] = []
  let count = 0
  for (let i = 0; i < sequences; i++) {
    const seed = baseSeed + i * 7919 + authors * 104_729 + Number(level.slice(1)) * 1_299_709
    try {
      count += runSession({ level, seed, operations, authors, decisions: true, undo: true })
    } catch (error) {
      failures.push(String(error).slice(0, 6000))
    }
  }
  console.log(
    `revision: ${level} ${authors} author(s), ${sequences} sequences, ${count} operations, ${failures.length} violations`,
  )
  expect(failures.slice(0, 1)).toEqual([])
}

describe('random sessions', () => {
  for (const level of Object.keys(levels) as Level[]) {
    it(`RV-10 ${level}: reject all is the original and accept all what a plain editor gives`, () => runLevel(level, 1), 600_000)
    it(`RV-10 ${level}: the same with three authors and submissions between`, () => runLevel(level, 3), 600_000)
  }
})
