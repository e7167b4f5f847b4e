import { Button } from 'antd'
import type { Place } from '../data/api.ts'
import { t } from '../ui/text.ts'

const words: Record<Place, readonly [string, string]> = {
  todo: [t.emptyTodo, t.emptyTodoHint],
  drafts: [t.emptyDrafts, t.emptyDraftsHint],
  active: [t.emptyActive, t.emptyActiveHint],
  done: [t.emptyDone, t.emptyDoneHint],
  outbox: [t.emptyOutbox, t.emptyOutboxHint],
  attention: [t.emptyAttention, t.emptyAttentionHint],
}

/** What will appear in an empty place, and the first step. */
export function EmptyPlace({ place, onNew }: { place: Place; onNew: () => void }) {
  const [title, hint] = words[place]
  return (
    <>
      <strong>{title}</strong>
      {hint}
      {(place === 'drafts' || place === 'todo') && (
        <div>
          <Button size="small" type={place === 'drafts' ? 'primary' : 'default'} onClick={onNew}>
            {t.firstDraft} Ctrl+N
          </Button>
        </div>
      )}
    </>
  )
}
