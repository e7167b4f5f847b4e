import { App, Button, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { v7 } from 'uuid'
import type { Delegation } from '../../../src-shared/turns/messages.ts'
import { issuingUnit, type Directory, type Post } from '../../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { t } from '../../ui/text.ts'
import { tr } from '../../ui/text-routing.ts'
import { PersonField } from './PersonField.tsx'

type Values = { fromPost: string; to: string; from: string; until: string; urgencies: string[]; canSign: boolean }
type Props = { directory: Directory; posts: readonly Post[]; me: string; today: string; onClose: () => void }

const words = (code: string): string => tr.problems[code] ?? sentence(code)

/** 委托代办: those in force with a button that revokes each at once, and a new one from a post of one's own. */
export function DelegationsDialog({ directory, posts, me, today, onClose }: Props) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [given, setGiven] = useState<readonly Delegation[]>([])
  const [busy, setBusy] = useState(false)
  const look = useCallback(
    () =>
      call('turns.delegations', undefined).then(
        ({ delegations }) => setGiven(delegations.filter((one) => one.revokedAt === null && one.until >= today)),
        (error: unknown) => void message.error(words(codeOf(error))),
      ),
    [message, today],
  )
  useEffect(() => void look(), [look])
  const change = async (work: () => Promise<unknown>, told: string): Promise<void> => {
    setBusy(true)
    try {
      await work()
      void message.success(told)
      await look()
    } catch (error) {
      void message.error(words(codeOf(error)))
    } finally {
      setBusy(false)
    }
  }
  const organOf = (unitId: string | undefined) => (unitId === undefined ? undefined : issuingUnit(directory, unitId))
  const unitOf = (postId: string) => directory.posts.find((post) => post.id === postId)?.unitId
  // what is delegated are the turns in an organ: its posts of one person stand for the same
  const offered = posts.filter((post, i) => i === posts.findIndex((one) => organOf(one.unitId)?.id === organOf(post.unitId)?.id))
  const named = (unitId: string | undefined): string => organOf(unitId)?.shortName ?? ''
  const give = ({ to, ...values }: Values): Promise<void> => {
    const organ = organOf(unitOf(values.fromPost))?.id
    const toPost = directory.posts.find((post) => post.userId === to && organOf(post.unitId)?.id === organ)?.id ?? ''
    const all = { ...values, id: v7(), toPost, docTypes: [], routes: [] }
    return change(() => call('turns.delegate', all), tr.given)
  }
  const own = new Set(posts.map((post) => post.id))
  const [first] = offered
  const fromPost = Form.useWatch('fromPost', form)
  const unitId = (fromPost && unitOf(fromPost)) ?? first?.unitId ?? ''
  return (
    <Modal
      open
      title={tr.delegationsTitle}
      okText={tr.give}
      cancelText={t.close}
      okButtonProps={{ loading: busy, disabled: !first }}
      onCancel={onClose}
      onOk={() => void form.validateFields().then(give, () => undefined)}
      width={520}
      className="dialog"
    >
      {given.length === 0 && <p className="muted">{tr.noDelegations}</p>}
      <ul className="routing-readers routing-delegations">
        {given.map((one) => (
          <li key={one.id}>
            <span>
              {tr.line(named(unitOf(one.fromPost)), one.fromName, one.toName)}
              <span className="muted">　{tr.days(one.from, one.until, one.canSign)}</span>
            </span>
            {own.has(one.fromPost) && (
              <Button
                size="small"
                disabled={busy}
                onClick={() => void change(() => call('turns.revoke', { id: one.id }), tr.revoked)}
              >
                {tr.revoke}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {first && (
        <Form
          form={form}
          layout="vertical"
          size="small"
          requiredMark={false}
          initialValues={{ fromPost: first.id, from: today, until: today, urgencies: [], canSign: false }}
        >
          <Form.Item name="fromPost" label={tr.post}>
            <Select
              options={offered.map((post) => ({ value: post.id, label: `${named(post.unitId)}　${post.title || post.name}` }))}
              aria-label={tr.post}
              // a colleague of the other organ is none there
              onChange={() => form.resetFields(['to'])}
            />
          </Form.Item>
          <PersonField directory={directory} unitId={unitId} name="to" label={tr.delegate} without={new Set([me])} />
          <div className="routing-days">
            <Form.Item name="from" label={tr.from} rules={[{ required: true, message: tr.daysMissing }]}>
              <Input type="date" min={today} />
            </Form.Item>
            <Form.Item name="until" label={tr.until} rules={[{ required: true, message: tr.daysMissing }]}>
              <Input type="date" min={today} />
            </Form.Item>
          </div>
          <Form.Item name="urgencies" label={tr.urgencies}>
            <Select
              mode="multiple"
              placeholder={tr.all}
              options={['', '加急', '特急'].map((one) => ({ value: one, label: one || tr.ordinary }))}
            />
          </Form.Item>
          <Form.Item name="canSign" valuePropName="checked" noStyle>
            <Checkbox>{tr.canSign}</Checkbox>
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
