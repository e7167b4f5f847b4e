import { expect, test } from 'vitest'
import { fitTable, tableColumns } from '../../../src-shared/paper/table-width.ts'
import type { PaperTable } from '../../../src-shared/paper/content.ts'
import { Random } from '../../support/revision/random.ts'

const column = (given: number | null, letters = 4, run = 0) => ({ given, letters, run })
const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0)

test('PP-120 a table with room keeps its columns; open ones share what is left', () => {
  expect(fitTable([column(40), column(60), column(56)])).toEqual({ turned: false, columns: [40, 60, 56], shrink: 1, wide: null })
  const open = fitTable([column(16, 2), column(null), column(null)])
  expect(open.columns.map(Math.round)).toEqual([16, 70, 70])
})

test('PP-120 six columns stand upright, twelve are turned, forty are made smaller and told', () => {
  const many = (n: number) => fitTable(Array.from({ length: n }, () => column(null)))
  expect(many(6)).toMatchObject({ turned: false, wide: null, shrink: 1 })
  // letters of 小四 before it is turned
  expect(many(7)).toMatchObject({ turned: false, wide: null })
  expect(many(7).shrink).toBeCloseTo(0.96, 2)
  expect(many(12)).toMatchObject({ turned: true, wide: null })
  expect(many(40).wide).toBe(531)
  expect(many(40).shrink).toBeCloseTo(0.424, 2)
  // page 1 or the signature needs it for company: nine stay
  expect(
    fitTable(
      Array.from({ length: 9 }, () => column(null)),
      true,
    ).turned,
  ).toBe(false)
})

test('PP-120 a long figure is not broken where there is room for it elsewhere', () => {
  const { columns } = fitTable([column(20, 7, 7), column(136, 8)])
  expect(columns[0]).toBeGreaterThan(7 * 4.938)
  expect(sum(columns)).toBeCloseTo(156, 6)
})

test('PP-120 columns of cells over several columns and rows', () => {
  const cell = (text: string, colspan = 1, rowspan = 1, colwidth: number[] | null = null) => ({
    colspan,
    rowspan,
    colwidth,
    paragraphs: [
      {
        kind: 'paragraph' as const,
        id: '',
        style: 'body' as const,
        label: '',
        level: 0,
        align: null,
        content: [{ kind: 'text' as const, text, strong: false, em: false, underline: false, marks: [] }],
      },
    ],
  })
  const table: PaperTable = {
    kind: 'table',
    rows: [
      [cell('单位', 1, 2), cell('任务与时限', 2, 1, [96, 192])],
      [cell('任务'), cell('2026-07-14')],
    ],
  }
  expect(tableColumns(table)).toEqual([
    { given: null, letters: 2, run: 0 },
    { given: 25.4, letters: 2, run: 0 },
    { given: 50.8, letters: 5, run: 5 },
  ])
})

test('PP-120 whatever the columns, they fill 156 or 225 mm, none is without width, and what gives way is told', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = new Random(seed)
    const next = (): number => random.next()
    const columns = Array.from({ length: 1 + Math.floor(next() * 30) }, () =>
      column(next() < 0.5 ? null : 1 + next() * 120, Math.floor(next() * 17), Math.floor(next() * 30) / 2),
    )
    const fit = fitTable(columns, next() < 0.3)
    const total = sum(fit.columns)
    expect(Math.abs(total - (fit.turned ? 225 : 156)), `seed ${seed}`).toBeLessThan(1e-6)
    expect(Math.min(...fit.columns), `seed ${seed}`).toBeGreaterThan(1)
    expect(fit.shrink < 0.85 ? fit.wide !== null : true, `seed ${seed}`).toBe(true)
  }
})
