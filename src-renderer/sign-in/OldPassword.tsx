import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { call, codeOf } from '../desk.ts'
import { explain } from '../ui/messages.ts'
import { tk } from '../ui/text-lock.ts'
import './lock.css'

type Props = {
  onOpened: (session: DeskSession) => void
  onBack: () => void
}

/**
 * The password was changed elsewhere (SE-OLD-PASSWORD): the old one opens what lies on this desk, and is asked for once.
 * Whoever does not know it any more begins anew; what was there is set aside, never deleted.
 */
export function OldPassword({ onOpened, onBack }: Props) {
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [giveUp, setGiveUp] = useState(false)
  const run = async (work: () => Promise<DeskSession>): Promise<void> => {
    setBusy(true)
    setCode(null)
    try {
      onOpened(await work())
    } catch (error) {
      setCode(codeOf(error))
      setBusy(false)
    }
  }
  const words = code === null ? undefined : explain(code === 'SE-WRONG-PASSWORD' ? 'SE-WRONG-UNLOCK' : code)
  const trouble = words && (
    <Alert type="error" title={words.what} description={[words.safe, words.next].filter(Boolean).join('')} role="alert" />
  )
  if (giveUp)
    return (
      <div className="old-password">
        <h2>{tk.beginAnewTitle}</h2>
        <p>{tk.beginAnewHint}</p>
        {trouble}
        <div className="acts">
          <Button danger disabled={busy} onClick={() => void run(() => call('session.beginAnew', undefined))}>
            {tk.beginAnewDo}
          </Button>
          <Button disabled={busy} onClick={() => setGiveUp(false)}>
            {tk.back}
          </Button>
        </div>
      </div>
    )
  return (
    <div className="old-password">
      <h2>{tk.oldPasswordTitle}</h2>
      <p>{tk.oldPasswordHint}</p>
      <Form<{ oldPassword: string }>
        layout="vertical"
        size="small"
        requiredMark={false}
        disabled={busy}
        onFinish={(values) => void run(() => call('session.rekey', values))}
      >
        <Form.Item name="oldPassword" label={tk.oldPassword} rules={[{ required: true, message: tk.oldPasswordMissing }]}>
          <Input.Password autoFocus autoComplete="off" maxLength={256} visibilityToggle={false} />
        </Form.Item>
        {trouble}
        <div className="acts">
          <Button type="primary" htmlType="submit">
            {tk.openWithOld}
          </Button>
          <Button type="text" onClick={() => setGiveUp(true)}>
            {tk.beginAnew}
          </Button>
          <Button type="text" onClick={onBack}>
            {tk.back}
          </Button>
        </div>
      </Form>
    </div>
  )
}
