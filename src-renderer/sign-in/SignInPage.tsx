import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { SampleSignIns } from '../../src-shared/sync/protocol.ts'
import { useDistrust } from '../data/use-distrust.ts'
import { call, codeOf } from '../desk.ts'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { LostDeviceCard, useLostDevice } from './LostDevice.tsx'
import { OldPassword } from './OldPassword.tsx'
import './sign-in.css'

/** Codes that say there was no line. */
const offline: ReadonlySet<string> = new Set(['SE-OFFLINE-UNKNOWN', 'NET-OFFLINE'])

type Values = { login: string; password: string }

/** Sign-in: name and password; in the sample county also the people one can be. */
export function SignInPage({ onSignedIn }: { onSignedIn: (session: DeskSession) => void }) {
  const [form] = Form.useForm<Values>()
  const [sample, setSample] = useState<SampleSignIns | null>(null)
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    let gone = false
    call('session.sample', undefined).then(
      (found) => {
        if (!gone) setSample(found)
      },
      () => undefined, // no line: the list of samples is a comfort only
    )
    return () => {
      gone = true
    }
  }, [])

  const signIn = async (values: Values): Promise<void> => {
    setBusy(true)
    setCode(null)
    try {
      onSignedIn(await call('session.signIn', values))
    } catch (error) {
      setCode(codeOf(error))
      setBusy(false)
    }
  }
  const lost = useLostDevice()
  const distrusted = useDistrust()
  const words = code === null ? undefined : explain(distrusted && offline.has(code) ? 'SE-CERTIFICATE' : code)
  if (lost)
    return (
      <main className="sign-in">
        <LostDeviceCard lost={lost} />
      </main>
    )
  if (code === 'SE-OLD-PASSWORD')
    return (
      <main className="sign-in">
        <section className="sign-card">
          <OldPassword onOpened={onSignedIn} onBack={() => setCode(null)} />
        </section>
      </main>
    )
  return (
    <main className="sign-in">
      <section className="sign-card">
        <h1>{t.product}</h1>
        <p className="muted">
          {sample && <b>{sample.county}　</b>}
          {t.tagline}
        </p>
        <Form
          form={form}
          layout="vertical"
          size="small"
          requiredMark={false}
          onFinish={(values) => void signIn(values)}
          disabled={busy}
        >
          <Form.Item name="login" label={t.login} rules={[{ required: true, whitespace: true, message: t.loginMissing }]}>
            <Input autoFocus autoComplete="username" maxLength={64} />
          </Form.Item>
          <Form.Item name="password" label={t.password} rules={[{ required: true, message: t.passwordMissing }]}>
            <Input.Password autoComplete="current-password" maxLength={256} visibilityToggle={false} />
          </Form.Item>
          {words && (
            <Alert type="error" title={words.what} description={[words.safe, words.next].filter(Boolean).join('')} role="alert" />
          )}
          <Button ref={button} type="primary" htmlType="submit" block disabled={busy}>
            {busy ? t.signingIn : t.signIn}
          </Button>
        </Form>
        <p className="muted sign-note">{t.offlineSignIn}</p>
      </section>
      {sample && (
        <section className="sign-sample" aria-label={t.sampleTitle}>
          <h2>{t.sampleTitle}</h2>
          <p className="muted">{t.sampleHint}</p>
          <ul className="scroll-y">
            {sample.people.map((person) => (
              <li key={person.login}>
                <button
                  type="button"
                  className="plain"
                  onClick={() => {
                    form.setFieldsValue({ login: person.login, password: sample.password })
                    button.current?.focus()
                  }}
                >
                  <b>{person.name}</b>
                  <span className="ellipsis">
                    {person.unit} {person.title}
                  </span>
                  <span className="muted">{person.login}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  )
}
