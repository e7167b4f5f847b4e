import { Button } from 'antd'
import type { Place, SyncStatus } from '../data/api.ts'
import { t } from '../ui/text.ts'
import { tin } from '../ui/text-incoming.ts'
import { ts } from '../ui/text-sync.ts'

const words: Record<Place, readonly [string, string]> = {
  todo: [t.emptyTodo, t.emptyTodoHint],
  drafts: [t.emptyDrafts, t.emptyDraftsHint],
  active: [t.emptyActive, t.emptyActiveHint],
  done: [t.emptyDone, t.emptyDoneHint],
  outbox: [t.emptyOutbox, t.emptyOutboxHint],
  attention: [t.emptyAttention, t.emptyAttentionHint],
  incoming: [tin.registerEmpty, ''],
}

const nothingYet = (connection: SyncStatus['connection']): readonly [string, string] =>
  connection === 'online' ? [ts.nothingYet, ts.nothingYetHint] : [ts.nothingYetOffline, ts.nothingYetOfflineHint]

type Props = { place: Place; status: Pick<SyncStatus, 'lastSyncAt' | 'connection'>; onNew: (() => void) | null }

/** What will appear in an empty place, and the first step. Before the first sync is through nobody knows that it is empty. */
export function EmptyPlace({ place, status, onNew }: Props) {
  const [title, hint] = status.lastSyncAt === null ? nothingYet(status.connection) : words[place]
  return (
    <>
      <strong>{title}</strong>
      {hint}
      {onNew && (place === 'drafts' || place === 'todo') && (
        <div>
          <Button size="small" type={place === 'drafts' ? 'primary' : 'default'} onClick={onNew}>
            {t.firstDraft} Ctrl+N
          </Button>
        </div>
      )}
    </>
  )
}
