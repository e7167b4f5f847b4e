import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { stateCalendar } from '../../../src-shared/calendar/calendars.ts'
import { dateOf, isWorkingDay } from '../../../src-shared/calendar/working-days.ts'
import {
  clockAfter,
  colourOf,
  isProvisional,
  isWorkingTime,
  levelsDue,
  limitEnds,
  stepLimit,
  type ClockEvent,
  type Limit,
} from '../../../src-shared/workflow/clocks.ts'
import { chinaTime as at } from '../../support/route-story.ts'

const cal = stateCalendar
const dueOn = (limit: Limit, events: readonly ClockEvent[]) => {
  const due = clockAfter(limit, events, cal)?.due
  return due && dateOf(due.at)
}

describe('WF-91 clocks of limits (SC-10)', () => {
  const three: Limit = { n: 3, unit: 'workingDays' }
  const start: ClockEvent = { kind: 'start', at: at('2026-09-18T10:00:00') }
  const suspend: ClockEvent = { kind: 'suspend', at: at('2026-09-21T09:00:00') }
  const resume: ClockEvent = { kind: 'resume', at: at('2026-09-22T09:00:00') }
  const extend: ClockEvent = { kind: 'extend', at: at('2026-09-22T10:00:00'), n: 2 }

  it('three 工作日 from 09-18 end on 09-22; a 工作日 of standing still makes it 09-23, two more 09-28', () => {
    expect(dueOn(three, [start])).toBe('2026-09-22')
    expect(dueOn(three, [start, suspend])).toBeNull()
    expect(dueOn(three, [start, suspend, resume])).toBe('2026-09-23')
    expect(dueOn(three, [start, suspend, resume, extend])).toBe('2026-09-28')
    const done = clockAfter(three, [start, suspend, resume, extend, { kind: 'complete', at: at('2026-09-28T16:00:00') }], cal)
    expect(done).toMatchObject({ suspended: false, completedAt: at('2026-09-28T16:00:00'), limit: { n: 5 } })
  })

  it('counts 工作日, 日 and working hours, each in its own unit', () => {
    expect(dateOf(limitEnds(at('2026-02-13T10:00:00'), { n: 7, unit: 'workingDays' }, cal).at)).toBe('2026-03-02')
    expect(dateOf(limitEnds(at('2026-02-13T10:00:00'), { n: 15, unit: 'days' }, cal).at)).toBe('2026-02-28')
    // four working hours from 11:00: one until noon, three from 14:30
    expect(limitEnds(at('2026-08-03T11:00:00'), { n: 4, unit: 'hours' }, cal).at).toBe(at('2026-08-03T17:30:00'))
    expect(
      dueOn({ n: 15, unit: 'days' }, [
        { kind: 'start', at: at('2026-08-03T09:00:00') },
        { kind: 'suspend', at: at('2026-08-05T09:00:00') },
        { kind: 'resume', at: at('2026-08-08T09:00:00') },
      ]),
    ).toBe('2026-08-21')
    expect(() => limitEnds(0, { n: 0, unit: 'days' }, cal)).toThrow(RangeError)
  })

  it('CA-02 a limit over a year without a notice is provisional', () => {
    const due = limitEnds(at('2026-12-30T10:00:00'), three, cal)
    expect([dateOf(due.at), due.provisional, isProvisional(due.at, cal)]).toEqual(['2027-01-04', true, true])
  })

  it('C-15 a clock set back shortens no limit, and what a clock cannot take changes nothing', () => {
    const early = at('2026-09-17T09:00:00')
    expect(dueOn(three, [start, suspend, { kind: 'resume', at: early }])).toBe('2026-09-22')
    expect(dueOn(three, [start, { kind: 'extend', at: early, n: -2 }])).toBe('2026-09-22')
    expect(dueOn(three, [start, resume, start])).toBe('2026-09-22')
    const complete: ClockEvent = { kind: 'complete', at: at('2026-09-21T09:00:00') }
    expect(dueOn(three, [start, complete, extend])).toBe('2026-09-22')
    expect(clockAfter(three, [suspend, resume], cal)).toBeUndefined()
  })

  it('a limit never ends before it would without standing still, whatever happens (seeded)', () => {
    const seed = Date.now() & 0xffffff
    console.log('clock seed', seed)
    const event = fc.record({
      kind: fc.constantFrom('suspend', 'resume', 'extend'),
      at: fc.integer({ min: -5, max: 60 }),
      n: fc.integer({ min: 0, max: 4 }),
    })
    fc.assert(
      fc.property(
        fc.constantFrom('hours', 'workingDays', 'days'),
        fc.integer({ min: 1, max: 20 }),
        fc.array(event, { maxLength: 12 }),
        (unit, n, list) => {
          const events = list.map((one) => ({ ...one, at: start.at + one.at * 7_200_000 })) as ClockEvent[]
          const clock = clockAfter({ n, unit }, [start, ...events], cal)
          const plain = limitEnds(start.at, { n, unit }, cal).at
          expect(clock?.suspended).toBe(clock?.due === null)
          if (clock?.due) expect(clock.due.at).toBeGreaterThanOrEqual(plain - 1)
        },
      ),
      { seed, numRuns: 300 },
    )
  })
})

