import type { Change, Plan } from '../../src-shared/organisation/model.ts'
import { tableNames, type TableName } from '../../src-shared/organisation/tables.ts'

/** How many of each table would be added, changed and removed. */
export const countsOf = (plan: Plan): Record<TableName, Record<Change['kind'], number>> => {
  const count = (table: TableName) => ({
    added: plan[table].filter(({ kind }) => kind === 'added').length,
    changed: plan[table].filter(({ kind }) => kind === 'changed').length,
    removed: plan[table].filter(({ kind }) => kind === 'removed').length,
  })
  return { units: count('units'), people: count('people'), posts: count('posts') }
}

/** How much of a plan 安全保密员 has to confirm. */
export const waitingIn = (plan: Plan): number =>
  tableNames.reduce((sum, table) => sum + plan[table].filter(({ waits }) => waits).length, 0)
