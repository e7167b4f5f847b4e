import { expect, test } from 'vitest'
import { openTurn } from '../../src-shared/workflow/document-state.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { chanceOf } from '../support/clock.ts'
import { smallCounty } from '../support/small-county.ts'
import { rowsOf } from '../support/store.ts'
import { testDesk } from '../support/test-desk.ts'

/** When the turn that 报送 begins is due, as a desk with no line foresees it on 2026-10-12, a Monday. */
async function foreseen(off: string[]): Promise<string> {
  const made = await testDesk()
  const holidays = [{ year: 2026, papers: [], off, work: [] }]
  await made.env.store.transact('rw', ['directory'], (tx) =>
    tx.put('directory', { key: 'directory', data: { ...smallCounty, ...(off.length > 0 ? { holidays } : {}) } }),
  )
  const docId = await made.draft()
  const basisSm3 = rowsOf(made.disk, 'bodies')[0]?.sm3 ?? ''
  const assignees = { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' }
  const nextTaskId = chanceOf(77).id()
  await made.desk.command('SubmitDraft', { docId, basisSm3, assignees, nextTaskId, text: '', signedOn: '2026-10-12' } as never)
  const [row] = rowsOf(made.disk, 'overlay')
  const due = openTurn(row?.data as DocumentState)?.dueAt
  return due ? new Date(due + 8 * 3_600_000).toISOString().slice(0, 10) : 'none'
}

test('CA-09 a desk without a line counts by the years that came with the directory', async () => {
  expect(await foreseen([])).toBe('2026-10-15')
  expect(await foreseen(['2026-10-13', '2026-10-14'])).toBe('2026-10-19')
})
