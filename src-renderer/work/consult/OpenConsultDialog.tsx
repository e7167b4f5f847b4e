import { Form, Input, InputNumber, Modal } from 'antd'
import { calendarWith } from '../../../src-shared/calendar/calendars.ts'
import { headsOf } from '../../../src-shared/workflow/consult/heads.ts'
import { consultDue } from '../../../src-shared/workflow/consult/limits.ts'
import { consultAtMost, consultDays } from '../../../src-shared/workflow/consult/part.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import { useHalfWritten } from '../../ui/half-written.ts'
import { day } from '../../ui/moments.ts'
import { t } from '../../ui/text.ts'
import { ManySelect } from '../../ui/ManySelect.tsx'
import { tcs } from '../../ui/text-consult.ts'

export type Asking = { units: string[]; days: number; text: string }
type Props = {
  directory: Directory
  /** units that are chosen already: of a second round */
  chosen: readonly string[]
  /** units that cannot be asked now: the own organ, and those that are being asked */
  without: ReadonlySet<string>
  now: number
  busy: boolean
  onCancel: () => void
  onOpen: (asking: Asking) => void
}

/** 征求意见: which units, by when, what they are asked; what follows is said before. */
export function OpenConsultDialog({ directory, chosen, without, now, busy, onCancel, onOpen }: Props) {
  const [form] = Form.useForm<Asking>()
  const days = Form.useWatch('days', form)
  useHalfWritten(
    tcs.what,
    () => form.getFieldValue('text') ?? '',
    (words) => form.setFieldValue('text', words),
  )
  const options = directory.units
    .filter((unit) => !without.has(unit.id))
    .map((unit) => {
      const [first] = headsOf(directory, unit.id)
      const title = first ? '' : tcs.nobody(unit.name)
      return { value: unit.id, label: unit.name, names: `${unit.name} ${unit.shortName}`, disabled: !first, title }
    })
  const due = days ? consultDue(now, days, calendarWith(directory.holidays)) : undefined
  return (
    <Modal
      open
      title={tcs.openTitle}
      okText={tcs.openOk}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(onOpen, () => undefined)}
      width={520}
      className="dialog consult-open"
    >
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ units: [...chosen], days: consultDays, text: tcs.whatUsual }}
      >
        <Form.Item name="units" label={tcs.units} rules={[{ required: true, type: 'array', message: tcs.unitsMissing }]}>
          <ManySelect
            find="names"
            autoFocus
            options={options}
            placeholder={tcs.unitsFind}
            aria-label={tcs.units}
            maxCount={consultAtMost.units}
          />
        </Form.Item>
        <Form.Item
          label={tcs.days}
          extra={due && `${tcs.dueOn(day(due.dueAt, now))}${due.provisional ? tcs.provisional : ''}`}
          className="consult-days"
        >
          <Form.Item name="days" noStyle rules={[{ required: true, message: tcs.daysMissing }]}>
            <InputNumber min={1} max={consultAtMost.days} precision={0} aria-label={tcs.days} />
          </Form.Item>{' '}
          {tcs.daysUnit}
        </Form.Item>
        <Form.Item name="text" label={tcs.what} className="opinion-item">
          <Input.TextArea rows={3} className="grows" maxLength={consultAtMost.words} />
        </Form.Item>
      </Form>
      <p className="muted note">{tcs.openFollows}</p>
    </Modal>
  )
}
