import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { moment } from '../../ui/moments.ts'
import { tl } from '../../ui/text-lease.ts'
import type { Holding } from './holding.ts'
import './lease.css'

const SEEN_KEY = 'liuhen.leaseSeen'

type Props = {
  holding: Holding
  me: string
  now: number
  /** why taking and breaking are not possible now */
  blocked: string | undefined
  busy: boolean
  onTake: () => void
  onTakeAlong: () => void
  onBreak: () => void
}

/** The calm line that tells who writes the draft, where that is not oneself at this desk (WF-17). */
export function HolderBar(props: Props) {
  const { holding, me, now, blocked, busy } = props
  const [seen, setSeen] = useState(() => localStorage.getItem(SEEN_KEY))
  switch (holding.kind) {
    case 'none':
    case 'mine':
      return null
    case 'free':
      return (
        <Line words={tl.free}>
          <Act words={tl.take} blocked={blocked} busy={busy} onClick={props.onTake} />
          <Act words={tl.takeAlong} blocked={blocked} busy={busy} onClick={props.onTakeAlong} />
        </Line>
      )
    case 'other': {
      const until = moment(holding.lease.until, now)
      return (
        <Line words={holding.own ? tl.heldElsewhere(until) : tl.heldBy(holding.lease.by.name, until)}>
          <Act words={tl.breakLease} blocked={blocked} busy={busy} onClick={props.onBreak} />
        </Line>
      )
    }
    case 'broken': {
      const { lease, by, reason, at } = holding.broken
      if (seen === lease.id) return null
      const when = moment(at, now)
      const lost = by.userId === me ? tl.lostHere(when, reason) : tl.lost(by.name, when, reason)
      const words = lease.by.userId === me ? lost : tl.broken(by.name, lease.by.name, when, reason)
      const close = (): void => {
        localStorage.setItem(SEEN_KEY, lease.id)
        setSeen(lease.id)
      }
      return (
        <Line words={words}>
          <button type="button" className="plain" aria-label={tl.close} title={tl.close} onClick={close}>
            <CloseOutlined />
          </button>
        </Line>
      )
    }
  }
}

function Line({ words, children }: { words: string; children: React.ReactNode }) {
  return (
    <div className="holder" role="status" aria-label={tl.label}>
      <span className="ellipsis" title={words}>
        {words}
      </span>
      {children}
    </div>
  )
}

function Act(props: { words: string; blocked: string | undefined; busy: boolean; onClick: () => void }) {
  const { words, blocked, busy, onClick } = props
  return (
    <Tooltip title={blocked} mouseEnterDelay={0.4}>
      <Button size="small" disabled={blocked !== undefined || busy} onClick={onClick}>
        {words}
      </Button>
    </Tooltip>
  )
}
