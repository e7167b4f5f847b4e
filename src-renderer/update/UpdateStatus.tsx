import { useState } from 'react'
import type { UpdateState } from '../../src-shared/ipc/update.ts'
import { clock } from '../ui/moments.ts'
import { tu } from '../ui/text-update.ts'
import { UpdateDialog } from './UpdateDialog.tsx'
import { useUpdate } from './use-update.ts'

/**
 * The release in the status bar (UP-15): quiet while nothing can be done about it; what can be, opens the dialog. A restart that comes by
 * itself opens it unasked, once.
 */
export function UpdateStatus() {
  const state = useUpdate()
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState<number | null>(null)
  if (!state || state.version === null || state.stage === 'none' || state.stage === 'waiting') return null
  const { restartAt } = state
  const close = (): void => {
    setOpen(false)
    setSeen(restartAt)
  }
  const percent = Math.floor((state.share ?? 0) * 100)
  if (state.stage === 'downloading')
    return (
      <span className="first-sync">
        {tu.fetching(state.version, percent)}
        <progress value={percent} max={100} />
      </span>
    )
  return (
    <>
      <button type="button" className={`plain${isAmber(state) ? ' amber' : ''}`} onClick={() => setOpen(true)}>
        {wordsOf(state)}
      </button>
      {(open || (restartAt !== null && restartAt !== seen)) && <UpdateDialog state={state} onClose={close} />}
    </>
  )
}

const isAmber = ({ stage, restartAt }: UpdateState): boolean => stage === 'stuck' || stage === 'failed' || restartAt !== null

function wordsOf({ stage, version, restartAt }: UpdateState): string {
  if (stage === 'stuck') return tu.stuck
  if (stage === 'failed') return tu.failed(version ?? '')
  return restartAt === null ? tu.ready(version ?? '') : tu.restartsAt(clock(restartAt))
}
