import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchForLock } from '../../src-main/lock-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function machine() {
  const state = { idle: 0, work: 0, now: 0, screen: false, listener: () => {} }
  const locked: string[] = []
  const stop = watchForLock(
    15,
    {
      idleSeconds: () => state.idle,
      lastWork: () => state.work,
      now: () => state.now,
      screenIsLocked: () => state.screen,
      onScreenLocked: (listener) => {
        state.listener = listener
        return () => {
          state.listener = () => {}
        }
      },
    },
    (why) => void locked.push(why),
  )
  const pass = (minutes: number): void => {
    state.now += minutes * 60_000
    state.idle += minutes * 60
    vi.advanceTimersByTime(10_000)
  }
  return { state, locked, stop, pass }
}

it('SE-52 a desk nobody has been at for a quarter of an hour locks', () => {
  const { state, locked, stop, pass } = machine()
  pass(14.9)
  expect(locked).toEqual([])
  pass(0.2)
  expect(locked).toEqual(['idle'])
  // a hand at the machine, in whatever program
  state.idle = 0
  pass(10)
  expect(locked).toEqual(['idle'])
  stop()
  pass(100)
  expect(locked).toEqual(['idle'])
})

it('SE-52 work in the desk counts where the system says nobody is there, and a clock set ahead locks nobody out', () => {
  const { state, locked, pass } = machine()
  pass(14)
  state.work = state.now
  pass(14)
  expect(locked).toEqual([])
  state.idle = 0
  state.now += 10 * 365 * 86_400_000
  vi.advanceTimersByTime(10_000)
  expect(locked).toEqual([])
})

it('SE-52 the system’s own lock locks the desk, told or found', () => {
  const { state, locked, pass } = machine()
  state.listener()
  expect(locked).toEqual(['screen'])
  state.screen = true
  pass(0)
  expect(locked).toEqual(['screen', 'screen'])
})
