import { Alert, Form, Input, Modal, Select } from 'antd'
import { candidates, type Directory, type Post } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { focusWriting } from '../../ui/focus-writing.ts'
import { ManySelect } from '../../ui/ManySelect.tsx'
import { joinWords } from '../../ui/join-words.ts'
import { useHalfWritten } from '../../ui/half-written.ts'
import { t } from '../../ui/text.ts'

type Values = { assignees: Record<string, string | string[]>; text: string }
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

/** 报送: who takes each step, several where it is parallel, with the people of the unit as defaults, and the 拟稿说明. */
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
    people.map(({ step, posts }) => {
      const before = [doc.assignees[step.id], ...(doc.also?.[step.id] ?? [])].flatMap((one) => one?.userId ?? [])
      const [first = posts[0]?.userId] = before
      return [step.id, step.mode === 'parallel' ? (before.length > 0 ? before : first && [first]) : first]
    }),
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
            {...(step.mode === 'parallel' ? { extra: t.severalAt(joinWords(step)) } : {})}
            {...(posts.length ? {} : { help: t.noCandidate, validateStatus: 'error' as const })}
          >
            {step.mode === 'parallel' ? (
              <ManySelect find="label" options={optionsOf(posts)} />
            ) : (
              <Select
                options={optionsOf(posts)}
                suffixIcon={
                  step.limitHours === null ? undefined : <span className="muted limit">{t.limitOf(step.limitHours)}</span>
                }
              />
            )}
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

const optionsOf = (posts: readonly Post[]) => posts.map((post) => ({ value: post.userId, label: `${post.name}　${post.title}` }))
