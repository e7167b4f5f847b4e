import { Form, Input, InputNumber, Radio, Select } from 'antd'
import { incomingRetentions, type Handler } from '../../../src-shared/workflow/incoming/part.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { tin } from '../../ui/text-incoming.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'

type Words = { text: string }
const plain = { layout: 'vertical', size: 'small', requiredMark: false } as const

/** A step said in words of its own: 进展, 异议, 办结 of a 协办. */
export function WordsDialog(
  props: DialogProps & { title: string; ok: string; tells?: string; label: string; onDone: (text: string) => void },
) {
  const { label, onDone, ...rest } = props
  const [form] = Form.useForm<Words>()
  return (
    <WorkDialog
      {...rest}
      onOk={() =>
        void form.validateFields().then(
          ({ text }) => onDone(text.trim()),
          () => undefined,
        )
      }
    >
      <Form form={form} {...plain} initialValues={{ text: '' }}>
        <OpinionField label={label} phrases={[]} required={tin.wordsMissing} onPhrase={() => undefined} />
      </Form>
    </WorkDialog>
  )
}

/** 承办办结 of the 主办: the result, and for every 协办 that gave nothing why it is let off. */
export function FinishDialog(
  props: DialogProps & {
    missing: readonly Handler[]
    onDone: (given: { text: string; waive: { unitId: string; reason: string }[] }) => void
  },
) {
  const { missing, onDone, ...rest } = props
  const [form] = Form.useForm<Words & Record<string, string>>()
  const done = (values: Words & Record<string, string>): void =>
    onDone({
      text: values.text.trim(),
      waive: missing.map(({ unitId }) => ({ unitId, reason: (values[`waive-${unitId}`] ?? '').trim() })),
    })
  return (
    <WorkDialog
      {...rest}
      title={tin.finishTitle}
      ok={tin.finishOk}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Form form={form} {...plain} initialValues={{ text: '' }}>
        <OpinionField label={tin.finishText} phrases={[]} required={tin.wordsMissing} onPhrase={() => undefined} />
        {missing.map(({ unitId, unitName }) => (
          <Form.Item
            key={unitId}
            name={`waive-${unitId}`}
            label={tin.waive(unitName)}
            rules={[{ required: true, whitespace: true, message: tin.reasonMissing }]}
          >
            <Input maxLength={500} />
          </Form.Item>
        ))}
      </Form>
    </WorkDialog>
  )
}

/** 申请延时, by so many 工作日. */
export function ExtendDialog({ onDone, ...props }: DialogProps & { onDone: (given: { days: number; reason: string }) => void }) {
  const [form] = Form.useForm<{ days: number; text: string }>()
  return (
    <WorkDialog
      {...props}
      title={tin.extendTitle}
      ok={tin.extendOk}
      onOk={() =>
        void form.validateFields().then(
          ({ days, text }) => onDone({ days, reason: text.trim() }),
          () => undefined,
        )
      }
    >
      <Form form={form} {...plain} initialValues={{ days: 5, text: '' }}>
        <Form.Item label={tin.extendBy}>
          <Form.Item name="days" noStyle rules={[{ required: true }]}>
            <InputNumber min={1} max={365} precision={0} aria-label={tin.extendBy} />
          </Form.Item>{' '}
          {tin.daysUnit}
        </Form.Item>
        <OpinionField label={tin.reason} phrases={[]} required={tin.reasonMissing} onPhrase={() => undefined} />
      </Form>
    </WorkDialog>
  )
}

/** 延时申请: granted or not; a refusal says why. */
export function GrantDialog(props: DialogProps & { asked: string; onDone: (given: { granted: boolean; text: string }) => void }) {
  const { asked, onDone, ...rest } = props
  const [form] = Form.useForm<{ granted: boolean; text: string }>()
  const granted = Form.useWatch('granted', form) ?? true
  return (
    <WorkDialog
      {...rest}
      title={tin.grantTitle}
      ok={granted ? tin.grantYes : tin.grantNo}
      tells={asked}
      onOk={() =>
        void form.validateFields().then(
          (given) => onDone({ ...given, text: given.text.trim() }),
          () => undefined,
        )
      }
    >
      <Form form={form} {...plain} initialValues={{ granted: true, text: '' }}>
        <Form.Item name="granted">
          <Radio.Group
            options={[
              { value: true, label: tin.grantYes },
              { value: false, label: tin.grantNo },
            ]}
          />
        </Form.Item>
        <OpinionField
          label={tin.words}
          phrases={[]}
          required={granted ? undefined : tin.reasonMissing}
          onPhrase={() => undefined}
        />
      </Form>
    </WorkDialog>
  )
}

