import { useLayoutEffect, useRef } from 'react'
import { t } from '../ui/text.ts'
import { tf } from '../ui/text-findings.ts'
import { FindingCard } from './FindingCard.tsx'
import type { FindingRow, LevelFilter } from './rows.ts'
import './findings.css'

type Props = {
  findings: readonly FindingRow[]
  level: LevelFilter
  /** key of the finding F8 stands at */
  current: string | null
  onLevel: (level: LevelFilter) => void
  onJump: (row: FindingRow) => void
  onCorrect: (row: FindingRow, alike: boolean) => void
  onCorrectAll: () => void
}

const levels = [
  [null, tf.all],
  ['E', t.findingE],
  ['W', t.findingW],
  ['I', t.findingI],
] as const

/** 规则检查, live: what the 条例 and GB/T 9704 say about this text; a click jumps there, 改正 mends it. E blocks 报送. */
export function FindingsRail({ findings, level, current, onLevel, onJump, onCorrect, onCorrectAll }: Props) {
  const shown = level === null ? findings : findings.filter((one) => one.level === level)
  const list = useRef<HTMLUListElement>(null)
  /** where a row was mended by keyboard: its row goes, and the focus belongs to the one that takes its place */
  const mended = useRef<number | undefined>(undefined)
  useLayoutEffect(() => {
    const at = mended.current
    if (at === undefined || document.activeElement !== document.body) return
    mended.current = undefined
    const rows = [...(list.current?.children ?? [])]
    const next = rows[Math.min(at, rows.length - 1)]
    next?.querySelector<HTMLElement>('.find-mend, .find-words:not(:disabled), .find-rule')?.focus()
  }, [findings])
  if (!findings.length) {
    return (
      <div className="empty">
        <strong>{t.noFindings}</strong>
        {t.noFindingsHint}
      </div>
    )
  }
  const count = (of: LevelFilter): number => (of === null ? findings.length : findings.filter((one) => one.level === of).length)
  const blocking = count('E')
  const mendable = shown.filter((one) => one.correction !== undefined).length
  return (
    <>
      {blocking > 0 && <div className="find-head">{t.blocksSubmit(blocking)}</div>}
      <div className="find-tools">
        <div className="find-levels" role="group" aria-label={tf.levels}>
          {levels
            .filter(([of]) => of === null || of === level || count(of) > 0)
            .map(([of, name]) => (
              <button
                key={name}
                type="button"
                className={`plain choice${of === level ? ' on' : ''}`}
                aria-pressed={of === level}
                onClick={() => onLevel(of)}
              >
                {name} <span className="find-count-of">{count(of)}</span>
              </button>
            ))}
        </div>
        {mendable > 1 && (
          <button type="button" className="plain link find-all" title={tf.correctAllHint} onClick={onCorrectAll}>
            {tf.correctAll(mendable)}
          </button>
        )}
      </div>
      {shown.length === 0 ? (
        <div className="empty">{tf.noneOfLevel}</div>
      ) : (
        <ul className="findings scroll-y" ref={list}>
          {shown.map((row, index) => (
            <FindingCard
              key={row.key}
              row={row}
              current={row.key === current}
              onJump={onJump}
              onCorrect={(one, alike) => {
                mended.current = index
                onCorrect(one, alike)
              }}
            />
          ))}
        </ul>
      )}
    </>
  )
}
