import { expect, it } from 'vitest'
import { allMarked, markedOf, noMarks, ranged, toggled } from '../../../src-renderer/inbox/marks.ts'
import { moved, runBatch, toRetry, type BatchLine, type BatchWork } from '../../../src-renderer/ui/batch/run-batch.ts'
import { zoomKey, zoomStep } from '../../../src-renderer/paper/view/zoom.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { AnyPaper } from '../../../src-shared/ipc/paper.ts'

const items = ['一', '二', '三', '四'].map((title, i) => ({ id: `d${i + 1}`, title, copies: i + 1 }))
const request = {} as AnyPaper
const codeOf = (error: unknown): string => (error instanceof Error ? error.message : '')
const states = (lines: readonly BatchLine[]): string => lines.map(({ state }) => state).join(' ')

it('PP-136 one after another: what fails has its code and does not stop the rest; only it is tried again', async () => {
  const said: string[] = []
  const made: string[] = []
  const work: BatchWork<AnyPaper> = {
    requests: async ({ id }) => {
      if (id === 'd2') throw new Error('PP-NO-BODY')
      return [request, request]
    },
    make: async (_request, { id, copies }) => {
      if (id === 'd3' && made.filter((one) => one.startsWith('d3')).length === 1) throw new Error('PP-PRINT')
      made.push(`${id}×${copies}`)
      return String(copies)
    },
    codeOf,
  }
  const lines = await runBatch(items, work, new AbortController().signal, (now) => said.push(states(now)))
  expect(states(lines)).toBe('done failed failed done')
  expect(lines.map(({ code }) => code)).toEqual([null, 'PP-NO-BODY', 'PP-PRINT', null])
  // what was made of it before it failed is told: paper lies at the printer
  expect(lines[2]?.detail).toBe('3')
  expect(made).toEqual(['d1×1', 'd1×1', 'd3×3', 'd4×4', 'd4×4'])
  expect(said[0]).toBe('waiting waiting waiting waiting')
  expect(said).toContain('done failed failed working')
  expect(toRetry(lines).map(({ id }) => id)).toEqual(['d2', 'd3'])
  expect(toRetry(lines)[1]).toEqual({ id: 'd3', title: '三', copies: 3 })
})

it('PP-136 called off: what is under way and what waits is not done, what was done stays', async () => {
  const stop = new AbortController()
  const work: BatchWork<AnyPaper> = {
    requests: async () => [request],
    make: async (_request, { id }, signal) => {
      if (id === 'd2') stop.abort()
      signal.throwIfAborted()
      return 'x'
    },
    codeOf,
  }
  const lines = await runBatch(items, work, stop.signal, () => undefined)
  expect(states(lines)).toBe('done cancelled cancelled cancelled')
  expect(toRetry(lines)).toHaveLength(3)
})

it('PP-136 the order is the person’s: up, down, and at the ends it stays', () => {
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
  expect(moved([1, 2, 3], 2, -1)).toEqual([1, 3, 2])
  expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3])
  expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3])
})

it('PP-135 marks: one, a range from the last one, all, none; what left the list is not in it', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'] as DocumentId[] as [DocumentId, DocumentId, DocumentId, DocumentId]
  const order = [a, b, c, d]
  const ids = (marks: { ids: ReadonlySet<DocumentId> }): string => [...marks.ids].toSorted().join('')
  expect(ids(toggled(toggled(noMarks, b), b))).toBe('')
  expect(ids(ranged(toggled(noMarks, d), order, null, b))).toBe('bcd')
  expect(ids(ranged(noMarks, order, b, d))).toBe('bcd')
  expect(ids(ranged({ ids: new Set([a]), from: 'gone' as DocumentId }, order, null, c))).toBe('ac')
  expect(ids(allMarked(order))).toBe('abcd')
  expect(markedOf(allMarked(order), [{ id: c }, { id: a }]).map(({ id }) => id)).toEqual([c, a])
})

it('PP-138 scales step by step from whatever is shown, and stay at the ends', () => {
  expect([zoomStep(48.4, 1), zoomStep(48.4, -1), zoomStep(100, 1), zoomStep(400, 1), zoomStep(25, -1)]).toEqual([
    50, 33, 110, 400, 25,
  ])
  const press = (key: string, more = {}) => zoomKey({ key, ctrlKey: true, altKey: false, metaKey: false, ...more })
  expect([press('='), press('+'), press('-'), press('0'), press('1'), press('=', { ctrlKey: false })]).toEqual([
    1,
    1,
    -1,
    0,
    null,
    null,
  ])
})
