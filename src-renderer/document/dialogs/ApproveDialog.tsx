import { Form, Modal } from 'antd'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { ti } from '../../ui/text-ink.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'

type Props = {
  stepName: string
  next: { stepName: string; name: string } | undefined
  /** who is still asked at this step beside: then it stays there; '': nobody the document waits for */
  waits: string
  offline: boolean
  /** a ring in this turn: 圈阅 is 同意 */
  circled: boolean
  busy: boolean
  onCancel: () => void
  onApprove: (text: string) => void
}

/** 同意: an opinion, with the usual phrase already there. */
export function ApproveDialog({ stepName, next, waits, offline, circled, busy, onCancel, onApprove }: Props) {
  const [form] = Form.useForm<{ text: string }>()
  return (
    <Modal
      open
      title={t.approveTitle(stepName)}
      okText={t.approve}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          (values) => onApprove(values.text),
          () => undefined,
        )
      }
      width={480}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ text: circled ? ti.circledOpinion : t.phrases[0] }}
      >
        <OpinionField
          label={t.opinion}
          phrases={t.phrases}
          required={t.opinionMissing}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
      </Form>
      {circled && <p className="muted note">{ti.circledNote}</p>}
      {waits !== '' ? (
        <p className="muted note">{t.approveWaits(waits)}</p>
      ) : (
        next && <p className="muted note">{t.approveNext(next.stepName, next.name)}</p>
      )}
      {offline && <p className="muted note">{t.submitOffline}</p>}
    </Modal>
  )
}
