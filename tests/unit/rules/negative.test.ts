import { describe, expect, it } from 'vitest'
import { checkDocument, errorRules } from '../../../src-shared/document/rules.ts'
import { faultyRequest, planted } from './faulty-request.ts'
import { as, make } from './support.ts'

describe('a 请示 with planted faults (domain.md §5, negative text)', () => {
  const doc = make(faultyRequest)
  const findings = checkDocument(doc, as('shiqiao'))
  const found = findings.map((one) => `${one.level} ${one.rule} ${doc.textBetween(one.from, one.to, '/')}`)

  it('[DR-21] every planted fault is found, and nothing else at level E', () => {
    expect(planted.length).toBeGreaterThanOrEqual(10)
    expect(found).toEqual(expect.arrayContaining([...planted]))
    expect(found.filter((one) => one.startsWith('E')).toSorted()).toEqual(planted.filter((one) => one.startsWith('E')).toSorted())
    expect(errorRules(findings)).toEqual(['R-02', 'R-07', 'R-37', 'R-03'])
  })

  it('and nothing at all is found beside them', () => {
    expect(found.filter((one) => !(planted as readonly string[]).includes(one))).toEqual([])
  })
})
