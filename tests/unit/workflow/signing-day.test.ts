import { expect, it } from 'vitest'
import { signingDay } from '../../../src-shared/workflow/signing-day.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const minute = 60_000
const day = 24 * 60 * minute
const arrived = at('2026-09-22T07:50:00')

it('UI-85 a signature is dated with the day it is; nobody is asked while the clocks agree within five minutes', () => {
  expect(signingDay(at('2026-09-22T10:20:00'), 0, arrived)).toEqual({ on: '2026-09-22', doubtful: false })
  expect(signingDay(at('2026-09-22T23:58:00'), 5 * minute, arrived)).toEqual({ on: '2026-09-23', doubtful: false })
  expect(signingDay(at('2026-09-22T07:46:00'), 0, arrived)).toEqual({ on: '2026-09-22', doubtful: false })
})

it('UI-85 a clock that is wrong makes no 倒签: the server’s day, or that of the turn’s arrival, and a person confirms it (C-15)', () => {
  expect(signingDay(at('2026-09-20T15:00:00'), 2 * day, arrived)).toEqual({ on: '2026-09-22', doubtful: true })
  // set back while there is no line: what the server said last is of no help
  expect(signingDay(at('2026-09-20T10:20:00'), 0, arrived)).toEqual({ on: '2026-09-22', doubtful: true })
  expect(signingDay(at('2026-10-22T10:00:00'), -30 * day, arrived)).toEqual({ on: '2026-09-22', doubtful: true })
})
