import { Form, Input, Radio } from 'antd'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { retentions } from '../../../src-shared/workflow/issue/part.ts'
import { unitsToSend } from '../../../src-shared/workflow/issue/scope.ts'
import { ti } from '../../ui/text-issue.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'
import { unitOptions, UnitsField } from './UnitsField.tsx'

type Of<T> = DialogProps & { onDone: (given: T) => void }
type About = { state: DocumentState; directory: Directory }

const reasonField = (
  <Form.Item
    name="reason"
    label={ti.reason}
    rules={[{ required: true, whitespace: true, message: ti.reasonMissing }]}
    className="opinion-item"
  >
    <Input.TextArea rows={2} className="grows" maxLength={500} aria-label={ti.reason} />
  </Form.Item>
)

/** 分发 and 补发: units of the 分送范围 that have no copy; the first time all of them are chosen. */
export function SendDialog({
  again,
  state,
  directory,
  onDone,
  ...props
}: Of<{ unitIds: string[]; reason: string }> & About & { again: boolean }) {
  const [form] = Form.useForm<{ unitIds: string[]; reason: string }>()
  const chosen = Form.useWatch('unitIds', form) ?? []
  const free = new Set(unitsToSend(state).map(({ unitId }) => unitId))
  const options = unitOptions(directory, (unitId) => free.has(unitId))
  const title = again ? ti.againTitle : ti.distributeTitle
  const all = options.flatMap(({ value, disabled }) => (disabled ? [] : [value]))
  return (
    <WorkDialog
      {...props}
      title={title}
      ok={chosen.length === 0 ? title : again ? ti.againOk(chosen.length) : ti.distributeOk(chosen.length)}
      tells={ti.distributeTells}
      disabled={chosen.length === 0}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ unitIds: again ? [] : all, reason: '' }}
      >
        <UnitsField name="unitIds" label={ti.scope} options={options} missing={ti.unitsMissing} autoFocus />
        {again && reasonField}
      </Form>
    </WorkDialog>
  )
}

type Scope = { mainTo: string[]; copyTo: string[]; reason: string }

/** 变更分送范围, by who signed it. */
export function ScopeDialog({ state, directory, onDone, ...props }: Of<Scope> & About) {
  const [form] = Form.useForm<Scope>()
  const options = unitOptions(directory, (unitId) => unitId !== state.unitId)
  const idsOf = (as: 'main' | 'copy'): string[] =>
    (state.issue?.scope ?? []).filter((one) => one.as === as).map(({ unitId }) => unitId)
  return (
    <WorkDialog
      {...props}
      title={ti.changeScopeTitle}
      ok={ti.changeScopeOk}
      tells={ti.changeScopeTells}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ mainTo: idsOf('main'), copyTo: idsOf('copy'), reason: '' }}
      >
        <UnitsField name="mainTo" label={ti.mainTo} options={options} missing={ti.mainMissing} autoFocus />
        <UnitsField name="copyTo" label={ti.copyTo} options={options} />
        {reasonField}
      </Form>
    </WorkDialog>
  )
}

type Filing = { fileNo: string; retention: (typeof retentions)[number] }

/** 归档: 档号 and 保管期限 (DA/T 22). */
export function ArchiveDialog({ onDone, ...props }: Of<Filing>) {
  const [form] = Form.useForm<Filing>()
  return (
    <WorkDialog
      {...props}
      title={ti.archiveTitle}
      ok={ti.archiveOk}
      tells={ti.archiveTells}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ fileNo: '', retention: 'permanent' }}
      >
        <Form.Item name="fileNo" label={ti.fileNo} rules={[{ required: true, whitespace: true, message: ti.fileNoMissing }]}>
          <Input autoFocus maxLength={100} placeholder={ti.fileNoHint} />
        </Form.Item>
        <Form.Item name="retention" label={ti.retention}>
          <Radio.Group options={retentions.map((value) => ({ value, label: ti.retained[value] }))} />
        </Form.Item>
      </Form>
    </WorkDialog>
  )
}
