import { Form, Modal, Radio } from 'antd'
import { consultAtMost, consultStances, type ConsultStance } from '../../../src-shared/workflow/consult/part.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { tcs } from '../../ui/text-consult.ts'

export type Answer = { stance: ConsultStance; text: string }
type Props = {
  unit: string
  /** places of the text this person changed; undefined while they are not counted yet */
  suggestions: number | undefined
  offline: boolean
  busy: boolean
  onCancel: () => void
  onAnswer: (answer: Answer) => void
}

/** A unit's answer: 同意, 不同意 with its reason, 无意见; what was changed in the text goes along (WF-73, WF-74). */
export function AnswerDialog({ unit, suggestions, offline, busy, onCancel, onAnswer }: Props) {
  const [form] = Form.useForm<Answer>()
  const stance = Form.useWatch('stance', form)
  return (
    <Modal
      open
      title={tcs.answerTitle(unit)}
      okText={tcs.answerOk}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          (values) => onAnswer({ stance: values.stance, text: (values.text ?? '').trim() }),
          () => undefined,
        )
      }
      width={480}
      afterOpenChange={focusWriting}
      className="dialog consult-answer"
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ stance: 'agree', text: '' }}>
        <Form.Item name="stance" label={tcs.stance}>
          <Radio.Group options={consultStances.map((one) => ({ value: one, label: tcs[one] }))} />
        </Form.Item>
        <OpinionField
          label={tcs.opinion}
          hint={tcs.opinionHint}
          phrases={stance === 'disagree' ? [] : tcs.phrases}
          required={stance === 'disagree' ? tcs.reasonMissing : undefined}
          atMost={consultAtMost.words}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
      </Form>
      {suggestions !== undefined && (
        <p className="muted note">{suggestions > 0 ? tcs.suggestions(suggestions) : tcs.noSuggestions}</p>
      )}
      {offline && <p className="muted note">{t.submitOffline}</p>}
    </Modal>
  )
}
