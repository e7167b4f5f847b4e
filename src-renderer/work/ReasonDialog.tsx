import { Form, Input } from 'antd'
import { ti } from '../ui/text-issue.ts'
import { useHalfWritten } from '../ui/half-written.ts'
import { WorkDialog, type DialogProps } from './WorkDialog.tsx'

type Given = { reason: string; from?: string }
type Props = DialogProps & {
  title: string
  ok: string
  tells?: string
  /** it takes back for good what others have or hold to */
  danger?: boolean
  /** a reason may be left out */
  optional?: boolean
  /** 'YYYY-MM-DD' a day is asked for beside the reason, with this one first */
  from?: string
  onDone: (given: Given) => void
}

/** A step that asks for its reason: 退回复审, 作废, 收回, 办结, 撤销, 废止. */
export function ReasonDialog({ optional = false, from, onDone, ...props }: Props) {
  const [form] = Form.useForm<Given>()
  useHalfWritten(
    props.title,
    () => form.getFieldValue('reason') ?? '',
    (words) => form.setFieldValue('reason', words),
  )
  const done = (given: Given): void => onDone({ ...given, reason: given.reason.trim() })
  return (
    <WorkDialog {...props} onOk={() => void form.validateFields().then(done, () => undefined)}>
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ reason: '', from }}>
        {from !== undefined && (
          <Form.Item name="from" label={ti.repealFrom} rules={[{ required: true, message: ti.repealFromMissing }]}>
            <Input type="date" className="work-day" />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={ti.reason}
          rules={optional ? [] : [{ required: true, whitespace: true, message: ti.reasonMissing }]}
          className="opinion-item"
        >
          <Input.TextArea rows={3} className="grows" maxLength={500} aria-label={ti.reason} />
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}
