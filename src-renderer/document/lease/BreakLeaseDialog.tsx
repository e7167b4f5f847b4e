import { Form, Modal } from 'antd'
import { reasonAtMost } from '../../../src-shared/workflow/leases.ts'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { tl } from '../../ui/text-lease.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'

type Props = {
  holder: string
  /** the holder is this person at another desk */
  own: boolean
  busy: boolean
  onCancel: () => void
  onBreak: (reason: string) => void
}

/** 解除占用: the reason is duty, and what follows is said before (WF-17). */
export function BreakLeaseDialog({ holder, own, busy, onCancel, onBreak }: Props) {
  const [form] = Form.useForm<{ reason: string }>()
  return (
    <Modal
      open
      title={tl.breakTitle}
      okText={tl.breakOk}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          ({ reason }) => onBreak(reason.trim()),
          () => undefined,
        )
      }
      width={480}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <p className="muted">{own ? tl.breakFollowsOwn : tl.breakFollows(holder)}</p>
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ reason: own ? tl.breakOwnReason : '' }}
      >
        <OpinionField
          name="reason"
          label={tl.breakReason}
          hint={tl.breakReasonHint}
          phrases={tl.breakPhrases}
          required={tl.breakReasonMissing}
          atMost={reasonAtMost}
          onPhrase={(phrase) => form.setFieldsValue({ reason: phrase })}
        />
      </Form>
    </Modal>
  )
}
