import { Alert, Form, Input, Modal, Select } from 'antd'
import { candidates, type Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { focusWriting } from '../../ui/focus-writing.ts'
import { useHalfWritten } from '../../ui/half-written.ts'
import { t } from '../../ui/text.ts'

type Values = { assignees: Record<string, string>; text: string }
type Props = {
  doc: DocumentState
  directory: Directory | undefined
  offline: boolean
  /** E-level findings that stand against it */
  blockers: readonly { key: string; words: string }[]
  busy: boolean
  onCancel: () => void
  onSubmit: (values: Values) => void
}

/** 报送: who takes each step, with the people of the unit as defaults, and the 拟稿说明. */
export function SubmitDialog({ doc, directory, offline, blockers, busy, onCancel, onSubmit }: Props) {
  const [form] = Form.useForm<Values>()
  useHalfWritten(
    t.submitNote,
    () => form.getFieldValue('text') ?? '',
    (words) => form.setFieldValue('text', words),
  )
  const steps = doc.route.steps.filter((step) => step.id !== 'draft')
  const people = steps.map((step) => ({ step, posts: directory ? candidates(directory, doc.unitId, step) : [] }))
  const assignees = Object.fromEntries(
    people.map(({ step, posts }) => [step.id, doc.assignees[step.id]?.userId ?? posts[0]?.userId]),
  )
  return (
    <Modal
      open
      title={t.submitTitle}
      okText={t.submit}
      cancelText={t.cancel}
      okButtonProps={{ disabled: blockers.length > 0, loading: busy }}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(onSubmit, () => undefined)}
      width={480}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      {blockers.length > 0 && (
        <Alert
          type="error"
          title={t.submitRules}
          description={
            <ul className="blockers">
              {blockers.map((one) => (
                <li key={one.key}>{one.words}</li>
              ))}
            </ul>
          }
        />
      )}
      <Form
        form={form}
        layout="horizontal"
        size="small"
        labelCol={{ flex: '88px' }}
        labelAlign="left"
        colon={false}
        initialValues={{ assignees, text: '' }}
        requiredMark={false}
      >
        {people.map(({ step, posts }) => (
          <Form.Item
            key={step.id}
            name={['assignees', step.id]}
            label={t.handlerOf(step.name)}
            rules={[{ required: true, message: posts.length ? t.handlerMissing(step.name) : t.noCandidate }]}
            {...(posts.length ? {} : { help: t.noCandidate, validateStatus: 'error' as const })}
          >
            <Select
              options={posts.map((post) => ({ value: post.userId, label: `${post.name}　${post.title}` }))}
              suffixIcon={
                step.limitHours === null ? undefined : <span className="muted limit">{t.limitOf(step.limitHours)}</span>
              }
            />
          </Form.Item>
        ))}
        <Form.Item name="text" label={t.submitNote}>
          <Input.TextArea rows={3} className="grows" maxLength={2000} placeholder={t.submitNoteHint} />
        </Form.Item>
      </Form>
      {offline && <p className="muted note">{t.submitOffline}</p>}
    </Modal>
  )
}
