import { Form, Modal, Select } from 'antd'
import type { StepId } from '../../../src-shared/workflow/directory.ts'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'

type Values = { toStep: StepId; text: string }
type Props = {
  steps: readonly { id: StepId; stepName: string; name: string }[]
  chosen: StepId
  busy: boolean
  onCancel: () => void
  onReturn: (values: Values) => void
}

/** 退回: to any passed step, the reason is duty (条例第二十一条, R-19). */
export function ReturnDialog({ steps, chosen, busy, onCancel, onReturn }: Props) {
  const [form] = Form.useForm<Values>()
  return (
    <Modal
      open
      title={t.returnTitle}
      okText={t.giveBack}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, danger: true }}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(onReturn, () => undefined)}
      width={480}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ toStep: chosen, text: '' }}>
        <Form.Item name="toStep" label={t.returnTo}>
          <Select options={steps.map((step) => ({ value: step.id, label: `${step.stepName}　${step.name}` }))} />
        </Form.Item>
        <OpinionField
          label={t.returnReason}
          hint={t.returnReasonHint}
          phrases={t.returnPhrases}
          required={t.returnReasonMissing}
          onPhrase={(phrase) => form.setFieldsValue({ text: phrase })}
        />
      </Form>
    </Modal>
  )
}
