import { afterAll, describe, it } from 'vitest'
import { many } from '../../support/revision/random.ts'
import { patience, printTable, runPlans, type Row } from '../../support/revision/shrink.ts'
import { runWild } from '../../support/revision/wild.ts'

describe('real editor commands anywhere', () => {
  const rows: Row[] = []
  afterAll(() => printTable('real commands, plain and rich documents', rows))

  it(
    'RV-11 nothing escapes tracking: whatever the command and the selection, reject all is the original',
    async () => {
      const count = many(150, 10_000)
      rows.push(await runPlans({ kind: 'wild', level: 'L7', authors: 2, operations: 10, count }, runWild))
    },
    patience,
  )
})
