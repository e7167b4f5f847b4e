import { describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { overdueLoans } from '../../../src-shared/workflow/archive/loans.ts'
import type { Command } from '../../../src-shared/workflow/commands.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import { bookOf, issueContext, T0, toSigned } from '../../support/issue/issue-world.ts'

const world = bookOf()
const filed: DocumentState = { ...toSigned(), state: 'F12' }
const DAY = 86_400_000

function give(doc: DocumentState, name: 'LendFile' | 'ReturnFile', args: object, who = 'dang', now = T0) {
  const decided = decide(doc, { name, args: { docId: doc.id, ...args } } as Command, issueContext(world, who, name, args, now))
  return decided.ok ? { code: 'ok', doc: evolveAll(doc, decided.events, now) } : { code: decided.code, doc }
}
const asked = (more: object = {}) => ({
  loanId: v7(),
  how: 'look',
  borrower: '王芳',
  unitName: '柳河镇人民政府',
  purpose: '编写镇志',
  dueOn: '2026-07-20',
  ...more,
})

describe('WF-101 借阅', () => {
  test('a loan stands in the register for ever, with who lent it and who took it back, in every filed document', () => {
    for (const state of ['F12', 'S9'] as const) {
      const loanId = v7()
      const lent = give({ ...filed, state }, 'LendFile', asked({ loanId }))
      const back = give(lent.doc, 'ReturnFile', { loanId }, 'dang', T0 + DAY).doc
      expect(back.loans).toEqual([
        expect.objectContaining({
          id: loanId,
          borrower: '王芳',
          lent: { by: expect.objectContaining({ userId: 'dang' }), at: T0 },
          returned: { by: expect.objectContaining({ userId: 'dang' }), at: T0 + DAY },
        }),
      ])
      expect(back.state).toBe(state)
      expect(give(back, 'ReturnFile', { loanId }).code).toBe('WF-LOAN')
    }
  })

  test('the original is lent once at a time; copies and looking go on', () => {
    const out = give(filed, 'LendFile', asked({ how: 'original' })).doc
    expect(give(out, 'LendFile', asked({ how: 'original' })).code).toBe('WF-LENT')
    expect(give(out, 'LendFile', asked({ how: 'copy' })).code).toBe('ok')
    const back = give(out, 'ReturnFile', { loanId: out.loans?.[0]?.id }).doc
    expect(give(back, 'LendFile', asked({ how: 'original' })).code).toBe('ok')
  })

  test('only the archivist, only what is filed, only until a day to come, each loan once', () => {
    expect(give(filed, 'LendFile', asked(), 'ma').code).toBe('WF-NOT-YOURS')
    expect(give({ ...filed, state: 'F11' }, 'LendFile', asked()).code).toBe('WF-STATE')
    expect(give(filed, 'LendFile', asked({ dueOn: '2026-07-14' })).code).toBe('WF-LOAN-DAY')
    expect(give(filed, 'LendFile', asked({ dueOn: '2026-07-15' })).code).toBe('ok')
    const loanId = v7()
    const lent = give(filed, 'LendFile', asked({ loanId })).doc
    expect(give(lent, 'LendFile', asked({ loanId })).code).toBe('WF-LOAN')
    expect(give(lent, 'ReturnFile', { loanId: v7() }).code).toBe('WF-LOAN')
    expect(give(lent, 'ReturnFile', { loanId }, 'yin').code).toBe('WF-NOT-YOURS')
  })

  test('overdue is what is out when its day is over', () => {
    const lent = give(filed, 'LendFile', asked()).doc
    expect(overdueLoans(lent, '2026-07-20')).toEqual([])
    expect(overdueLoans(lent, '2026-07-21')).toHaveLength(1)
  })
})
