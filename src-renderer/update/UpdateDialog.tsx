import { Alert, Button, Modal } from 'antd'
import { useState } from 'react'
import type { UpdateState } from '../../src-shared/ipc/update.ts'
import { call } from '../desk.ts'
import { clock } from '../ui/moments.ts'
import { stopNext, stopped, tu, waits } from '../ui/text-update.ts'

type Props = { state: UpdateState; onClose: () => void }

/** What the release brings, why it waits or did not come, and the way to have it now (UP-15). */
export function UpdateDialog({ state, onClose }: Props) {
  const { stage, version, notes, why, restartAt } = state
  const [asked, setAsked] = useState(false)
  const isReady = stage === 'ready'
  const canGo = (isReady && why !== 'held') || stage === 'stuck'
  const go = (): void => {
    setAsked(true)
    call('update.now', undefined)
      .catch(() => undefined)
      .finally(() => setAsked(false))
  }
  return (
    <Modal
      open
      title={`${tu.title} ${version ?? ''}`}
      className="dialog"
      width={460}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{isReady ? tu.later : tu.close}</Button>
          {canGo && (
            <Button type="primary" autoFocus loading={asked} onClick={go}>
              {isReady ? tu.now : tu.again}
            </Button>
          )}
        </>
      }
    >
      {isReady ? (
        <>
          {restartAt !== null && <Alert type="warning" title={tu.restartsBy(clock(restartAt))} />}
          {why === 'flush' && <Alert type="error" role="alert" title={tu.flushFailed} />}
          {notes !== '' && (
            <>
              <h4>{tu.whatIsNew}</h4>
              <p style={{ whiteSpace: 'pre-wrap' }}>{notes}</p>
            </>
          )}
          <p className="muted">
            {why !== null && why !== 'flush' && waits[why]}
            {canGo && tu.restartHint}
          </p>
        </>
      ) : (
        <Alert type="error" role="alert" title={stopped(why ?? '')} description={`${stopNext}（${why ?? ''}）`} />
      )}
    </Modal>
  )
}
