import { Checkbox, Form, Modal } from 'antd'
import { useState } from 'react'
import type { Change } from '../../../src-shared/revision/types.ts'
import { describeChange } from '../../ui/change-words.ts'
import type { PersonLook } from '../../ui/persons.ts'
import { Badge } from '../../ui/Badge.tsx'
import { signedDay } from '../../ui/moments.ts'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { OpinionField } from './OpinionField.tsx'

type Props = {
  open: readonly Change[]
  persons: ReadonlyMap<string, PersonLook>
  today: string
  busy: boolean
  onCancel: () => void
  onSign: (text: string) => void
}

/** 签发: tells what is bound, lists the open changes that signing takes as final (T7), and asks that they were read. */
export function SignDialog({ open, persons, today, busy, onCancel, onSign }: Props) {
  const [form] = Form.useForm<{ text: string }>()
  const [read, setRead] = useState(false)
  return (
    <Modal
      open
      title={t.signTitle}
      okText={t.signConfirm}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, disabled: !read }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          (values) => onSign(values.text),
          () => undefined,
        )
      }
      width={520}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <p>{t.signBinds}</p>
      <p>{open.length ? t.signOpen(open.length) : t.signNone}</p>
      {open.length > 0 && (
        <ul className="sign-changes scroll-y">
          {open.map((change) => {
            const look = persons.get(change.author)
            return (
              <li key={change.id}>
                {look && <Badge look={look} />}
                <span className="ellipsis">
                  {look?.name} {describeChange(change)}
                </span>
              </li>
            )
          })}
        </ul>
      )}
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text: t.signPhrases[1] }}>
        <OpinionField
          label={t.opinion}
          phrases={t.signPhrases}
          required={t.opinionMissing}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
      </Form>
      <p className="muted note">
        {t.signDate} {signedDay(today)}
      </p>
      <Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>
        {t.signRead}
      </Checkbox>
    </Modal>
  )
}
