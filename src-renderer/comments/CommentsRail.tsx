import { Button } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Thread } from '../../src-shared/workflow/threads.ts'
import type { PersonLook } from '../ui/persons.ts'
import { tc } from '../ui/text-comments.ts'
import { orderThreads, type Anchor } from './order.ts'
import { RemarkField } from './RemarkField.tsx'
import { ThreadCard } from './ThreadCard.tsx'
import './comments.css'

type Props = {
  threads: readonly Thread[]
  anchors: ReadonlyMap<string, Anchor>
  persons: ReadonlyMap<string, PersonLook>
  me: string
  /** it is this person's turn: they may settle what others opened */
  onTurn: boolean
  /** words just selected for a new 批注 */
  draft: { quote: string } | null
  current: string | null
  now: number
  /** 圈阅 and handwriting, listed before the 批注 */
  inks: ReactNode
  onBegin: () => void
  onJump: (threadId: string) => void
  /** each answers whether it went out; what did not stays in its field */
  onOpen: (text: string) => Promise<boolean>
  onReply: (threadId: string, text: string) => Promise<boolean>
  onSettle: (threadId: string, settled: boolean) => void
  onCancel: () => void
}

/** 批注 beside the page: open ones in the order of the text, settled ones folded away (WF-16). */
export function CommentsRail(props: Props) {
  const { threads, anchors, persons, me, onTurn, draft, current, now } = props
  const [unfolded, setUnfolded] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const { open, settled } = orderThreads(threads, anchors)
  useEffect(() => {
    if (current) list.current?.querySelector(`[data-thread="${current}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const card = (thread: Thread) => (
    <ThreadCard
      key={thread.id}
      thread={thread}
      anchor={anchors.get(thread.id)}
      persons={persons}
      current={thread.id === current}
      maySettle={onTurn || thread.replies[0]?.by.userId === me}
      now={now}
      onJump={() => props.onJump(thread.id)}
      onReply={(text) => props.onReply(thread.id, text)}
      onSettle={(value) => props.onSettle(thread.id, value)}
    />
  )
  return (
    <div className="comments scroll-y" ref={list}>
      {props.inks}
      {!draft && (
        <div className="comment-tools">
          <Button size="small" title={tc.addHint} onMouseDown={(event) => event.preventDefault()} onClick={props.onBegin}>
            {tc.add}
          </Button>
        </div>
      )}
      {draft && (
        <div className="thread here">
          <div className="quote">{tc.about(draft.quote)}</div>
          <RemarkField label={tc.write} autoFocus onSend={props.onOpen} onCancel={props.onCancel} />
        </div>
      )}
      {!draft && threads.length === 0 && (
        <div className="empty">
          <strong>{tc.none}</strong>
          {tc.noneHint}
        </div>
      )}
      <ol>{open.map(card)}</ol>
      {settled.length > 0 && (
        <>
          <button type="button" className="plain fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {tc.settledCount(settled.length)}
          </button>
          {unfolded && <ol>{settled.map(card)}</ol>}
        </>
      )}
    </div>
  )
}
