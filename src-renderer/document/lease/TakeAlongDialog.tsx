import { Form, InputNumber, Modal } from 'antd'
import { leaseHours } from '../../../src-shared/workflow/leases.ts'
import { t } from '../../ui/text.ts'
import { tl } from '../../ui/text-lease.ts'

type Props = { busy: boolean; onCancel: () => void; onTake: (hours: number) => void }

/** 带走离线写: holds the draft for as long as one is away, so that nobody else begins to write it meanwhile. */
export function TakeAlongDialog({ busy, onCancel, onTake }: Props) {
  const [form] = Form.useForm<{ hours: number }>()
  return (
    <Modal
      open
      title={tl.alongTitle}
      okText={tl.alongOk}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          ({ hours }) => onTake(hours),
          () => undefined,
        )
      }
      width={480}
      className="dialog"
    >
      <p className="muted">{tl.alongHint}</p>
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ hours: leaseHours.usual }}>
        <Form.Item
          name="hours"
          label={tl.alongHours}
          rules={[{ required: true, type: 'integer', min: 1, max: leaseHours.longest, message: tl.alongMissing }]}
        >
          <InputNumber min={1} max={leaseHours.longest} precision={0} suffix={tl.alongUnit} autoFocus />
        </Form.Item>
      </Form>
      <div className="phrases" role="group" aria-label={tl.alongHours}>
        {tl.alongChoices.map(({ hours, label }) => (
          <button key={hours} type="button" className="plain phrase" onClick={() => form.setFieldsValue({ hours })}>
            {label}
          </button>
        ))}
      </div>
    </Modal>
  )
}
