import { sentence } from '../ui/messages.ts'
import { tf } from '../ui/text-files.ts'
import { sizeOf } from './sizes.ts'
import type { Progress } from './transfers.ts'

type Props = { name: string; progress: Progress; onCancel: () => void; onAgain: () => void }

/** How far a file is, in bytes, with the way to stop it; or why it did not arrive, with the way to try again. */
export function TransferLine({ name, progress, onCancel, onAgain }: Props) {
  const { state, direction, done, total, code } = progress
  const act = (word: string, onClick: () => void) => (
    <button type="button" className="plain link" aria-label={tf.of(word, name)} onClick={onClick}>
      {word}
    </button>
  )
  if (state === 'running')
    return (
      <div className="transfer">
        <progress aria-label={tf.of(tf[direction], name)} max={Math.max(1, total)} value={total ? done : undefined} />
        <span className="muted">
          {tf[direction]} {total > 0 && tf.amount(sizeOf(done), sizeOf(total))}
        </span>
        {act(tf.cancel, onCancel)}
      </div>
    )
  const up = direction === 'up'
  if (state === 'failed')
    return (
      <div className="transfer told" role="status">
        <span className="amber">{sentence(code === 'NET-OFFLINE' ? 'AT-OFFLINE' : (code ?? 'UI-UNEXPECTED'))}</span>
        {act(tf.again, onAgain)}
      </div>
    )
  return (
    <div className="transfer told" role="status">
      <span className="muted">
        {state === 'cancelled' ? (up ? tf.stoppedUp : tf.stoppedDown) : up ? tf.waitsUp : tf.waitsDown}
      </span>
      {state === 'cancelled' && act(tf.goOn, onAgain)}
    </div>
  )
}
