import { afterAll, describe, expect, it } from 'vitest'
import { core, runMerge, type MergeDeps } from '../../support/revision/merge.ts'
import type { Level } from '../../support/revision/operations.ts'
import { blindly, control, plantedBugs } from '../../support/revision/planted.ts'
import { isLong } from '../../support/revision/random.ts'
import {
  describePlan,
  makePlan,
  messageOf,
  parsePlan,
  planText,
  printTable,
  shrink,
  type Plan,
  type Row,
} from '../../support/revision/shrink.ts'

const everywhere: readonly Level[] = ['L3', 'L5', 'L6', 'L7']
const perBug = isLong ? 2000 : 100

const plans = (levels: readonly Level[] = everywhere): Plan[] =>
  levels.flatMap((level) => Array.from({ length: perBug / levels.length }, (_, i) => makePlan('planted', level, 2, 11, i)))

const alarm = (plan: Plan, deps: MergeDeps): string | null => {
  try {
    runMerge(plan, deps)
    return null
  } catch (error) {
    return messageOf(error).split('\n')[0] ?? ''
  }
}

const kindOf = (message: string): string =>
  message.startsWith('self-check')
    ? 'self-check'
    : /refused/.test(message)
      ? 'verification'
      : /letter/.test(message)
        ? 'letters'
        : 'invariants'

describe('planted bugs', () => {
  const rows: Row[] = []
  afterAll(() => printTable('planted bugs, plans that ring an alarm', rows))

  it('RV-38 the core and a second rebase with all its parts ring no alarm', () => {
    for (const plan of plans()) for (const deps of [core, control]) expect(alarm(plan, deps)).toBeNull()
  }, 600_000)

  for (const { name, patch, levels } of plantedBugs)
    it(`RV-38 an alarm rings: ${name}`, () => {
      const results = plans(levels).map((plan) => ({ plan, message: alarm(plan, patch(core)) }))
      const rung = results.map(({ message }) => message)
      const alone = results.filter(
        ({ plan, message }) => message !== null && alarm(plan, blindly(patch(core)))?.startsWith('self-check'),
      )
      const by = (kind: string) => rung.filter((message) => message !== null && kindOf(message) === kind).length
      rows.push({
        name,
        plans: rung.length,
        verification: by('verification'),
        'self-check': by('self-check'),
        letters: by('letters'),
        invariants: by('invariants'),
        'self-check without verification': alone.length,
      })
      expect(rung.filter((message) => message !== null).length).toBeGreaterThan(0)
    }, 600_000)

  it('RV-38 the self-check by itself finds planted bugs, should verification fail', () => {
    expect(rows.filter((row) => Number(row['self-check without verification']) > 0).length).toBeGreaterThanOrEqual(3)
  })
})

describe('making a failing plan smaller', () => {
  const bug = plantedBugs.find(({ name }) => name === 'an insertion goes in without its mark')
  const fails = (plan: Plan) => (bug ? alarm(plan, bug.patch(core)) : null)

  it('RV-37 leaves only what a planted bug needs: one operation, one block', () => {
    const plan = plans().find((one) => fails(one) !== null)
    if (!plan) throw new Error('the planted bug rings no alarm')
    const small = shrink(plan, fails)
    expect(fails(small.plan)).not.toBeNull()
    expect(small.plan.operations).toHaveLength(1)
    expect(small.runs).toBeLessThanOrEqual(400)
    // an operation left out changes no other: each is drawn by its own seed
    expect(plan.operations).toContain(small.plan.operations[0])
    expect(small.plan.without.length).toBeGreaterThanOrEqual(1)
  })

  it('RV-37 is one line that runs the same plan again, and keeps within its budget', () => {
    const plan = makePlan('merge', 'L4', 2, 5, 3)
    expect(parsePlan(planText({ ...plan, without: [2, 0] }))).toEqual({ ...plan, without: [2, 0] })
    expect(describePlan(plan)).toMatch(/^LIUHEN_PLAN=\S+ npx vitest run /)
    let runs = 0
    shrink(plan, () => (runs++, 'always'), 20)
    expect(runs).toBeLessThanOrEqual(20)
    // a plan that needs two of its operations keeps just these
    const needs = (one: Plan) =>
      [plan.operations[1], plan.operations[4]].every((seed) => one.operations.includes(seed ?? -1)) ? 'both' : null
    expect(shrink(plan, needs).plan.operations).toEqual([plan.operations[1], plan.operations[4]])
  })
})
