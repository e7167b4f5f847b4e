import { Alert, Form, InputNumber, Select } from 'antd'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import { issuingUnit, type Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { numberText } from '../../../src-shared/workflow/issue/part.ts'
import { signedInYear } from '../../../src-shared/workflow/issue/warnings.ts'
import { ti } from '../../ui/text-issue.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'
import { unitOptions, UnitsField } from './UnitsField.tsx'
import { useBook } from './use-book.ts'

export type Numbering = { prefix: string; reserved?: number; mainTo: string[]; copyTo: string[]; copies: number }
type Props = DialogProps & { state: DocumentState; directory: Directory; now: number; onDone: (numbering: Numbering) => void }

const asLetter: ReadonlySet<string> = new Set(['函', '批复'])
/** 函, and 批复, which go out as one, have a 机关代字 of their own where the organ keeps one, such as 青政函. */
const usual = (prefixes: readonly string[], docType: string): string | undefined =>
  prefixes.find((one) => one.endsWith('函') === asLetter.has(docType)) ?? prefixes[0]

/** 登记编号: which book, to whom and how many; the number itself is the server's. */
export function NumberDialog({ state, directory, now, onDone, ...props }: Props) {
  const [form] = Form.useForm<Numbering>()
  const prefixes = issuingUnit(directory, state.unitId)?.prefixes ?? []
  const signed = signedInYear(state, now)
  const options = unitOptions(directory, (unitId) => unitId !== state.unitId)
  const unitsIn = (text: string): string[] =>
    text
      .split(/[、，,；;：:\s]+/)
      .flatMap((name) => options.filter((one) => !one.disabled && one.names.split(' ').includes(name)).map((one) => one.value))
  const first = {
    prefix: usual(prefixes, state.header.docType),
    mainTo: unitsIn(state.header.mainTo),
    copyTo: unitsIn(state.header.copyTo),
    copies: 1,
  }
  const year = Number(dateOf(now).slice(0, 4))
  const prefix = Form.useWatch('prefix', form)
  const book = useBook(prefix, year)
  const named = (seq: number): string => numberText({ prefix: prefix ?? '', year, seq })
  const kept = (book?.lines ?? []).filter(({ status }) => status === 'reserved')
  return (
    <WorkDialog
      {...props}
      title={ti.numberTitle}
      ok={ti.numberOk}
      tells={ti.numberTells}
      disabled={prefixes.length === 0}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      {signed !== undefined && <Alert type="warning" showIcon title={ti.otherYear(signed, year)} />}
      {prefixes.length === 0 && <Alert type="warning" showIcon title={ti.noPrefix} />}
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={first}>
        <Form.Item name="prefix" label={ti.prefix}>
          <Select
            options={prefixes.map((value) => ({ value, label: value }))}
            aria-label={ti.prefix}
            // a number that was kept free is one of its book
            onChange={() => form.resetFields(['reserved'])}
          />
        </Form.Item>
        {book && kept.length === 0 && <p className="muted">{ti.numberNext(named(book.next))}</p>}
        {book && kept.length > 0 && (
          <Form.Item name="reserved" label={ti.numberWhich}>
            <Select
              allowClear
              placeholder={ti.numberNext(named(book.next))}
              aria-label={ti.numberWhich}
              options={kept.map(({ seq, reason }) => ({ value: seq, label: ti.numberKept(named(seq), reason) }))}
            />
          </Form.Item>
        )}
        <UnitsField name="mainTo" label={ti.mainTo} options={options} missing={ti.mainMissing} autoFocus />
        <UnitsField name="copyTo" label={ti.copyTo} options={options} />
        <Form.Item label={ti.copies}>
          <Form.Item name="copies" noStyle rules={[{ required: true, message: ti.copiesMissing }]}>
            <InputNumber min={0} max={100_000} precision={0} aria-label={ti.copies} />
          </Form.Item>{' '}
          {ti.copiesUnit}
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}