describe('WF-90 limits of steps by urgency', () => {
  const from = at('2026-08-03T09:00:00')
  it('特急 4 working hours, 加急 1 工作日, others the step’s own limit or 3 工作日; none where the route sets none', () => {
    expect(stepLimit(from, '特急', 20, cal)).toBe(at('2026-08-03T15:30:00'))
    expect(stepLimit(from, '加急', 20, cal)).toBe(at('2026-08-04T17:30:00'))
    expect(stepLimit(from, '加急', 2, cal)).toBe(at('2026-08-03T11:00:00'))
    expect(stepLimit(from, '', undefined, cal)).toBe(at('2026-08-06T17:30:00'))
    expect(stepLimit(from, '', 2, cal)).toBe(at('2026-08-03T11:00:00'))
    expect(stepLimit(from, '', null, cal)).toBeNull()
    // on a Friday evening a 特急 begins on Monday
    expect(stepLimit(at('2026-08-07T20:00:00'), '特急', null, cal)).toBe(at('2026-08-10T15:00:00'))
  })
})

describe('WF-92 colours and levels', () => {
  const from = at('2026-09-22T10:00:00')
  const due = at('2026-10-09T17:30:00')
  const colour = (when: string) => colourOf(at(when), from, due, cal)
  it('seven 工作日: green, yellow from 09-30 over the holidays, red past 10-09 (SC-3)', () => {
    expect(colour('2026-09-29T17:00:00')).toBe('green')
    expect(colour('2026-09-30T09:00:00')).toBe('yellow')
    expect(colour('2026-10-05T09:00:00')).toBe('yellow')
    expect(colour('2026-10-09T17:30:00')).toBe('yellow')
    expect(colour('2026-10-09T17:31:00')).toBe('red')
  })
  it('a short limit is green first and yellow in its last quarter', () => {
    const [begun, ends] = [at('2026-08-03T09:00:00'), at('2026-08-03T15:30:00')]
    expect(['09:00', '14:29', '14:31', '15:31'].map((time) => colourOf(at(`2026-08-03T${time}:00`), begun, ends, cal))).toEqual([
      'green',
      'yellow',
      'yellow',
      'red',
    ])
    expect(colourOf(at('2026-08-03T11:20:00'), begun, ends, cal)).toBe('green')
  })
  it('蓝 when yellow, 橙 when overdue, 红 a 工作日 after; each once, in working time only', () => {
    const told = (when: string, ...before: ('blue' | 'orange' | 'red')[]) => levelsDue(at(when), from, due, before, cal)
    expect(told('2026-09-29T10:00:00')).toEqual([])
    expect(told('2026-09-30T10:00:00')).toEqual(['blue'])
    expect(told('2026-10-05T10:00:00')).toEqual([])
    expect(told('2026-10-08T13:00:00')).toEqual([])
    expect(told('2026-10-08T15:00:00', 'blue')).toEqual([])
    expect(told('2026-10-09T18:00:00', 'blue')).toEqual([])
    // Saturday 10-10 is worked: late by a 工作日 at once
    expect(told('2026-10-10T09:00:00', 'blue')).toEqual(['orange', 'red'])
    expect(told('2026-10-12T09:00:00', 'blue', 'orange', 'red')).toEqual([])
    expect(isWorkingTime(at('2026-10-10T09:00:00'), cal)).toBe(isWorkingDay('2026-10-10', cal))
  })
})
