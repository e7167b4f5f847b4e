import CheckOutlined from '@ant-design/icons/CheckOutlined'
import CloseOutlined from '@ant-design/icons/CloseOutlined'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import { Badge } from '../ui/Badge.tsx'
import { describeChange } from '../ui/change-words.ts'
import { moment } from '../ui/moments.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { r } from '../ui/text-revisions.ts'
import { ChangeText } from './ChangeText.tsx'
import type { OnDecide } from './DecideButtons.tsx'

type Props = {
  change: Change
  verdict: Verdict | undefined
  look: PersonLook | undefined
  selected: boolean
  mayDecide: boolean
  now: number
  onJump: (change: Change) => void
  onDecide: OnDecide
}

/** One change in the rail. */
export function ChangeRow({ change, verdict, look = unknownLook, selected, mayDecide, now, onJump, onDecide }: Props) {
  return (
    <div
      role="option"
      aria-selected={selected}
      aria-label={`${look.name} ${describeChange(change)}`}
      tabIndex={selected ? 0 : -1}
      className={`rev ${look.className}${selected ? ' selected' : ''}${verdict ? ' decided' : ''}`}
      onClick={() => onJump(change)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onJump(change)
      }}
    >
      <div className="rev-who">
        <Badge look={look} />
        <b>{look.name}</b>
        <span className="muted">{moment(change.at, now)}</span>
        <span className="rev-acts">
          <ChangeActs change={change} verdict={verdict} mayDecide={mayDecide} onDecide={onDecide} />
        </span>
      </div>
      <div className="rev-text">
        <ChangeText change={change} />
      </div>
    </div>
  )
}

type ActsProps = Pick<Props, 'change' | 'verdict' | 'mayDecide' | 'onDecide'>

/** Accept and reject while a change is open; what was decided, and taking it back, afterwards. */
export function ChangeActs({ change, verdict, mayDecide, onDecide }: ActsProps) {
  if (verdict)
    return (
      <>
        <em className={verdict}>{verdict === 'accept' ? r.accepted : r.rejected}</em>
        {mayDecide && (
          <button
            type="button"
            className="plain link"
            title={`${r.takeBack} Alt+U`}
            onClick={stop(() => onDecide([change.id], 'undo'))}
          >
            {r.takeBack}
          </button>
        )}
      </>
    )
  if (!mayDecide) return null
  return (
    <>
      <button
        type="button"
        className="plain rev-act yes"
        aria-label={r.accept}
        title={`${r.accept} Alt+Y`}
        onClick={stop(() => onDecide([change.id], 'accept'))}
      >
        <CheckOutlined />
      </button>
      <button
        type="button"
        className="plain rev-act no"
        aria-label={r.reject}
        title={`${r.reject} Alt+N`}
        onClick={stop(() => onDecide([change.id], 'reject'))}
      >
        <CloseOutlined />
      </button>
    </>
  )
}

const stop = (run: () => void) => (event: { stopPropagation: () => void }) => {
  event.stopPropagation()
  run()
}
