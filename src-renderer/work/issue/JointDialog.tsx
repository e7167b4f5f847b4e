import { Form, Modal, Radio } from 'antd'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { tcs } from '../../ui/text-consult.ts'
import { ti } from '../../ui/text-issue.ts'

export type JointAnswer = { stance: 'agree' | 'disagree'; text: string }
type Props = {
  unit: string
  /** who signed first, and when */
  lead: string
  offline: boolean
  busy: boolean
  onCancel: () => void
  onDone: (answer: JointAnswer) => void
}

/** 会签签发 of a 联合行文 for one's organ: 同意, or 不同意 with its reason, which lifts every signature. */
export function JointDialog({ unit, lead, offline, busy, onCancel, onDone }: Props) {
  const [form] = Form.useForm<JointAnswer>()
  const stance = Form.useWatch('stance', form)
  return (
    <Modal
      open
      title={ti.jointTitle(unit)}
      okText={stance === 'disagree' ? ti.jointRefuseOk : ti.jointOk}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          (values) => onDone({ stance: values.stance, text: (values.text ?? '').trim() }),
          () => undefined,
        )
      }
      width={480}
      afterOpenChange={focusWriting}
      className="dialog joint-dialog"
    >
      <p className="muted note">{stance === 'disagree' ? ti.jointRefuseTells : ti.jointTells(lead)}</p>
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ stance: 'agree', text: '' }}>
        <Form.Item name="stance" label={tcs.stance}>
          <Radio.Group options={(['agree', 'disagree'] as const).map((one) => ({ value: one, label: tcs[one] }))} />
        </Form.Item>
        <OpinionField
          label={tcs.opinion}
          hint={tcs.opinionHint}
          phrases={stance === 'disagree' ? [] : tcs.phrases}
          required={stance === 'disagree' ? tcs.reasonMissing : undefined}
          atMost={500}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
      </Form>
      {offline && <p className="muted note">{t.submitOffline}</p>}
    </Modal>
  )
}
