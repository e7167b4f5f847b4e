import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishedYears, stateCalendar as calendar } from '../../src-shared/calendar/calendars.ts'
import {
  addWorkingDays,
  dateOf,
  dueAt,
  endOfWork,
  isWorkingDay,
  makeCalendar,
  nextWorkingInstant,
  timeLeft,
  workingDaysBetween,
  workingDuration,
} from '../../src-shared/calendar/working-days.ts'

const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const HOUR = 3_600_000

describe('working days', () => {
  it('[CA-01] 2025 and 2026 have 248 working days each, as the notices say', () => {
    expect(workingDaysBetween('2024-12-31', '2025-12-31', calendar)).toBe(248)
    expect(workingDaysBetween('2025-12-31', '2026-12-31', calendar)).toBe(248)
    expect(isWorkingDay('2026-09-20', calendar)).toBe(true) // a Sunday worked
    expect(isWorkingDay('2026-10-01', calendar)).toBe(false)
    expect(isWorkingDay('2026-10-10', calendar)).toBe(true) // a Saturday worked
    expect(isWorkingDay('2026-11-22', calendar)).toBe(false) // an ordinary Sunday
    expect(isWorkingDay('2026-11-23', calendar)).toBe(true)
  })

  it('[CA-01] the JSON in resources is the same data', () => {
    for (const year of publishedYears) {
      const file = new URL(`../../resources/calendar/${year.year}.json`, import.meta.url)
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(year)
    }
  })

  // every line of the table in domain.md §2.10
  it.each([
    ['2026-02-13', 3, '2026-02-25', false],
    ['2026-02-13', 7, '2026-03-02', false],
    ['2026-04-30', 3, '2026-05-08', false],
    ['2026-04-30', 7, '2026-05-13', false],
    ['2026-09-18', 3, '2026-09-22', false],
    ['2026-09-22', 7, '2026-10-09', false],
    ['2026-09-22', 15, '2026-10-20', false],
    ['2026-10-09', 1, '2026-10-10', false],
    ['2026-10-09', 3, '2026-10-13', false],
    ['2025-12-31', 3, '2026-01-06', false],
    ['2026-12-30', 3, '2027-01-04', true],
  ])('[CA-03] %s + %i working days is %s', (start, n, on, provisional) => {
    expect(addWorkingDays(start, n, calendar)).toEqual({ on, provisional })
    expect(workingDaysBetween(start, on, calendar)).toBe(n)
  })

  it('[CA-03] SC-3: sent 09-22, 7 working days, due at the end of work on 10-09; 10-10 is overdue day 1', () => {
    const due = endOfWork(addWorkingDays('2026-09-22', 7, calendar).on)
    expect(due).toBe(at('2026-10-09T17:30'))
    expect(timeLeft(at('2026-09-29T09:00'), due, calendar)).toMatchObject({ kind: 'workingDays', n: 4 })
    expect(timeLeft(at('2026-09-30T09:00'), due, calendar)).toMatchObject({ kind: 'workingDays', n: 3 })
    expect(timeLeft(at('2026-10-05T09:00'), due, calendar)).toMatchObject({ kind: 'workingDays', n: 2 })
    expect(timeLeft(at('2026-10-09T09:00'), due, calendar)).toEqual({ kind: 'hours', n: 6, provisional: false })
    expect(timeLeft(at('2026-10-09T17:30'), due, calendar)).toMatchObject({ kind: 'hours', n: 0 })
    expect(timeLeft(at('2026-10-09T20:00'), due, calendar)).toMatchObject({ kind: 'overdue', n: 0 })
    expect(timeLeft(at('2026-10-10T09:00'), due, calendar)).toMatchObject({ kind: 'overdue', n: 1 })
    expect(timeLeft(at('2026-10-12T09:00'), due, calendar)).toMatchObject({ kind: 'overdue', n: 2 })
  })

  it('[CA-03] SC-10: due 09-22, one day suspended 09-23, two days extended 09-28 over 中秋', () => {
    const due = addWorkingDays('2026-09-18', 3, calendar).on
    expect(due).toBe('2026-09-22')
    const suspended = addWorkingDays(due, 1, calendar).on
    expect(suspended).toBe('2026-09-23')
    expect(addWorkingDays(suspended, 2, calendar).on).toBe('2026-09-28')
  })

  it('[CA-02] a year without a notice counts weekends only and says so', () => {
    expect(isWorkingDay('2027-01-01', calendar)).toBe(true) // 元旦 is a Friday: the notice is not out
    expect(addWorkingDays('2026-12-30', 1, calendar)).toEqual({ on: '2026-12-31', provisional: false })
    expect(timeLeft(at('2026-12-30T09:00'), at('2027-01-04T17:30'), calendar).provisional).toBe(true)
    expect(makeCalendar([{ year: 2027, papers: [], off: [], work: [] }]).published.size).toBe(0)
  })
})

describe('working hours', () => {
  it.each([
    ['2026-07-14T09:10', 2, '2026-07-14T11:10'],
    ['2026-07-14T11:00', 2, '2026-07-14T15:30'], // over the noon break
    ['2026-07-14T12:30', 1, '2026-07-14T15:30'],
    ['2026-07-14T16:30', 4, '2026-07-15T11:30'], // 特急 4 hours, over night
    ['2026-07-17T17:00', 1, '2026-07-20T09:00'], // over the weekend
    ['2026-09-30T17:00', 6.5, '2026-10-08T17:00'], // over 国庆: 0.5 h before it, 6 h after
    ['2026-07-14T05:00', 6.5, '2026-07-14T17:30'],
  ])('[CA-04] %s + %d working hours is %s', (start, hours, due) => {
    expect(dueAt(at(start), hours, calendar)).toEqual({ at: at(due), provisional: false })
    expect(workingDuration(at(start), at(due), calendar)).toBe(hours * HOUR)
  })

  it('[CA-05] what dueAt adds, workingDuration measures', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2025-01-01T00:00'), max: at('2026-10-01T00:00') }),
        fc.integer({ min: 1, max: 400 }),
        (start, quarters) => {
          const due = dueAt(start, quarters / 4, calendar).at
          expect(workingDuration(start, due, calendar)).toBe((quarters / 4) * HOUR)
          expect(nextWorkingInstant(start, calendar)).toBeLessThanOrEqual(due)
        },
      ),
      { seed: 42, numRuns: 300 },
    )
  })

  it('[CA-06] a limit in hours reads in hours when a day or less is left', () => {
    const due = dueAt(at('2026-07-14T16:30'), 4, calendar).at
    expect(timeLeft(at('2026-07-14T16:30'), due, calendar)).toMatchObject({ kind: 'hours', n: 4 })
    expect(timeLeft(at('2026-07-15T10:50'), due, calendar)).toMatchObject({ kind: 'hours', n: 1 })
    expect(timeLeft(at('2026-07-15T11:31'), due, calendar)).toMatchObject({ kind: 'overdue', n: 1 })
  })

  it('knows the civil date in China and the next working instant', () => {
    expect(dateOf(at('2026-07-14T00:30'))).toBe('2026-07-14')
    expect(nextWorkingInstant(at('2026-07-14T12:30'), calendar)).toBe(at('2026-07-14T14:30'))
    expect(nextWorkingInstant(at('2026-10-01T09:00'), calendar)).toBe(at('2026-10-08T08:30'))
    expect(nextWorkingInstant(at('2026-07-14T15:00'), calendar)).toBe(at('2026-07-14T15:00'))
  })
})
