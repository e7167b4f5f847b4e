import { Button } from 'antd'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { OutboxItem } from '../data/api.ts'
import { commandName } from '../ui/command-names.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import './outbox.css'

type Props = { items: readonly OutboxItem[] | undefined; now: number; onOpen: (id: DocumentId) => void; onSync: () => void }

const states = { queued: t.queued, inflight: t.inflight, deferred: t.deferred } as const

/** 待上报: what was done on this desk and is not at the county yet, in the order of sending. */
export function OutboxPlace({ items, now, onOpen, onSync }: Props) {
  return (
    <div className="plain-place">
      <div className="list-head">
        <b>{t.outboxTitle}</b>
        {items && items.length > 0 && (
          <Button size="small" onClick={onSync}>
            {t.syncNow} F9
          </Button>
        )}
      </div>
      {items?.length ? (
        <ol className="outbox scroll-y">
          {items.map((item) => (
            <li key={item.cmdId}>
              <button type="button" className="plain" onClick={() => onOpen(item.docId)}>
                <b>{commandName(item.commandName)}</b>
                <span className="ellipsis">{item.title || t.untitled}</span>
                <span className="muted">{t.authored(moment(item.authoredAt, now))}</span>
                <span className={`state ${item.status}`}>{states[item.status]}</span>
              </button>
            </li>
          ))}
        </ol>
      ) : (
        <div className="empty">
          <strong>{items ? t.emptyOutbox : t.notLoadedYet}</strong>
          {items && t.emptyOutboxHint}
        </div>
      )}
    </div>
  )
}
