import { Alert, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { v7 } from 'uuid'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { docTypes } from '../../../src-shared/document/doc-types.ts'
import { secrecyMark } from '../../../src-shared/document/secrecy-mark.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { alikeAmong, type Registered } from '../../../src-shared/workflow/incoming/duplicates.ts'
import { newTaskId } from '../../data/acts.ts'
import { tin } from '../../ui/text-incoming.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'
import { AlikeChoice } from './AlikeChoice.tsx'

type Fields = {
  fromUnit: string
  number: string
  title: string
  docType: string
  urgency: string
  secrecy: string
  copies: number
  arrivedOn: string
  datedOn: string
}
type Paper = CommandArgs<'RegisterPaper'>
type Props = DialogProps & {
  unitId: string
  online: boolean
  /** 'YYYY-MM-DD' */
  today: string
  /** 临-n, for a desk without a line */
  temporary: string
  registered: readonly Registered[]
  sm3Of: (text: ReturnType<typeof makeDocument>) => string
  onDone: (paper: Paper) => void
}

/** 纸质来文登记: its 要素 alone; of 涉密 paper only the register is kept. */
export function PaperDialog({ unitId, online, today, temporary, registered, sm3Of, onDone, ...props }: Props) {
  const [form] = Form.useForm<Fields>()
  const known = Form.useWatch((given: Fields) => given, form)
  const alike =
    known &&
    alikeAmong(
      {
        id: '',
        title: known.title ?? '',
        fromUnit: known.fromUnit ?? '',
        number: known.number ?? '',
        datedOn: known.datedOn ?? '',
      },
      registered,
    )
  const [chosen, setChosen] = useState<{ of: DocumentId; same: boolean } | null>(null)
  // what was said of another one says nothing of this one
  const same = chosen !== null && chosen.of === alike?.docId ? chosen.same : null
  const secret = (known?.secrecy ?? '') !== ''
  /** a title that says it is 涉密 chooses that 密级 */
  const marked = (title: string): void => {
    const mark = secrecyMark(title)
    if (mark) form.setFieldValue('secrecy', mark.level)
  }
  const done = (given: Fields): void => {
    const { title, docType, urgency, ...fields } = given
    const text = makeDocument({ codes: { docType, urgency }, elements: { title: title.trim() } }, v7)
    onDone({
      ...fields,
      docId: v7() as DocumentId,
      unitId,
      body: bodyJson(text),
      bodySm3: sm3Of(text),
      temporary: online ? '' : temporary,
      distinct: same === false,
      nextTaskId: newTaskId(),
    })
  }
  const first = { number: '', docType: '', urgency: '', secrecy: '', copies: 1, arrivedOn: today, datedOn: '' }
  const list = (values: readonly string[], none: string) => [
    { value: '', label: none },
    ...values.map((value) => ({ value, label: value })),
  ]
  return (
    <WorkDialog
      {...props}
      title={tin.paperTitle}
      ok={tin.paperOk}
      disabled={alike !== undefined && same === null}
      tells={online ? tin.paperTells : tin.paperOffline(temporary)}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={first}>
        <Form.Item name="fromUnit" label={tin.from} rules={[{ required: true, whitespace: true, message: tin.fromMissing }]}>
          <Input maxLength={200} autoFocus />
        </Form.Item>
        <Form.Item name="number" label={tin.fromNumber}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="title" label={tin.titleField} rules={[{ required: true, whitespace: true, message: tin.titleMissing }]}>
          <Input maxLength={300} onChange={({ target }) => marked(target.value)} />
        </Form.Item>
        {alike && <AlikeChoice alike={alike} same={same} onChange={(is) => setChosen({ of: alike.docId, same: is })} />}
        <div className="paper-row">
          <Form.Item name="docType" label={tin.docType}>
            <Select options={list(docTypes, '—')} aria-label={tin.docType} />
          </Form.Item>
          <Form.Item name="urgency" label={tin.urgency}>
            <Select options={list(['加急', '特急'], '—')} aria-label={tin.urgency} />
          </Form.Item>
          <Form.Item name="secrecy" label={tin.secrecy}>
            <Select options={list(['秘密', '机密', '绝密'], tin.secrecyNone)} aria-label={tin.secrecy} />
          </Form.Item>
          <Form.Item name="copies" label={tin.copies} rules={[{ required: true }]}>
            <InputNumber min={1} max={100_000} precision={0} aria-label={tin.copies} />
          </Form.Item>
        </div>
        {secret && <Alert type="warning" showIcon title={tin.secrecyTells} />}
        <div className="paper-row">
          <Form.Item name="arrivedOn" label={tin.arrivedOn} rules={[{ required: true }]}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="datedOn" label={tin.datedOn}>
            <Input type="date" />
          </Form.Item>
        </div>
      </Form>
    </WorkDialog>
  )
}
