import { t } from '../ui/text.ts'
import './findings.css'

/** One thing the writing rules found, ready to show. */
export type FindingRow = {
  key: string
  rule: string
  level: 'E' | 'W' | 'I'
  words: string
  article: string | undefined
  at: { from: number; to: number } | undefined
}

const levels = { E: t.findingE, W: t.findingW, I: t.findingI } as const

/** 规则检查, live: what the 条例 and GB/T 9704 say about this text; a click jumps there. E blocks 报送. */
export function FindingsRail({ findings, onJump }: { findings: readonly FindingRow[]; onJump: (finding: FindingRow) => void }) {
  if (!findings.length) {
    return (
      <div className="empty">
        <strong>{t.noFindings}</strong>
        {t.noFindingsHint}
      </div>
    )
  }
  const blocking = findings.filter((one) => one.level === 'E').length
  return (
    <>
      {blocking > 0 && <div className="find-head">{t.blocksSubmit(blocking)}</div>}
      <ul className="findings scroll-y">
        {findings.map((one) => (
          <li key={one.key} className={one.level}>
            <button type="button" className="plain" disabled={!one.at} onClick={() => onJump(one)}>
              <span className="find-level">{levels[one.level]}</span>
              <span className="muted find-rule">
                {one.rule}
                {one.article && ` · ${one.article}`}
              </span>
              <span className="find-words">{one.words}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
