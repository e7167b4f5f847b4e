import { Alert, App, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { passwordLength, passwordTrouble } from '../../src-shared/organisation/password.ts'
import { call, codeOf } from '../desk.ts'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tk } from '../ui/text-lock.ts'

type Values = { oldPassword: string; newPassword: string; again: string }

/** 修改密码: a person's own; needs the server, and says so where it cannot be reached (AD-54). */
export function PasswordDialog({ login, onClose }: { login: string; onClose: () => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [code, setCode] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const change = async ({ oldPassword, newPassword }: Values): Promise<void> => {
    setBusy(true)
    setCode(null)
    try {
      await call('session.changePassword', { oldPassword, newPassword })
      void message.success(tk.passwordChanged)
      onClose()
    } catch (error) {
      const why = codeOf(error)
      setCode(why === 'SE-WRONG-PASSWORD' ? 'SE-OLD-WRONG' : why)
      setBusy(false)
    }
  }
  const words = code === null ? undefined : explain(code)
  const field = (autoFocus = false) => (
    <Input.Password autoFocus={autoFocus} autoComplete="off" maxLength={passwordLength.most} visibilityToggle={false} />
  )
  return (
    <Modal
      open
      title={tk.changePassword}
      okText={tk.changeDo}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, size: 'small' }}
      cancelButtonProps={{ size: 'small', disabled: busy }}
      width={420}
      className="dialog"
      closable={!busy}
      mask={{ closable: false }}
      keyboard={!busy}
      afterOpenChange={(isOpen) => {
        if (isOpen) form.focusField('oldPassword')
      }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        disabled={busy}
        validateTrigger="onSubmit"
        onFinish={(values) => void change(values)}
      >
        <Form.Item name="oldPassword" label={tk.passwordNow} rules={[{ required: true, message: tk.passwordNowMissing }]}>
          {field(true)}
        </Form.Item>
        <Form.Item
          name="newPassword"
          label={tk.passwordNew}
          extra={tk.passwordRule}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, newPassword: string = '') => {
                const oldPassword = (getFieldValue('oldPassword') as string | undefined) ?? ''
                const trouble = passwordTrouble(login, { oldPassword, newPassword })
                return trouble === undefined ? Promise.resolve() : Promise.reject(new Error(explain(trouble).what))
              },
            }),
          ]}
        >
          {field()}
        </Form.Item>
        <Form.Item
          name="again"
          label={tk.passwordAgain}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_rule, again: string = '') =>
                again === getFieldValue('newPassword') ? Promise.resolve() : Promise.reject(new Error(tk.passwordDiffers)),
            }),
          ]}
        >
          {field()}
        </Form.Item>
        {words && <Alert type="error" title={words.what} description={`${words.safe}${words.next}`} role="alert" />}
        <p className="muted">{tk.passwordEnds}</p>
        {/* Enter in any field changes it */}
        <button type="submit" hidden />
      </Form>
    </Modal>
  )
}
