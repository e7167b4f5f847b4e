import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { useState } from 'react'
import type { SyncStatus } from '../data/api.ts'
import type { CacheNotice } from '../data/mended-cache.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tsc } from '../ui/text-safe-copy.ts'
import { useNow } from '../ui/use-now.ts'
import { longWait } from './long-wait.ts'

type Props = { status: SyncStatus; damaged: number; notice: CacheNotice; onSignIn: () => void; onCopy: () => void }

/** A calm line over the desk: offline is a fact, not an error; a full disk is a matter to act on (UI-12). */
export function Banner({ status, damaged, notice, onSignIn, onCopy }: Props) {
  // closed for this time off the line; the next time it is told again
  const [closed, setClosed] = useState<SyncStatus['connection'] | null>(null)
  const [seen, setSeen] = useState(false)
  const [read, setRead] = useState(false)
  const [told, setTold] = useState<string | null>(null)
  const long = longWait(status, useNow())
  if (told !== null && status.notice !== told) setTold(null)
  if (closed !== null && status.connection !== closed) setClosed(null)
  // what is not sent yet is safe elsewhere too
  const copy = (
    <button type="button" className="plain link" onClick={onCopy}>
      {tsc.offer}
    </button>
  )
  if (status.disk === 'full')
    return (
      <div className="banner red" role="alert">
        {t.diskFullBanner}
        {copy}
      </div>
    )
  if (status.connection === 'auth') {
    return (
      <div className="banner amber" role="alert">
        {t.authBanner}
        <button type="button" className="plain link" onClick={onSignIn}>
          {t.signInAgain}
        </button>
      </div>
    )
  }
  if (notice !== null && !read) {
    return (
      <div className="banner amber" role="status">
        {sentence(notice)}
        <button type="button" className="plain" aria-label={t.close} onClick={() => setRead(true)}>
          <CloseOutlined />
        </button>
      </div>
    )
  }
  if (damaged > 0 && !seen) {
    return (
      <div className="banner amber" role="status">
        {t.journalDamaged(damaged)}
        <button type="button" className="plain" aria-label={t.close} onClick={() => setSeen(true)}>
          <CloseOutlined />
        </button>
      </div>
    )
  }
  if (status.connection === 'online' && status.notice !== null && told !== status.notice) {
    return (
      <div className="banner" role="status">
        {sentence(status.notice)}
        <button type="button" className="plain" aria-label={t.close} onClick={() => setTold(status.notice)}>
          <CloseOutlined />
        </button>
      </div>
    )
  }
  if (long !== null) {
    return (
      <div className="banner amber" role="status">
        {sentence(long)}
        {copy}
      </div>
    )
  }
  if (status.disk === 'low')
    return (
      <div className="banner amber">
        {t.diskLowBanner}
        {copy}
      </div>
    )
  if (status.connection === 'offline' && closed === null) {
    return (
      <div className="banner">
        {t.offlineBanner}
        <button type="button" className="plain" aria-label={t.close} onClick={() => setClosed(status.connection)}>
          <CloseOutlined />
        </button>
      </div>
    )
  }
  return null
}
