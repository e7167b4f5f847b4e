import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Network } from '../../src-main/network.ts'
import { listenForWake } from '../../src-main/wake-stream.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('SY-98 a stream that was cut is news, and so is one that is there again: nobody told what moved meanwhile', async () => {
  const streams: ReadableStreamDefaultController<Uint8Array>[] = []
  let down = false
  const raw = (): Promise<Response> =>
    down
      ? Promise.reject(new Error('no line'))
      : Promise.resolve(new Response(new ReadableStream({ start: (controller) => void streams.push(controller) })))
  const told: string[][] = []
  const stop = listenForWake({ raw } as unknown as Network, (scopes) => void told.push(scopes))
  await vi.advanceTimersByTimeAsync(0)
  streams[0]?.enqueue(new TextEncoder().encode('data: {"scopes":[["user:wang",7]]}\n\n'))
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['user:wang']])
  down = true
  streams[0]?.close()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([['user:wang'], []])
  down = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(streams).toHaveLength(2)
  expect(told.at(-1)).toEqual([])
  expect(told.length).toBeGreaterThanOrEqual(3)
  stop()
})

it('SY-126 a node that says good-bye names the time to come back: nobody rushes to the others', async () => {
  const streams: ReadableStreamDefaultController<Uint8Array>[] = []
  const raw = (): Promise<Response> =>
    Promise.resolve(new Response(new ReadableStream({ start: (controller) => void streams.push(controller) })))
  const told: string[][] = []
  const stop = listenForWake({ raw } as unknown as Network, (scopes) => void told.push(scopes))
  await vi.advanceTimersByTimeAsync(0)
  streams[0]?.enqueue(new TextEncoder().encode('event: bye\nretry: 4000\ndata: {"retryMs":4000}\n\n'))
  streams[0]?.close()
  await vi.advanceTimersByTimeAsync(3999)
  expect([streams.length, told]).toEqual([1, []])
  await vi.advanceTimersByTimeAsync(1)
  expect([streams.length, told]).toEqual([2, [[]]])
  stop()
})
