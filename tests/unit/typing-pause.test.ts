import { expect, it } from 'vitest'
import { createTypingPause } from '../../src-renderer/data/typing-pause.ts'
import { worldClock } from '../support/clock.ts'

const steps = async (clock: ReturnType<typeof worldClock>, until: number): Promise<void> => {
  while (await clock.step(until));
}

it('SY-177 is quiet at once where nobody types, half a second after the last key, and after 8 s of keys without a pause', async () => {
  const clock = worldClock(0)
  const pause = createTypingPause(clock.now, clock.sleep)
  const at = (ms: number, run: () => void): void => clock.at(ms - clock.now(), run)
  let quietAt: number | undefined
  const ask = (): void => {
    quietAt = undefined
    void pause.quiet().then(() => {
      quietAt = clock.now()
    })
  }
  ask()
  await steps(clock, 1)
  expect(quietAt).toBeLessThanOrEqual(1)

  for (const ms of [1000, 1300, 1600]) at(ms, pause.key)
  at(1000, ask)
  await steps(clock, 5000)
  expect(quietAt).toBe(2100)

  for (let ms = 10_000; ms < 30_000; ms += 200) at(ms, pause.key)
  at(10_000, ask)
  await steps(clock, 40_000)
  expect(quietAt).toBe(18_000)
})
