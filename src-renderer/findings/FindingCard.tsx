import { useEffect, useRef, useState } from 'react'
import { t } from '../ui/text.ts'
import { tf } from '../ui/text-findings.ts'
import type { FindingRow } from './rows.ts'

const levels = { E: t.findingE, W: t.findingW, I: t.findingI } as const

type Props = {
  row: FindingRow
  current: boolean
  onJump: (row: FindingRow) => void
  onCorrect: (row: FindingRow, alike: boolean) => void
}

/** One finding: level, rule and article, what is wrong, and where there is one right way, the button that does it. */
export function FindingCard({ row, current, onJump, onCorrect }: Props) {
  const [open, setOpen] = useState(false)
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }, [current])
  const name = `${row.rule}${row.article === undefined ? '' : ` · ${row.article}`}`
  return (
    <li ref={item} className={`${row.level}${current ? ' here' : ''}`} aria-current={current}>
      <div className="find-line">
        <span className="find-level">{levels[row.level]}</span>
        {row.basis === undefined ? (
          <span className="muted find-rule">{name}</span>
        ) : (
          <button
            type="button"
            className="plain muted find-rule"
            aria-expanded={open}
            aria-label={`${name} ${tf.basis}`}
            title={row.basis}
            onClick={() => setOpen(!open)}
          >
            {name}
          </button>
        )}
      </div>
      <button type="button" className="plain find-words" disabled={!row.at} onClick={() => onJump(row)}>
        {row.words}
      </button>
      {open && <p className="find-basis">{row.basis}</p>}
      {row.correction !== undefined && (
        <div className="find-acts">
          <button
            type="button"
            className="plain find-mend"
            title={row.correction}
            aria-label={tf.correct(row.correction)}
            onClick={() => onCorrect(row, false)}
          >
            {row.correction}
          </button>
          {row.alike !== undefined && (
            <button type="button" className="plain link find-alike" onClick={() => onCorrect(row, true)}>
              {tf.sameRule(row.alike)}
            </button>
          )}
        </div>
      )}
    </li>
  )
}
