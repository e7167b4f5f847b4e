import { publishedYears } from '../../src-shared/calendar/calendars.ts'
import { dateOf, type CalendarYear } from '../../src-shared/calendar/working-days.ts'
import { ta } from '../ui/text-admin.ts'
import { runsOf, runText } from './day-runs.ts'

/** 工作日安排: the years with a notice, this year and the next in any case; a year without one is told as such (CA-02). */
export function CalendarPane({ now }: { now: number }) {
  const current = Number(dateOf(now).slice(0, 4))
  const out = new Map(publishedYears.filter(({ off }) => off.length > 0).map((one) => [one.year, one]))
  const years = [...new Set([current + 1, current, ...out.keys()])].toSorted((a, b) => b - a)
  return (
    <div className="admin-calendar scroll-y">
      <p className="muted">{ta.calendarLead}</p>
      {years.map((year) => (
        <Year key={year} year={year} notice={out.get(year)} />
      ))}
    </div>
  )
}

function Year({ year, notice }: { year: number; notice: CalendarYear | undefined }) {
  const words = (days: readonly string[]): string =>
    runsOf(days)
      .map((run) => runText(run, year))
      .join('、')
  return (
    <section aria-label={String(year)}>
      <h2>
        {year}年 <span className={notice ? 'green' : 'amber'}>{notice ? ta.published : ta.unpublished}</span>
      </h2>
      {notice ? (
        <dl>
          <dt>{ta.off}</dt>
          <dd>{words(notice.off)}</dd>
          <dt>{ta.work}</dt>
          <dd>{words(notice.work)}</dd>
          <dt>{ta.source}</dt>
          <dd className="muted path">{notice.papers.join(' ')}</dd>
        </dl>
      ) : (
        <p>{ta.unpublishedHint}</p>
      )}
    </section>
  )
}
