import { Form, Modal, Radio } from 'antd'
import type { ReactNode } from 'react'
import { OpinionField } from '../ui/OpinionField.tsx'
import { focusWriting } from '../ui/focus-writing.ts'
import { t } from '../ui/text.ts'
import { tcs } from '../ui/text-consult.ts'
import type { ConsultStance } from '../../src-shared/workflow/consult/part.ts'
import type { DialogProps } from './WorkDialog.tsx'

export type Said<S extends ConsultStance> = { stance: S; text: string }
type Props<S extends ConsultStance> = DialogProps & {
  title: string
  stances: readonly S[]
  /** what the button says, by the stance chosen */
  ok: (stance: S) => string
  /** what follows from it, said first; nothing where nothing needs saying */
  tells?: (stance: S) => string
  /** letters of the opinion */
  atMost: number
  offline: boolean
  className: string
  onDone: (said: Said<S>) => void
  /** what is told below the opinion */
  children?: ReactNode
}

/** A unit's word on a document: 同意, or 不同意 with its reason, which is duty then (条例第十六条（四）). */
export function StanceDialog<S extends ConsultStance>(props: Props<S>) {
  const { title, stances, ok, tells, atMost, offline, busy, className, onCancel, onDone, children } = props
  const [form] = Form.useForm<Said<S>>()
  const chosen: S | undefined = Form.useWatch('stance', form)
  const stance = chosen ?? ('agree' as S)
  return (
    <Modal
      open
      title={title}
      okText={ok(stance)}
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
      className={`dialog ${className}`}
    >
      {tells && <p className="muted note">{tells(stance)}</p>}
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ stance: 'agree', text: '' }}>
        <Form.Item name="stance" label={tcs.stance}>
          <Radio.Group options={stances.map((one) => ({ value: one, label: tcs[one] }))} />
        </Form.Item>
        <OpinionField
          label={tcs.opinion}
          hint={tcs.opinionHint}
          phrases={stance === 'disagree' ? [] : tcs.phrases}
          required={stance === 'disagree' ? tcs.reasonMissing : undefined}
          atMost={atMost}
          onPhrase={(text) => form.setFieldValue('text', text)}
        />
      </Form>
      {children}
      {offline && <p className="muted note">{t.submitOffline}</p>}
    </Modal>
  )
}
