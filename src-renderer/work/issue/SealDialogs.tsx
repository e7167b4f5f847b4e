import { Form, InputNumber, Radio } from 'antd'
import type { sealWaivers } from '../../../src-shared/workflow/issue/part.ts'
import { ti } from '../../ui/text-issue.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'

type Of<T> = DialogProps & { onDone: (given: T) => void }

/** 用印登记: the seal is pressed on the printed copies first; how many there were is put on record. */
export function SealDialog({ copies, onDone, ...props }: Of<{ copies: number }> & { copies: number }) {
  const [form] = Form.useForm<{ copies: number }>()
  return (
    <WorkDialog
      {...props}
      title={ti.sealTitle}
      ok={ti.sealOk}
      tells={ti.sealTells}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ copies: Math.max(1, copies) }}>
        <Form.Item label={ti.sealCopies}>
          <Form.Item name="copies" noStyle rules={[{ required: true, message: ti.copiesMissing }]}>
            <InputNumber autoFocus min={1} max={100_000} precision={0} aria-label={ti.sealCopies} />
          </Form.Item>{' '}
          {ti.copiesUnit}
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}

/** 不加盖印章: which of the lawful reasons. */
export function WaiveDialog({ onDone, ...props }: Of<{ why: (typeof sealWaivers)[number] }>) {
  const [form] = Form.useForm<{ why: (typeof sealWaivers)[number] }>()
  return (
    <WorkDialog
      {...props}
      title={ti.waiveTitle}
      ok={ti.waiveOk}
      tells={ti.waiveTells}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false}>
        <Form.Item name="why" rules={[{ required: true, message: ti.reasonMissing }]}>
          <Radio.Group
            className="issue-ticks"
            options={['letterhead' as const, 'minutes' as const, 'telegram' as const].map((value) => ({
              value,
              label: ti.waivers[value],
            }))}
          />
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}
