import { Form, Input, Radio } from 'antd'
import { loanKinds, type Loan } from '../../../src-shared/workflow/archive/part.ts'
import { tar } from '../../ui/text-archive.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'

export type Lending = Pick<Loan, 'how' | 'borrower' | 'unitName' | 'purpose' | 'dueOn'>

type Props = DialogProps & {
  /** 'YYYY-MM-DD' */
  today: string
  /** the original is out already */
  isOut: boolean
  onDone: (lending: Lending) => void
}

/** 登记借阅: who, how, what for, until when. */
export function LendDialog({ today, isOut, onDone, ...props }: Props) {
  const [form] = Form.useForm<Lending>()
  const first: Lending = { how: 'look', borrower: '', unitName: '', purpose: '', dueOn: today }
  const done = (given: Lending): void => onDone({ ...given, borrower: given.borrower.trim(), purpose: given.purpose.trim() })
  return (
    <WorkDialog
      {...props}
      title={tar.lend}
      ok={tar.lend}
      tells={tar.lendTells}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={first}>
        <Form.Item name="how" label={tar.how}>
          <Radio.Group
            options={loanKinds.map((value) => ({ value, label: tar.kinds[value], disabled: value === 'original' && isOut }))}
          />
        </Form.Item>
        <Form.Item
          name="borrower"
          label={tar.borrower}
          rules={[{ required: true, whitespace: true, message: tar.borrowerMissing }]}
        >
          <Input maxLength={50} />
        </Form.Item>
        <Form.Item name="unitName" label={tar.unit}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="purpose" label={tar.purpose} rules={[{ required: true, whitespace: true, message: tar.purposeMissing }]}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item
          name="dueOn"
          label={tar.due}
          rules={[
            { required: true, message: tar.dueMissing },
            { validator: (_, value: string) => (value < today ? Promise.reject(new Error(tar.duePast)) : Promise.resolve()) },
          ]}
        >
          <Input type="date" className="work-day" min={today} />
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}
