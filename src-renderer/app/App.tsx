import { App as AntApp, Button, ConfigProvider, Spin } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { Component, useEffect, useState, type ReactNode } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { openDeskData, type OpenDesk } from '../data/open-desk-data.ts'
import { bridge, call } from '../desk.ts'
import { SignInPage } from '../sign-in/SignInPage.tsx'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { theme } from '../ui/theme.ts'
import { DeskWindow } from './DeskWindow.tsx'

type Stage =
  | { at: 'asking' }
  | { at: 'out' }
  | { at: 'opening'; session: DeskSession }
  | { at: 'failed'; session: DeskSession; reason: string }
  | { at: 'open'; session: DeskSession; desk: OpenDesk }

/** The nonce main puts into the page for the styles antd writes (T10). */
const nonce = (): string => document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''

/**
 * Where dialogs and pop-ups are put. Not the body: over the body antd locks scrolling with a style of its own that
 * carries no nonce, which the page's policy refuses.
 */
function layers(): HTMLElement {
  const known = document.getElementById('layers')
  if (known) return known
  const made = document.createElement('div')
  made.id = 'layers'
  document.body.append(made)
  return made
}

/** The disk is full: nothing is damaged, it is tried again when there is room (SY-44). */
function NoRoom({ onAgain }: { onAgain: () => void }) {
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

/** The cache did not open: it can be set aside and built anew from the journal (SY-83). */
function NotOpened({ reason }: { reason: string }) {
  return (
    <>
      <strong>{t.openFailed}</strong>
      {t.openFailedHint}
      <div>
        <Button type="primary" onClick={() => void call('cache.setAside', { reason: reason.slice(0, 500) })}>
          {t.setCacheAside}
        </Button>
      </div>
    </>
  )
}

/** From sign-in to the open desk and back. */
export function App() {
  const [stage, setStage] = useState<Stage>({ at: 'asking' })

  useEffect(() => {
    call('session.current', undefined).then(
      (session) => setStage(session ? { at: 'opening', session } : { at: 'out' }),
      () => setStage({ at: 'out' }),
    )
  }, [])
  const opening = stage.at === 'opening' ? stage.session : undefined
  useEffect(() => {
    if (!opening) return
    openDeskData(opening, bridge()).then(
      (desk) => setStage({ at: 'open', session: opening, desk }),
      (error: unknown) =>
        setStage({ at: 'failed', session: opening, reason: error instanceof Error ? error.message : String(error) }),
    )
  }, [opening])

  const signOut = async (desk: OpenDesk): Promise<void> => {
    await desk.close().catch(() => undefined)
    await call('session.signOut', undefined).catch(() => undefined)
    setStage({ at: 'out' })
  }
  return (
    <ConfigProvider
      locale={zhCN}
      componentSize="small"
      theme={theme}
      csp={{ nonce: nonce() }}
      getPopupContainer={layers}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <AntApp component={false} message={{ maxCount: 3, top: 48 }}>
        <Trouble>
          {stage.at === 'out' && <SignInPage onSignedIn={(session) => setStage({ at: 'opening', session })} />}
          {(stage.at === 'opening' || stage.at === 'asking') && (
            <div className="whole">
              <Spin delay={300} description={t.opening} />
            </div>
          )}
          {stage.at === 'failed' && (
            <div className="whole empty">
              {stage.reason === 'SY-NO-ROOM' ? (
                <NoRoom onAgain={() => setStage({ at: 'opening', session: stage.session })} />
              ) : (
                <NotOpened reason={stage.reason} />
              )}
            </div>
          )}
          {stage.at === 'open' && (
            <DeskWindow
              data={stage.desk.data}
              session={stage.session}
              damaged={stage.desk.damaged}
              onSignOut={() => void signOut(stage.desk)}
            />
          )}
        </Trouble>
      </AntApp>
    </ConfigProvider>
  )
}

/** A part that broke says so and can be opened again; what was typed is on disk already. */
class Trouble extends Component<{ children: ReactNode }, { broken: boolean }> {
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
