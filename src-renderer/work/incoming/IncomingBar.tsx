import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { lightOf } from '../../../src-shared/workflow/consult/limits.ts'
import { suspended } from '../../../src-shared/workflow/incoming/clock.ts'
import { registerText, type IncomingPart } from '../../../src-shared/workflow/incoming/part.ts'
import { whereaboutsOf } from '../../../src-shared/workflow/incoming/reading.ts'
import { useCalendar } from '../../ui/calendar.ts'
import { tin } from '../../ui/text-incoming.ts'
import { timeLeftWords } from '../../ui/time-left.ts'
import { LayoutLinks } from '../LayoutLinks.tsx'
import { LinkedDocuments, linksShown } from './LinkedDocuments.tsx'
import './incoming.css'

/** Under the head of a 收文: from whom, its numbers, what it is linked with, how it stands with the clock and its readers; on a 发文, what came back as answers. */
export function IncomingBar({ state, now, onReaders }: { state: DocumentState; now: number; onReaders: () => void }) {
  const calendar = useCalendar()
  const part = state.incoming
  const replies = state.replies ?? []
  if (!part)
    return replies.length === 0 && linksShown(state).length === 0 ? null : (
      <div className="work-bar incoming-bar">
        <LinkedDocuments state={state} />
        {replies.map((one, i) => (
          <span key={i}>{tin.repliedBy(one.unitName, one.text)}</span>
        ))}
      </div>
    )
  const stopped = suspended(part.clock)
  const running = part.clock && state.state === 'S6' ? part.clock : null
  const left = running && timeLeftWords(now, running.dueAt, calendar)
  const readers = whereaboutsOf(state)
  const read = readers.filter((one) => one.readAt !== null).length
  return (
    <div className="work-bar incoming-bar">
      <span>
        {part.fromUnit} {part.number}
      </span>
      {part.layout.length > 0 && <LayoutLinks files={part.layout} from={part.fromUnit} sealed={sealOn(part)} by="" />}
      {part.register && <span>{tin.numberIs(registerText(part.register))}</span>}
      {!part.register && part.temporary !== '' && <span>{part.temporary}</span>}
      {part.duplicateOf && <span>{tin.duplicateOf(registerText(part.duplicateOf.register))}</span>}
      <LinkedDocuments state={state} />
      {part.secrecy !== '' && <span className="incoming-red">{tin.secretOnly(part.secrecy)}</span>}
      {part.rejected && <span className="incoming-red">{tin.rejectedBy(part.rejected.by.name, part.rejected.reason)}</span>}
      {stopped && <span>{tin.stopped(stopped.reason)}</span>}
      {left && !stopped && (
        <span className={`incoming-${lightOf(now, running.dueAt, calendar).colour}`}>
          {tin.due(left.words)}
          {running.provisional && tin.provisional}
        </span>
      )}
      {part.archived && <span>{tin.filedAs(part.archived.fileNo)}</span>}
      {readers.length > 0 && (
        <button type="button" className="plain link" onClick={onReaders}>
          {tin.readSum(read, readers.length)}
        </button>
      )}
    </div>
  )
}

/** The electronic seal a copy came with, and what its sender pressed it on. */
const sealOn = ({ bound, fromDocId, number }: IncomingPart) =>
  bound?.seal && fromDocId !== null ? { on: { docId: fromDocId, number, layout: bound.layout }, seal: bound.seal } : undefined
