import { Popover } from 'antd'
import { movesRoute, openTaskOf, openTasksOf, openTurn, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { standsIn } from '../../../src-shared/workflow/routing/standing-in.ts'
import { moment } from '../../ui/moments.ts'
import { tr } from '../../ui/text-routing.ts'
import './routing.css'

type Props = { state: DocumentState; me: string; now: number }

/** The line under the route: who reads and has read, who was reminded, for whom one stands in, why it ended. Nothing where nothing is. */
export function RoutingBar({ state, me, now }: Props) {
  const readers = state.tasks.filter((task) => task.kind === 'read' && task.given?.how === 'circulated')
  const read = readers.filter((task) => task.result === 'read')
  const turn = openTurn(state)
  const mine = openTaskOf(state, me)
  const stands = mine && standsIn(mine, me)
  const differs = openTasksOf(state, me).find((task) => task.given?.how === 'contradiction')?.given
  const urge = turn?.urged?.at(-1)
  const clock = turn?.escalated?.at(-1)
  const words = [
    state.terminated && tr.terminated(state.terminated.by.name, state.terminated.reason),
    differs && tr.contradiction(differs.by.name, differs.reason),
    stands && (stands.canSign ? tr.standsForSigning : tr.standsFor)(mine.assignee.name),
    urge && tr.urged(tr.levels[urge.level], urge.by.name, moment(urge.at, now)),
    clock && tr.clock(tr.levels[clock.level], moment(clock.at, now)),
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
