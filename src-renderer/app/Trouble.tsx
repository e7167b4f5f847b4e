import { Button } from 'antd'
import { Component, type ReactNode } from 'react'
import type { CallInput } from '../../src-shared/ipc/contract.ts'
import { call } from '../desk.ts'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'

/** The disk is full: nothing is damaged, it is tried again when there is room (SY-44). */
export function NoRoom({ onAgain }: { onAgain: () => void }) {
  const words = explain('SY-NO-ROOM')
  return (
    <>
      <strong>{words.what}</strong>
      {words.safe}
      {words.next}
      <div>
        <Button type="primary" onClick={onAgain}>
          {t.again}
        </Button>
      </div>
    </>
  )
}

type AsideReason = CallInput<'cache.setAside'>['reason']

/** The cache did not open: it can be set aside and built anew from the journal (SY-83). */
export function NotOpened({ reason }: { reason: string }) {
  const code: AsideReason = reason === 'SY-CACHE-NEWER' || reason === 'SY-CACHE-SHORT' ? reason : 'SY-CACHE'
  return (
    <>
      <strong>{t.openFailed}</strong>
      {t.openFailedHint}
      <div>
        <Button type="primary" onClick={() => void call('cache.setAside', { reason: code })}>
          {t.setCacheAside}
        </Button>
      </div>
    </>
  )
}

/** A part that broke says so and can be opened again; what was typed is on disk already. */
export class Trouble extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true }
  }

  override componentDidCatch(error: Error): void {
    // a code and where, never a title or a name
    void call('log.write', {
      level: 'error',
      code: 'UI-BROKEN',
      detail: `${error.name} ${(error.stack ?? '').split('\n')[1]?.trim() ?? ''}`.slice(0, 500),
    }).catch(() => undefined)
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <div className="whole empty">
        <strong>{t.pageTrouble}</strong>
        {t.pageTroubleHint}
        <div>
          <Button type="primary" onClick={() => this.setState({ broken: false })}>
            {t.reopen}
          </Button>
        </div>
      </div>
    )
  }
}
