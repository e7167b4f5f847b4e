import { Form, Input, Modal, Radio } from 'antd'
import type { ReactNode } from 'react'
import type { SummaryRow } from '../../../src-shared/workflow/consult/summary.ts'
import { consultAtMost } from '../../../src-shared/workflow/consult/part.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { tcs } from '../../ui/text-consult.ts'

type Common = { row: SummaryRow; busy: boolean; onCancel: () => void }

/** A small dialog over one line of the 意见汇总表; `onOk` is asked for when its button is pressed. */
function LineDialog(props: {
  title: string
  ok: string
  busy: boolean
  onCancel: () => void
  onOk: () => void
  children: ReactNode
}) {
  const { title, ok, busy, onCancel, onOk, children } = props
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={onOk}
      width={480}
      afterOpenChange={focusWriting}
      className="dialog consult-line"
    >
      {children}
    </Modal>
  )
}

/** 收回: takes back what a unit was asked, with the reason. */
export function CancelAskDialog({ row, busy, onCancel, onDone }: Common & { onDone: (reason: string) => void }) {
  const [form] = Form.useForm<{ reason: string }>()
  const done = ({ reason }: { reason: string }): void => onDone(reason.trim())
  return (
    <LineDialog
      title={tcs.cancelTitle(row.unit)}
      ok={tcs.cancel.replace('…', '')}
      busy={busy}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ reason: '' }}>
        <OpinionField
          name="reason"
          label={tcs.cancelReason}
          phrases={tcs.cancelPhrases}
          required={tcs.cancelMissing}
          atMost={consultAtMost.words}
          onPhrase={(reason) => form.setFieldsValue({ reason })}
        />
      </Form>
    </LineDialog>
  )
}

/** 逾期视为无不同意见: what follows, once more before one's eyes (WF-75). */
export function CloseOverdueDialog({ row, busy, onCancel, onDone }: Common & { onDone: () => void }) {
  return (
    <LineDialog title={tcs.closeTitle(row.unit)} ok={tcs.closeOk} busy={busy} onCancel={onCancel} onOk={onDone}>
      <p>{tcs.closeFollows}</p>
    </LineDialog>
  )
}

export type Ruling = { ours: string; theirs: string; ruledBy: string; ruling: string }

/** 报上级裁定: what both sides have to say, and the 裁定 once there is one (WF-76). */
export function RulingDialog({ row, busy, onCancel, onDone }: Common & { onDone: (ruling: Ruling) => void }) {
  const [form] = Form.useForm<Ruling>()
  const { ours, theirs, ruledBy, ruling } = row.ruling ?? { ours: '', theirs: row.opinion, ruledBy: '', ruling: '' }
  const done = (values: Ruling): void =>
    onDone({
      ours: values.ours.trim(),
      theirs: values.theirs.trim(),
      ruledBy: values.ruledBy.trim(),
      ruling: values.ruling.trim(),
    })
  const together = ({ getFieldValue }: { getFieldValue: (name: string) => string }) => ({
    validator: () =>
      (getFieldValue('ruledBy').trim() === '') === (getFieldValue('ruling').trim() === '')
        ? Promise.resolve()
        : Promise.reject(new Error(tcs.rulingTogether)),
  })
  const needed = [{ required: true, whitespace: true, message: tcs.sideMissing }]
  const area = <Input.TextArea rows={2} className="grows" maxLength={consultAtMost.words} />
  return (
    <LineDialog
      title={tcs.ruleTitle(row.unit)}
      ok={tcs.ruleOk}
      busy={busy}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ ours, theirs, ruledBy, ruling }}>
        <Form.Item name="ours" label={tcs.ours} rules={needed}>
          {area}
        </Form.Item>
        <Form.Item name="theirs" label={tcs.theirs} rules={needed}>
          {area}
        </Form.Item>
        <Form.Item name="ruledBy" label={tcs.ruler}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="ruling" label={tcs.ruling} extra={tcs.rulingHint} rules={[together]} dependencies={['ruledBy']}>
          {area}
        </Form.Item>
      </Form>
    </LineDialog>
  )
}

export type Adoption = { adopted: NonNullable<SummaryRow['adopted']>; reason: string }

/** 采纳情况 of a unit's opinion; why it is not taken up is duty (WF-77). */
export function AdoptionDialog({ row, busy, onCancel, onDone }: Common & { onDone: (adoption: Adoption) => void }) {
  const [form] = Form.useForm<Adoption>()
  const adopted = Form.useWatch('adopted', form)
  const done = (values: Adoption): void => onDone({ adopted: values.adopted, reason: values.reason.trim() })
  return (
    <LineDialog
      title={tcs.adoptTitle(row.unit)}
      ok={tcs.done}
      busy={busy}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      {row.opinion !== '' && <p>{row.opinion}</p>}
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ adopted: row.adopted ?? 'yes', reason: row.reason }}
      >
        <Form.Item name="adopted" label={tcs.adoption}>
          <Radio.Group options={(['yes', 'partly', 'no'] as const).map((one) => ({ value: one, label: tcs.adopted[one] }))} />
        </Form.Item>
        <OpinionField
          name="reason"
          label={tcs.reason}
          phrases={[]}
          required={adopted === 'yes' ? undefined : tcs.adoptMissing}
          atMost={consultAtMost.words}
          onPhrase={(reason) => form.setFieldsValue({ reason })}
        />
      </Form>
      {row.suggestion !== null && adopted === 'no' && <p className="muted note">{tcs.adoptPutsAside}</p>}
    </LineDialog>
  )
}
