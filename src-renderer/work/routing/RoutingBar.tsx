import { Popover } from 'antd'
import {
  movesRoute,
  openTaskOf,
  openTasksOf,
  openTurn,
  standsStill,
  type DocumentState,
  type Task,
} from '../../../src-shared/workflow/document-state.ts'
import type { Given } from '../../../src-shared/workflow/routing/part.ts'
import { standsIn } from '../../../src-shared/workflow/routing/standing-in.ts'
import { moment } from '../../ui/moments.ts'
import { tr } from '../../ui/text-routing.ts'
import './routing.css'

type Props = { state: DocumentState; me: string; now: number }

/** Whether a turn is one of the 传阅 of a document, with whoever has it now; the readers of a 收文 have a list of their own. */
const isReader = ({ kind, given, result }: Task, incoming: boolean): boolean =>
  kind === 'read' && result !== 'transferred' && (given?.how === 'circulated' || (given?.how === 'handedOver' && !incoming))

/** By whom and with what words a turn came to this person by another way than the route. */
const cameBy = ({ how, by, reason }: Given): string | undefined =>
  // what these say stands in the line already
  how === 'contradiction' || how === 'terminated' ? undefined : tr.cameBy[how](by.name) + (reason === '' ? '' : `：${reason}`)

/**
 * The line under the route: how the turn came to this person, who reads and has read, who was reminded, for whom one stands
 * in, why it ended. Nothing where nothing is.
 */
export function RoutingBar({ state, me, now }: Props) {
  const readers = state.tasks.filter((task) => isReader(task, state.kind === 'incoming'))
  const read = readers.filter((task) => task.result === 'read')
  const turn = openTurn(state)
  const mine = openTaskOf(state, me)
  const stands = mine && standsIn(mine, me)
  const differs = openTasksOf(state, me).find((task) => task.given?.how === 'contradiction')?.given
  const stop = turn?.stood?.at(-1)
  const longer = turn?.extended?.at(-1)
  const urge = turn?.urged?.at(-1)
  const clock = turn?.escalated?.at(-1)
  // who only reads along, such as a unit that is asked, is told who it is that was reminded
  const whose = turn && turn.id !== mine?.id ? tr.whose(turn.assignee.name) : ''
  const words = [
    state.terminated && tr.terminated(state.terminated.by.name, state.terminated.reason),
    ...openTasksOf(state, me).map(({ given }) => given && cameBy(given)),
    differs && tr.contradiction(differs.by.name, differs.reason),
    stands && (stands.canSign ? tr.standsForSigning : tr.standsFor)(mine.assignee.name),
    turn && standsStill(turn) && (stop?.by ? tr.suspended(stop.by.name, stop.reason ?? '') : tr.still),
    longer && whose + tr.extended(longer.by.name, longer.days, moment(longer.dueAt, now)),
    urge && whose + tr.urged(tr.levels[urge.level], urge.by.name, moment(urge.at, now)),
    clock && whose + tr.clock(tr.levels[clock.level], moment(clock.at, now)),
  ].filter((one) => typeof one === 'string')
  if (words.length === 0 && readers.length === 0) return null
  const level = urge?.level ?? clock?.level
  return (
    <div className="work-bar routing-bar" role="status" aria-label={tr.label}>
      <span className={level && turn && movesRoute(turn) ? `routing-${level}` : ''}>{words.join('　')}</span>
      {readers.length > 0 && (
        <Popover
          trigger="click"
          content={
            <ul className="routing-readers">
              {readers.map((task) => (
                <li key={task.id} className={task.result === 'read' ? '' : 'muted'}>
                  {task.result === 'read'
                    ? tr.readAt(task.assignee.name, moment(task.readAt ?? task.doneAt ?? 0, now))
                    : tr.unread(task.assignee.name)}
                </li>
              ))}
            </ul>
          }
        >
          <button type="button" className="plain link">
            {tr.reading(read.length, readers.length)}
          </button>
        </Popover>
      )}
    </div>
  )
}
