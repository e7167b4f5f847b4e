import { Button } from 'antd'
import { lightOf, remindersOf } from '../../../src-shared/workflow/consult/limits.ts'
import { asksOf, disagreeing, standingOf, waitingUnits, type Asked } from '../../../src-shared/workflow/consult/standing.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { useCalendar } from '../../ui/calendar.ts'
import { day, moment } from '../../ui/moments.ts'
import { tcs } from '../../ui/text-consult.ts'
import './consult.css'

/** How a limit stands, in words and colour: when it ends, and what is left of it. */
function Limit({ dueAt, now, provisional }: { dueAt: number; now: number; provisional: boolean }) {
  const { colour, n } = lightOf(now, dueAt, useCalendar())
  return (
    <span className={`consult-${colour}`} title={`${tcs.dueOn(moment(dueAt, now))}${provisional ? tcs.provisional : ''}`}>
      {colour === 'red' ? tcs.lateBy(n) : tcs.left(day(dueAt, now), n)}
    </span>
  )
}

/** The line for who asks: how many have answered, how long the nearest limit is and who is past it, and who disagrees. */
export function LeadBar({ state, now, onSummary }: { state: DocumentState; now: number; onSummary: () => void }) {
  const all = asksOf(state).filter(({ ask }) => standingOf(state, ask) !== 'cancelled')
  const waiting = waitingUnits(state)
  const against = disagreeing(state)
  const next = waiting.toSorted((a, b) => a.round.dueAt - b.round.dueAt)[0]
  const late = waiting.filter(({ round }) => round.dueAt < now)
  const silent = all.filter(({ ask }) => standingOf(state, ask) === 'overdue').length
  return (
    <div className="work-bar consult-bar" role="status" aria-label={tcs.label}>
      <span className="ellipsis" title={against.length > 0 ? tcs.against(against.map(({ ask }) => ask.unitName).join('、')) : ''}>
        {tcs.progress(all.length - waiting.length - silent, all.length)}
        {silent > 0 && tcs.silent(silent)}
        {next && (
          <>
            {'　'}
            {late.length > 0 && <span className="consult-red">{late.map(({ ask }) => ask.unitName).join('、')}</span>}
            <Limit dueAt={next.round.dueAt} now={now} provisional={next.round.provisional} />
          </>
        )}
        {against.length > 0 && (
          <span className="consult-red">
            {'　'}
            {tcs.against(against.map(({ ask }) => ask.unitName).join('、'))}
          </span>
        )}
      </span>
      <Button size="small" onClick={onSummary}>
        {tcs.summary}
      </Button>
    </div>
  )
}

/** The line for who is asked: by whom, what, by when; that the text may be changed as suggestions; and what reminded them last. */
export function AskedBar({ asked, state, now }: { asked: Asked; state: DocumentState; now: number }) {
  const { round, ask } = asked
  const by = state.unitName
  const clock = remindersOf(round.at, round.dueAt, useCalendar()).findLast((at) => at <= now)
  const person = ask.reminded.at(-1)
  const reminder =
    person && person.at >= (clock ?? 0)
      ? tcs.remindedBy(person.by.name, moment(person.at, now))
      : clock !== undefined
        ? tcs.clockReminds(moment(clock, now))
        : ''
  const words = round.text === '' ? tcs.askedPlain(by) : tcs.asked(by, round.text)
  return (
    <div className="work-bar consult-bar" role="status" aria-label={tcs.label}>
      <span className="ellipsis" title={words}>
        {words} {tcs.howToSuggest}
      </span>
      {reminder !== '' && <span className="muted">{reminder}</span>}
      <Limit dueAt={round.dueAt} now={now} provisional={round.provisional} />
    </div>
  )
}
