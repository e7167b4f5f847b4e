import { expect, it } from 'vitest'
import { orderThreads } from '../../src-renderer/comments/order.ts'
import type { Thread } from '../../src-shared/workflow/threads.ts'
import { personOf } from '../support/small-county.ts'

const thread = (id: string, at: number, settledAt?: number): Thread => ({
  id,
  quote: id,
  replies: [{ id: `${id}-1`, by: personOf('li'), text: '请核对', at }],
  settled: settledAt === undefined ? null : { by: personOf('li'), at: settledAt },
})
const ids = (threads: readonly Thread[]): string[] => threads.map((one) => one.id)

it('WF-16 open 批注 stand in the order of the text, those whose words are gone after them, settled ones newest first', () => {
  const anchors = new Map([
    ['late', { from: 90, to: 95, struck: false }],
    ['early', { from: 10, to: 12, struck: true }],
  ])
  const all = [thread('gone', 1), thread('late', 2), thread('done-1', 3, 5), thread('early', 4), thread('done-2', 5, 9)]
  const { open, settled } = orderThreads(all, anchors)
  expect(ids(open)).toEqual(['early', 'late', 'gone'])
  expect(ids(settled)).toEqual(['done-2', 'done-1'])
})
