import { describe, expect, it } from 'vitest'
import { checkDocument } from '../../../src-shared/document/rules.ts'
import { keysOf, rowBeside, rowsOf } from '../../../src-renderer/findings/rows.ts'
import { faultyRequest } from './faulty-request.ts'
import { as, make } from './support.ts'

const findings = checkDocument(make(faultyRequest), as('shiqiao'))

describe('[DR-16] [DR-19] findings as the rail lists them', () => {
  it('each has a name of its own, its article in short words, and a correction only where one may write', () => {
    expect(new Set(keysOf(findings)).size).toBe(findings.length)
    const rows = rowsOf(findings, true)
    expect(rows.every((row) => row.basis !== undefined)).toBe(true)
    expect(rows.filter((row) => row.correction !== undefined).length).toBeGreaterThan(8)
    // said once a rule: on the first of its rows
    expect(rows.filter((row) => row.alike !== undefined).map((row) => `${row.rule} ${row.alike}`)).toEqual([
      'R-37 2',
      'R-39 2',
      'R-38 3',
    ])
    expect(rowsOf(findings, false).filter((row) => row.correction !== undefined || row.alike !== undefined)).toEqual([])
  })

  it('F8 goes from the caret on, round at the end, and back by the same way', () => {
    const rows = rowsOf(findings, true)
    const order: string[] = []
    let current: string | null = null
    for (let i = 0; i < rows.length; i++) {
      current = rowBeside(rows, current, 0, 1)?.key ?? null
      order.push(current ?? '')
    }
    expect(new Set(order).size).toBe(rows.length)
    expect(rowBeside(rows, current, 0, 1)?.key).toBe(order[0])
    expect(rowBeside(rows, current, 0, -1)?.key).toBe(order.at(-2))
    expect(rowBeside(rows, null, 1e9, 1)?.key).toBe(order[0])
    expect(rowBeside([], null, 0, 1)).toBeUndefined()
  })
})
