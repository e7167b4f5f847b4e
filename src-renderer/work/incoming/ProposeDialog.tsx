import { Form, InputNumber, Radio, Select } from 'antd'
import { holdersOf, type Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { handlingDays } from '../../../src-shared/workflow/incoming/part.ts'
import { incomingRoles } from '../../../src-shared/workflow/incoming/roles.ts'
import { handlersFor } from '../../../src-shared/workflow/incoming/turns.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { ManySelect } from '../../ui/ManySelect.tsx'
import { tin } from '../../ui/text-incoming.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'

export type Proposed = {
  kind: 'read' | 'handle'
  lead?: string
  assists?: string[]
  readers?: string[]
  leader?: string
  days?: number | null
  text: string
}
type Props = DialogProps & { state: DocumentState; directory: Directory; onDone: (given: Proposed) => void }

/** Organs with somebody who can be asked to handle it, found by any part of their names; their sections have no name of their own. */
const unitsOf = (directory: Directory) =>
  directory.units
    .filter((unit) => !unit.inner && handlersFor(directory, unit.id, undefined).length > 0)
    .map((unit) => ({ value: unit.id, label: unit.name, names: `${unit.name} ${unit.shortName}` }))

/** Everybody who holds a post, once, with their unit. */
function peopleOf(directory: Directory) {
  const names = new Map(directory.units.map((unit) => [unit.id, unit.shortName]))
  const people = directory.posts.map((post) => {
    const label = `${post.name}（${names.get(post.unitId) ?? ''}）`
    return [post.userId, { value: post.userId, label, names: label }] as const
  })
  return [...new Map(people).values()]
}

/** 拟办: 阅件 with its readers, or 办件 with one 主办, 协办, a leader and a limit. */
export function ProposeDialog({ state, directory, onDone, ...props }: Props) {
  const [form] = Form.useForm<Proposed>()
  const kind = Form.useWatch('kind', form) ?? 'handle'
  const lead = Form.useWatch('lead', form)
  const units = unitsOf(directory)
  const find = { optionFilterProp: 'names' }
  const leaders = holdersOf(directory, state.unitId, incomingRoles.instruct)
  const urgent = state.header.urgency !== ''
  const first = {
    kind: 'handle' as const,
    text: tin.proposePhrases[0],
    assists: [],
    readers: [],
    leader: leaders[0]?.userId,
    days: urgent ? null : handlingDays,
  }
  return (
    <WorkDialog
      {...props}
      title={tin.proposeTitle}
      ok={kind === 'read' ? tin.proposeReadOk : tin.proposeOk}
      onOk={() => void form.validateFields().then(onDone, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={first}>
        <Form.Item name="kind" label={tin.kind}>
          <Radio.Group
            options={[
              { value: 'handle', label: tin.kindHandle },
              { value: 'read', label: tin.kindRead },
            ]}
          />
        </Form.Item>
        {kind === 'handle' && (
          <>
            <Form.Item name="lead" label={tin.lead} rules={[{ required: true, message: tin.leadMissing }]}>
              <Select showSearch={find} options={units} placeholder={tin.find} aria-label={tin.lead} />
            </Form.Item>
            <Form.Item name="assists" label={tin.assists}>
              <ManySelect
                find="names"
                options={units.filter((one) => one.value !== lead)}
                placeholder={tin.find}
                aria-label={tin.assists}
              />
            </Form.Item>
            <Form.Item name="leader" label={tin.leader} rules={[{ required: true, message: tin.leaderMissing }]}>
              <Select options={leaders.map((one) => ({ value: one.userId, label: one.name }))} aria-label={tin.leader} />
            </Form.Item>
            <Form.Item label={tin.days}>
              <Form.Item name="days" noStyle rules={[{ required: urgent, message: tin.daysMissing }]}>
                <InputNumber min={1} max={365} precision={0} aria-label={tin.days} />
              </Form.Item>{' '}
              {tin.daysUnit}
            </Form.Item>
          </>
        )}
        <Form.Item
          name="readers"
          label={tin.readers}
          rules={kind === 'read' ? [{ required: true, type: 'array', min: 1, message: tin.readersMissing }] : []}
        >
          <ManySelect find="names" options={peopleOf(directory)} placeholder={tin.find} aria-label={tin.readers} />
        </Form.Item>
        <OpinionField
          label={tin.words}
          phrases={tin.proposePhrases}
          required={tin.wordsMissing}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
      </Form>
    </WorkDialog>
  )
}
