import { Alert, Button, Form, Input, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import type { DeskSession, EventPayload } from '../../src-shared/ipc/contract.ts'
import { call, codeOf } from '../desk.ts'
import { LostDeviceCard, useLostDevice } from './LostDevice.tsx'
import { OldPassword } from './OldPassword.tsx'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tk } from '../ui/text-lock.ts'
import './lock.css'
import './sign-in.css'

export type LockReason = EventPayload<'session.locked'>['why']

type Props = {
  session: DeskSession
  why: LockReason | null
  /** the key is there again: the desk may be opened */
  onUnlocked: (session: DeskSession) => void
  /** somebody else wants to sign in, or the session is over */
  onOther: () => void
}

/** The desk is locked: whose it is, and the password. Nothing of what was open is left behind it (SE-64). */
export function LockPage({ session, why, onUnlocked, onOther }: Props) {
  const [form] = Form.useForm<{ password: string }>()
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<InputRef>(null)
  const { user, posts, county } = session.session

  const unlock = async ({ password }: { password: string }): Promise<void> => {
    setBusy(true)
    setCode(null)
    try {
      onUnlocked(await call('session.unlock', { password }))
    } catch (error) {
      const found = codeOf(error)
      if (found === 'SE-SIGNED-OUT') return onOther()
      setCode(found)
      setBusy(false)
      form.resetFields()
      field.current?.focus()
    }
  }
  const lost = useLostDevice()
  if (lost)
    return (
      <main className="sign-in">
        <LostDeviceCard lost={lost} />
      </main>
    )
  const words = code === null ? undefined : explain(code === 'SE-WRONG-PASSWORD' ? 'SE-WRONG-UNLOCK' : code)
  return (
    <main className="lock-page">
      <section className="lock-card" aria-label={tk.lockedTitle}>
        <header>
          <span className="lock-badge" aria-hidden>
            {[...user.name][0]}
          </span>
          <div>
            <h1>{user.name}</h1>
            <p className="muted ellipsis">{[county, posts[0]?.title].filter(Boolean).join(' · ')}</p>
          </div>
        </header>
        {code === 'SE-OLD-PASSWORD' ? (
          <OldPassword onOpened={onUnlocked} onBack={() => setCode(null)} />
        ) : (
          <>
            <p className="lock-why">
              {why !== null && (
                <>
                  {tk.why[why]}
                  <br />
                </>
              )}
              {tk.lockedSafe}
            </p>
            <Form
              form={form}
              layout="vertical"
              size="small"
              requiredMark={false}
              onFinish={(values) => void unlock(values)}
              disabled={busy}
            >
              <Form.Item name="password" label={t.password} rules={[{ required: true, message: t.passwordMissing }]}>
                <Input.Password
                  ref={field}
                  autoFocus
                  autoComplete="current-password"
                  maxLength={256}
                  visibilityToggle={false}
                  aria-label={t.password}
                />
              </Form.Item>
              {words && (
                <Alert
                  type="error"
                  title={words.what}
                  description={[words.safe, words.next].filter(Boolean).join('')}
                  role="alert"
                />
              )}
              <Button type="primary" htmlType="submit" block disabled={busy}>
                {busy ? tk.unlocking : tk.unlock}
              </Button>
            </Form>
            <p className="lock-other">
              <button type="button" className="plain link" onClick={onOther} disabled={busy}>
                {tk.otherPerson}
              </button>
              <span className="muted">{tk.otherPersonHint}</span>
            </p>
          </>
        )}
      </section>
      <p className="lock-product">{t.product}</p>
    </main>
  )
}
