import { App as AntApp, ConfigProvider, Spin } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { useMemo } from 'react'
import { LockPage } from '../sign-in/LockPage.tsx'
import { SignInPage } from '../sign-in/SignInPage.tsx'
import { t } from '../ui/text.ts'
import { theme } from '../ui/theme.ts'
import { CountyCalendar } from './CountyCalendar.tsx'
import { DeskWindow } from './DeskWindow.tsx'
import { NoRoom, NotOpened, Trouble } from './Trouble.tsx'
import { OwnPhrases } from './OwnPhrases.tsx'
import { UnitTemplatesHeld } from './UnitTemplatesHeld.tsx'
import { useStage } from './use-stage.ts'

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

/** Whether the system asks for no motion: style sheets stop it all then (tokens.css), and antd must not wait for its end. */
const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** From sign-in to the open desk, the locked one, and back. */
export function App() {
  const { stage, leave, enter, signOut } = useStage()
  // read with each stage and not at once: antd puts up everything anew when it changes
  const motion = !still()
  const drawn = useMemo(() => ({ ...theme, token: { ...theme.token, motion } }), [motion])
  return (
    <ConfigProvider
      locale={zhCN}
      componentSize="small"
      theme={drawn}
      csp={{ nonce: nonce() }}
      getPopupContainer={layers}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      // all begin at one height, and the longest fit a window of 768
      modal={{ style: { top: 40 } }}
    >
      {/* words and questions of the desk may name a document: they go with it */}
      <AntApp key={stage.at === 'open' ? 'desk' : 'door'} component={false} message={{ maxCount: 3, top: 48 }}>
        <Trouble>
          {stage.at === 'out' && <SignInPage onSignedIn={enter} />}
          {stage.at === 'locked' && <LockPage session={stage.session} why={stage.why} onUnlocked={enter} onOther={signOut} />}
          {(stage.at === 'opening' || stage.at === 'asking') && (
            <div className="whole">
              <Spin delay={300} description={t.opening} />
            </div>
          )}
          {stage.at === 'failed' && (
            <div className="whole empty">
              {stage.reason === 'SY-NO-ROOM' ? (
                <NoRoom onAgain={() => enter(stage.session)} />
              ) : (
                <NotOpened reason={stage.reason} />
              )}
            </div>
          )}
          {stage.at === 'open' && (
            <CountyCalendar>
              <OwnPhrases data={stage.desk.data} posts={stage.session.session.posts}>
                <UnitTemplatesHeld data={stage.desk.data}>
                  <DeskWindow
                    data={stage.desk.data}
                    session={stage.session}
                    damaged={stage.desk.damaged}
                    notice={stage.desk.notice}
                    keep={stage.desk}
                    leave={leave}
                    onSignOut={signOut}
                  />
                </UnitTemplatesHeld>
              </OwnPhrases>
            </CountyCalendar>
          )}
        </Trouble>
      </AntApp>
    </ConfigProvider>
  )
}
