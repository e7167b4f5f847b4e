import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Fate } from '../../src-main/lost-device/state.ts'
import { watchForLoss } from '../../src-main/lost-device/watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('SE-71 a desk asks at the start and every few minutes while nobody is signed in, and every minute once it is lost', async () => {
  let asked = 0
  let fate: Fate | null = null
  let signedIn = false
  const stop = watchForLoss(
    {
      fate: () => fate,
      ask: async () => void asked++,
    },
    () => signedIn,
  )
  expect(asked).toBe(1)
  await vi.advanceTimersByTimeAsync(3 * 60_000)
  expect(asked).toBe(1)
  await vi.advanceTimersByTimeAsync(3.5 * 60_000)
  expect(asked).toBe(2)
  // a living session says as much
  signedIn = true
  await vi.advanceTimersByTimeAsync(60 * 60_000)
  expect(asked).toBe(2)
  fate = { state: 'lost', at: 1 }
  await vi.advanceTimersByTimeAsync(7 * 60_000)
  const lost = asked
  expect(lost).toBeGreaterThan(2)
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  expect(asked - lost).toBeGreaterThanOrEqual(8)
  stop()
  await vi.advanceTimersByTimeAsync(60 * 60_000)
  expect(asked - lost).toBeLessThanOrEqual(13)
})
