import { Form, Modal } from 'antd'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'

type Props = { holder: string; busy: boolean; onCancel: () => void; onWithdraw: (text: string) => void }

/** 撤回, while the next person has not opened it. */
export function WithdrawDialog({ holder, busy, onCancel, onWithdraw }: Props) {
  const [form] = Form.useForm<{ text: string }>()
  return (
    <Modal
      open
      title={t.withdrawTitle}
      okText={t.withdraw}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() => onWithdraw(form.getFieldValue('text') ?? '')}
      width={440}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <p>{t.withdrawHint(holder)}</p>
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text: '' }}>
        <OpinionField label={t.withdrawReason} phrases={[]} onPhrase={() => undefined} />
      </Form>
    </Modal>
  )
}
