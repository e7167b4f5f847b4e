import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { focusWriting } from '../ui/focus-writing.ts'
import { useHalfWritten } from '../ui/half-written.ts'
import { signedDay } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { ta } from '../ui/text-attention.ts'

type Props = {
  text: string
  signedOn: string
  onCancel: () => void
  /** resolves when it was written or refused */
  onRecord: (text: string) => Promise<void>
}

/** 补充意见: what will be put on record, once more before one's eyes, since it stays (C-03). */
export function SupplementDialog({ text, signedOn, onCancel, onRecord }: Props) {
  const [form] = Form.useForm<{ text: string }>()
  useHalfWritten(
    ta.supplementTitle,
    () => form.getFieldValue('text') ?? '',
    (words) => form.setFieldValue('text', words),
  )
  const [busy, setBusy] = useState(false)
  const record = async ({ text: words }: { text: string }): Promise<void> => {
    setBusy(true)
    await onRecord(words.trim())
    setBusy(false)
  }
  return (
    <Modal
      open
      title={ta.supplementTitle}
      okText={ta.record}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(record, () => undefined)}
      width={480}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <p>{ta.supplementTells}</p>
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text }}>
        <Form.Item name="text" label={t.opinion} rules={[{ required: true, whitespace: true, message: t.opinionMissing }]}>
          <Input.TextArea rows={4} className="grows" maxLength={2000} />
        </Form.Item>
      </Form>
      <p className="muted note">
        {ta.givenOn} {signedDay(signedOn)}
      </p>
    </Modal>
  )
}
