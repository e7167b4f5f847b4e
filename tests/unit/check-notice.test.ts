import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { noticeCodes } from '../../src-renderer/ui/text-admin.ts'
import { calendarWith, publishedYears, stateCalendar, yearsWith } from '../../src-shared/calendar/calendars.ts'
import { checkNotice } from '../../src-shared/calendar/check-notice.ts'
import { addWorkingDays, isWorkingDay } from '../../src-shared/calendar/working-days.ts'
import { notice2027 } from '../support/organisation/holidays.ts'
import { fixtures } from '../support/fixtures.ts'
import { must } from '../support/server/must.ts'

const found = (file: unknown, current = 2026) => {
  const { notice, findings } = checkNotice(typeof file === 'string' ? file : JSON.stringify(file), current)
  return { notice, codes: findings.map(({ code, on }) => `${code}${on === null ? '' : ` ${on}`}`) }
}
const { days } = notice2027()
const without = (n: number) => notice2027({ days: days.slice(n) })
const and = (...more: object[]) => notice2027({ days: [...days, ...more] })
const day = (date: string, isOffDay = true) => ({ name: '某日', date, isOffDay })

describe('a year of holidays', () => {
  test('CA-07 is read as days off and weekends worked', () => {
    const { notice, codes } = found(notice2027())
    expect(codes).toEqual([])
    expect([notice?.year, notice?.off.length, notice?.work]).toEqual([2027, 18, ['2027-02-14', '2027-10-09']])
  })

  test.each<[string, unknown, string[], number?]>([
    ['empty', '', ['CAL-EMPTY']],
    ['no JSON', '{"year": 2027,', ['CAL-FORM']],
    ['something else', { year: '2027', days: [] }, ['CAL-FORM']],
    ['a notice that is not out', notice2027({ days: [] }), ['CAL-NO-DAYS 2027']],
    ['a year too late', notice2027(), ['CAL-YEAR 2027'], 2025],
    ['a day twice', and(day('2027-01-01')), ['CAL-TWICE 2027-01-01']],
    ['no such day', and(day('2027-02-30')), ['CAL-DATE 2027-02-30']],
    ['no day at all', and(day('明天')), ['CAL-DATE 明天']],
    ['a day of another year', and(day('2028-01-01')), ['CAL-OTHER-YEAR 2028-01-01']],
    ['far too few days', without(10), ['CAL-COUNT 8']],
  ])('CA-07 refused with its reason: %s', (_what, file, codes, current) => {
    const read = found(file, current)
    expect(read.codes).toEqual(codes)
    expect(read.notice).toBeNull()
  })

  test('CA-07 a December moved by the notice of the next year is its own; a worked day that is no weekend is only told', () => {
    expect(found(and(day('2026-12-26', false))).codes).toEqual([])
    const read = found(and(day('2027-03-03', false)))
    expect(read.codes).toEqual(['CAL-WEEKDAY 2027-03-03'])
    expect(read.notice?.work).toContain('2027-03-03')
  })

  test.runIf(fixtures)('CA-07 every notice since 2007 is read in its time, and the shipped years are what it gives', () => {
    const folder = path.join(must(fixtures), 'holiday-cn')
    const files = readdirSync(folder).filter((name) => /^\d{4}\.json$/.test(name))
    expect(files.length).toBeGreaterThan(15)
    for (const name of files) {
      const { notice, codes } = found(readFileSync(path.join(folder, name), 'utf8'), Number(name.slice(0, 4)))
      if (name === '2027.json') expect(codes).toEqual(['CAL-NO-DAYS 2027'])
      else expect([name, notice !== null, codes.filter((one) => one !== 'CAL-WEEKDAY 2020-02-03')]).toEqual([name, true, []])
      const shipped = publishedYears.find((one) => one.year === notice?.year)
      if (shipped) expect(notice).toEqual(shipped)
    }
  })

  test('AD-51 every code of a check has words', () => {
    const text = readFileSync(new URL('../../src-shared/calendar/check-notice.ts', import.meta.url), 'utf8')
    const said = [...new Set(text.match(/CAL-[A-Z-]+/g)), 'CAL-ENCODING']
    expect(said.length).toBeGreaterThan(8)
    expect(noticeCodes.toSorted()).toEqual(said.toSorted())
  })
})

describe('an imported year', () => {
  const imported = [must(found(notice2027()).notice)]

  test('CA-08 stands over the shipped one and is published; without one a year stays provisional', () => {
    expect(calendarWith(undefined)).toBe(stateCalendar)
    expect(calendarWith([])).toBe(stateCalendar)
    expect(addWorkingDays('2027-09-30', 3, stateCalendar)).toEqual({ on: '2027-10-05', provisional: true })
    expect(addWorkingDays('2027-09-30', 3, calendarWith(imported))).toEqual({ on: '2027-10-11', provisional: false })
    expect(calendarWith(imported)).toBe(calendarWith(imported))
  })

  test('CA-08 a shipped year that was imported anew counts as imported, all of it', () => {
    const anew = { ...must(publishedYears.find(({ year }) => year === 2026)), work: [] }
    expect(isWorkingDay('2026-10-10', stateCalendar)).toBe(true)
    expect(isWorkingDay('2026-10-10', calendarWith([anew]))).toBe(false)
    expect(yearsWith([anew]).map(({ year }) => year)).toEqual([2024, 2025, 2026])
  })
})
