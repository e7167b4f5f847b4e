import { Form, InputNumber, Modal, Radio, Select } from 'antd'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { Task } from '../../../src-shared/workflow/document-state.ts'
import { routingAtMost } from '../../../src-shared/workflow/routing/part.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { focusWriting } from '../../ui/focus-writing.ts'
import { t } from '../../ui/text.ts'
import { tr } from '../../ui/text-routing.ts'
import { PersonField } from './PersonField.tsx'

export type What = keyof typeof tr.titles
export type Given = {
  taskId?: string
  userId?: string
  users?: string[]
  where?: 'before' | 'after'
  days?: number
  text?: string
}
type Props = {
  what: What
  directory: Directory
  /** the organ whose people are offered, by the turn chosen */
  unitOf: (taskId: string | undefined) => string
  without: ReadonlySet<string>
  /** the turns one may choose of; asked for where there are several */
  turns: readonly Task[]
  mayTake: (userId: string, taskId: string | undefined) => boolean
  /** said first, where something is */
  tells: (taskId: string | undefined) => string | undefined
  /** nobody can be asked after the signer */
  onlyBefore: boolean
  busy: boolean
  onCancel: () => void
  onDone: (given: Given) => void
}

const phrases: Partial<Record<What, readonly string[]>> = {
  urge: tr.urgePhrases,
  circulate: tr.circulatePhrases,
  read: tr.readPhrases,
}
const asksReason: ReadonlySet<What> = new Set<What>(['transfer', 'reassign', 'suspend', 'extend', 'terminate'])
const asksPerson: ReadonlySet<What> = new Set<What>(['addSigner', 'transfer', 'reassign'])

/** A step of 流转: whom, where they are asked, and why. */
export function RoutingDialog(props: Props) {
  const { what, directory, unitOf, without, turns, mayTake, tells, onlyBefore, busy, onCancel, onDone } = props
  const [form] = Form.useForm<Given>()
  const taskId = Form.useWatch('taskId', form) ?? turns[0]?.id
  const unitId = unitOf(taskId)
  const words = tells(taskId)
  const done = (given: Given): void =>
    onDone({ ...given, ...(taskId === undefined ? {} : { taskId }), text: given.text?.trim() ?? '' })
  return (
    <Modal
      open
      title={tr.titles[what]}
      okText={tr.ok[what]}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, danger: what === 'terminate' }}
      onCancel={onCancel}
      onOk={() => void form.validateFields().then(done, () => undefined)}
      width={480}
      {...(asksPerson.has(what) || what === 'circulate' ? {} : { afterOpenChange: focusWriting })}
      className="dialog"
    >
      {words !== undefined && <p>{words}</p>}
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ taskId, where: 'before', days: 1, text: '' }}
      >
        {turns.length > 1 && (
          <Form.Item name="taskId" label={tr.whoseTurn}>
            <Select
              options={turns.map(({ id, assignee }) => ({ value: id, label: `${assignee.name}　${assignee.unitName}` }))}
              aria-label={tr.whoseTurn}
              onChange={() => form.resetFields(['userId'])}
            />
          </Form.Item>
        )}
        {asksPerson.has(what) && (
          <PersonField
            {...{ directory, unitId, without }}
            mayTake={(userId) => mayTake(userId, taskId)}
            name="userId"
            label={tr.person}
          />
        )}
        {what === 'circulate' && <PersonField {...{ directory, unitId, without }} name="users" label={tr.people} several />}
        {what === 'addSigner' && !onlyBefore && (
          <Form.Item name="where" label={tr.where}>
            <Radio.Group
              options={[
                { value: 'before', label: tr.before },
                { value: 'after', label: tr.after },
              ]}
            />
          </Form.Item>
        )}
        {what === 'extend' && (
          <Form.Item
            name="days"
            label={tr.extendBy}
            rules={[{ required: true, type: 'integer', min: 1, max: routingAtMost.days, message: tr.daysOf }]}
          >
            <InputNumber min={1} max={routingAtMost.days} aria-label={tr.extendBy} />
          </Form.Item>
        )}
        {what !== 'resume' && (
          <OpinionField
            label={asksReason.has(what) ? tr.reason : tr.words}
            phrases={phrases[what] ?? []}
            hint={what === 'read' ? tr.readOptional : undefined}
            required={asksReason.has(what) ? tr.reasonMissing : undefined}
            onPhrase={(phrase) => form.setFieldsValue({ text: phrase })}
          />
        )}
      </Form>
    </Modal>
  )
}
