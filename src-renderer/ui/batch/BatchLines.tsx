import { explain } from '../messages.ts'
import { t } from '../text.ts'
import { tb } from '../text-batch.ts'
import type { BatchLine } from './run-batch.ts'
import './batch.css'

/** What came of each document of a batch, and why not. */
export function BatchLines({ lines }: { lines: readonly BatchLine[] }) {
  return (
    <ol className="batch-list scroll-y" aria-label={tb.documents} aria-live="polite">
      {lines.map((line) => (
        <li key={line.id} className={`batch-line ${line.state}`}>
          <span className="batch-title" title={line.title}>
            {line.title || t.untitled}
          </span>
          <span className="batch-state">{tb.states[line.state]}</span>
          {line.code !== null && <Why code={line.code} />}
          {line.detail !== '' && <p className="muted">{line.detail}</p>}
        </li>
      ))}
    </ol>
  )
}

function Why({ code }: { code: string }) {
  const { what, next } = explain(code)
  return (
    <p className="batch-why">
      {what}
      {next}
    </p>
  )
}
