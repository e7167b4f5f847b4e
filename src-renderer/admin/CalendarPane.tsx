import { Button } from 'antd'
import { useState } from 'react'
import { yearsWith } from '../../src-shared/calendar/calendars.ts'
import { dateOf, type CalendarYear } from '../../src-shared/calendar/working-days.ts'
import { ta } from '../ui/text-admin.ts'
import { daysText } from './day-runs.ts'
import { HolidayDialog } from './HolidayDialog.tsx'

type Props = { mayImport: boolean; imported: readonly CalendarYear[] | undefined; now: number }

/**
 * 工作日安排: the years with a notice, this year and the next in any case; a year without one is told as such (CA-02). 系统管理员
 * imports the next one here (AD-48).
 */
export function CalendarPane({ mayImport, imported = [], now }: Props) {
  const [importing, setImporting] = useState(false)
  // what was applied just now shows before the directory has come back with it
  const [fresh, setFresh] = useState<readonly CalendarYear[]>([])
  const current = Number(dateOf(now).slice(0, 4))
  const own = [...imported.filter(({ year }) => !fresh.some((one) => one.year === year)), ...fresh]
  const out = new Map(yearsWith(own).map((one) => [one.year, one]))
  const years = [...new Set([current + 1, current, ...out.keys()])].toSorted((a, b) => b - a)
  const applied = (year: CalendarYear): void => setFresh((held) => [...held.filter((one) => one.year !== year.year), year])
  return (
    <div className="admin-calendar scroll-y">
      <div className="head">
        <p className="muted">{ta.calendarLead}</p>
        {mayImport && (
          <Button size="small" onClick={() => setImporting(true)}>
            {ta.holidayImport}
          </Button>
        )}
      </div>
      {years.map((year) => (
        <Year key={year} year={year} notice={out.get(year)} isOwn={own.some((one) => one.year === year)} />
      ))}
      {importing && <HolidayDialog onApplied={applied} onClose={() => setImporting(false)} />}
    </div>
  )
}

function Year({ year, notice, isOwn }: { year: number; notice: CalendarYear | undefined; isOwn: boolean }) {
  return (
    <section aria-label={String(year)}>
      <h2>
        {year}年 <span className={notice ? 'green' : 'amber'}>{notice ? ta.published : ta.unpublished}</span>
        {isOwn && <span className="muted">{ta.imported}</span>}
      </h2>
      {notice ? (
        <dl>
          <dt>{ta.off}</dt>
          <dd>{daysText(notice.off, year)}</dd>
          <dt>{ta.work}</dt>
          <dd>{notice.work.length > 0 ? daysText(notice.work, year) : ta.noneWork}</dd>
          <dt>{ta.source}</dt>
          <dd className="muted path">{notice.papers.length > 0 ? notice.papers.join(' ') : ta.noSource}</dd>
        </dl>
      ) : (
        <p>{ta.unpublishedHint}</p>
      )}
    </section>
  )
}
