import { expect, test } from 'vitest'
import { escalationsOf } from '../../../src-server/jobs/turn-clocks.ts'
import { listRow } from '../../../src-shared/sync/rows.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { incomingDirectory, delivered } from '../../support/incoming.ts'
import { act, broughtTo } from '../../support/incoming-acts.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const done = (result: ReturnType<typeof act>): DocumentState => {
  if (!result.ok) throw new Error(result.code)
  return result.doc
}

test('SC-10 WF-95 while the clock of a 办件 stands still nobody is told that it is late, and its line counts nothing down', () => {
  const start = at('2026-09-18T10:00:00')
  const running = broughtTo(delivered(start), 'S6', start, { days: 3 })
  const stopped = done(act(running, 'gao', 'SuspendClock', { reason: '等待省厅批复' }, at('2026-09-21T10:00:00')))
  const rowOf = (doc: DocumentState) => listRow(doc, 'liu', 0, false, () => null).dueAt
  // past 09-22, when it was due
  const late = at('2026-09-23T10:00:00')
  expect(escalationsOf(incomingDirectory, running, late).map((one) => one.type)).toContain('TurnEscalated')
  expect(escalationsOf(incomingDirectory, stopped, late)).toEqual([])
  expect([rowOf(running), rowOf(stopped)]).toEqual([at('2026-09-22T17:30:00'), null])
  const again = done(act(stopped, 'gao', 'ResumeClock', {}, late))
  expect(rowOf(again)).toBe(at('2026-09-24T17:30:00'))
})
