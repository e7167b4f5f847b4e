import type { PagePlace } from '../document/PageSurface.tsx'
import type { Place, SyncStatus } from '../data/api.ts'
import { useDistrust } from '../data/use-distrust.ts'
import { clock, moment } from '../ui/moments.ts'
import { tpg } from '../ui/text-pages.ts'
import { t } from '../ui/text.ts'
import { UpdateStatus } from '../update/UpdateStatus.tsx'
import { ts } from '../ui/text-sync.ts'

type Props = {
  status: SyncStatus
  now: number
  /** undefined: no document is open */
  mode: { words: string; hint: string } | undefined
  page: PagePlace | null
  onPlace: (place: Place) => void
  onSync: () => void
}

/** What is on this machine; the exact moment stands in the element for whoever must know it (tests, screen readers). */
function Saved({ status: { saving, savedAt } }: Pick<Props, 'status'>) {
  if (saving) return <span>{t.saving}</span>
  if (savedAt === null) return <span>{t.notSavedYet}</span>
  return <time dateTime={new Date(savedAt).toISOString()}>{t.savedAt(clock(savedAt))}</time>
}

/** Always there, always true; each part opens what it names. */
export function StatusBar({ status, now, mode, page, onPlace, onSync }: Props) {
  const distrusted = useDistrust()
  const line =
    status.connection === 'offline' && distrusted
      ? t.distrusted
      : status.connection === 'auth'
        ? t.authNeeded
        : status.connection === 'offline'
          ? status.lastSyncAt === null
            ? t.offlineNever
            : t.offlineSince(moment(status.lastSyncAt, now))
          : status.lastSyncAt === null
            ? t.syncing
            : t.syncedAt(moment(status.lastSyncAt, now))
  return (
    <footer className="status" role="status" aria-live="off">
      <Saved status={status} />
      {status.pending > 0 && (
        <button type="button" className="plain" onClick={() => onPlace('outbox')}>
          {t.pendingCount(status.pending)}
        </button>
      )}
      <button
        type="button"
        className={`plain${status.connection === 'online' ? '' : ' amber'}`}
        title={status.connection === 'offline' && distrusted ? t.distrustedHint : undefined}
        onClick={onSync}
      >
        {line}
      </button>
      {status.stalled && (
        <button type="button" className="plain amber" onClick={() => onPlace('outbox')}>
          {t.stalled}
        </button>
      )}
      {status.progress && (
        <span className="first-sync" title={ts.fetchingHint}>
          {status.progress.phase === 'list'
            ? ts.fetchingList(status.progress.done, status.progress.total)
            : ts.fetchingBodies(status.progress.done, status.progress.total)}
          <progress value={status.progress.share} max={1} />
        </span>
      )}
      {status.attention > 0 && (
        <button type="button" className="plain red" onClick={() => onPlace('attention')}>
          {t.attentionCount(status.attention)}
        </button>
      )}
      {status.disk !== 'ok' && (
        <span className={status.disk === 'full' ? 'red' : 'amber'}>{status.disk === 'full' ? t.diskFull : t.diskLow}</span>
      )}
      <UpdateStatus />
      <span className="grow" />
      {mode && <span title={mode.hint}>{mode.words}</span>}
      {mode && page !== null && <span title={tpg.counted}>{t.pageOf(page.page, page.of)}</span>}
    </footer>
  )
}