/** 转办: to whom it rather belongs, and why. */
export function TransferDialog({ onDone, ...props }: DialogProps & { onDone: (given: { to: string; text: string }) => void }) {
  const [form] = Form.useForm<{ to: string; text: string }>()
  return (
    <WorkDialog
      {...props}
      title={tin.transferTitle}
      ok={tin.giveBackOk}
      tells={tin.transferTells}
      onOk={() =>
        void form.validateFields().then(
          ({ to, text }) => onDone({ to: to.trim(), text: text.trim() }),
          () => undefined,
        )
      }
    >
      <Form form={form} {...plain} initialValues={{ to: '', text: '' }}>
        <Form.Item name="to" label={tin.transferTo}>
          <Input maxLength={200} />
        </Form.Item>
        <OpinionField label={tin.reason} phrases={[]} required={tin.reasonMissing} onPhrase={() => undefined} />
      </Form>
    </WorkDialog>
  )
}

export type Replying = { how: 'text' | 'document' | 'none'; text: string; replyDocId?: string | undefined }

/** 答复来文单位: by words, by the linked draft, or not, with the reason. */
export function ReplyDialog(
  props: DialogProps & { linked: readonly { docId: string; title: string }[]; onDone: (given: Replying) => void },
) {
  const { linked, onDone, ...rest } = props
  const [form] = Form.useForm<Replying>()
  const how = Form.useWatch('how', form) ?? 'text'
  return (
    <WorkDialog
      {...rest}
      title={tin.replyTitle}
      ok={tin.replyOk}
      onOk={() =>
        void form.validateFields().then(
          (given) => onDone({ ...given, text: given.text.trim() }),
          () => undefined,
        )
      }
    >
      <Form
        form={form}
        {...plain}
        initialValues={{ how: linked.length > 0 ? 'document' : 'text', text: '', replyDocId: linked[0]?.docId }}
      >
        <Form.Item name="how" label={tin.replyHow}>
          <Radio.Group
            options={[
              { value: 'text', label: tin.replyText },
              { value: 'document', label: tin.replyDocument, disabled: linked.length === 0 },
              { value: 'none', label: tin.replyNone },
            ]}
          />
        </Form.Item>
        {how === 'document' && (
          <Form.Item name="replyDocId" label={tin.links.answeredBy}>
            <Select options={linked.map((one) => ({ value: one.docId, label: one.title }))} aria-label={tin.links.answeredBy} />
          </Form.Item>
        )}
        <OpinionField
          label={how === 'none' ? tin.reason : tin.replyWords}
          phrases={[]}
          required={tin.wordsMissing}
          onPhrase={() => undefined}
        />
      </Form>
    </WorkDialog>
  )
}

export type Filing = { fileNo: string; retention: (typeof incomingRetentions)[number] }

/** 收文归档: 档号 and 保管期限. */
export function FileDialog({ onDone, ...props }: DialogProps & { onDone: (filing: Filing) => void }) {
  const [form] = Form.useForm<Filing>()
  return (
    <WorkDialog
      {...props}
      title={tin.archiveTitle}
      ok={tin.archive}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form form={form} {...plain} initialValues={{ fileNo: '', retention: 'years10' }}>
        <Form.Item name="fileNo" label={tin.fileNo} rules={[{ required: true, whitespace: true, message: tin.fileNoMissing }]}>
          <Input autoFocus maxLength={100} placeholder={tin.fileNoHint} />
        </Form.Item>
        <Form.Item name="retention" label={tin.retention}>
          <Radio.Group options={incomingRetentions.map((value) => ({ value, label: tin.retained[value] }))} />
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}
