import { Button } from 'antd'
import type { Thread } from '../../src-shared/workflow/threads.ts'
import { Badge } from '../ui/Badge.tsx'
import { moment } from '../ui/moments.ts'
import type { PersonLook } from '../ui/persons.ts'
import { tc } from '../ui/text-comments.ts'
import type { Anchor } from './order.ts'
import { RemarkField } from './RemarkField.tsx'

type Props = {
  thread: Thread
  anchor: Anchor | undefined
  persons: ReadonlyMap<string, PersonLook>
  current: boolean
  maySettle: boolean
  now: number
  onJump: () => void
  onReply: (text: string) => Promise<boolean>
  onSettle: (settled: boolean) => void
}

/** One 批注: the words it is about, who said what and when, the answer field and 办结. */
export function ThreadCard({ thread, anchor, persons, current, maySettle, now, onJump, onReply, onSettle }: Props) {
  const { quote, replies, settled } = thread
  return (
    <li className={`thread${current ? ' here' : ''}${settled ? ' settled' : ''}`} data-thread={thread.id}>
      <button
        type="button"
        className={`plain quote${anchor?.struck ? ' struck' : ''}`}
        disabled={!anchor}
        title={tc.jump}
        onClick={onJump}
      >
        {quote}
      </button>
      {(!anchor || anchor.struck) && <span className="muted">{anchor ? tc.struckPlace : tc.gonePlace}</span>}
      <ol className="replies">
        {replies.map((reply) => {
          const look = persons.get(reply.by.userId)
          return (
            <li key={reply.id}>
              <div className="said-by">
                {look && <Badge look={look} />}
                <b>{reply.by.name}</b>
                <span className="muted">{moment(reply.at, now)}</span>
              </div>
              <p>{reply.text}</p>
            </li>
          )
        })}
      </ol>
      {settled && <div className="muted">{tc.settledBy(settled.by.name, moment(settled.at, now))}</div>}
      <RemarkField label={tc.answer} place={thread.id} onSend={onReply} />
      {maySettle && (
        <Button size="small" type="text" className="settle" onClick={() => onSettle(!settled)}>
          {settled ? tc.reopen : tc.settle}
        </Button>
      )}
    </li>
  )
}
