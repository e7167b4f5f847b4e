import { App, Form, Modal, Table } from 'antd'
import { useState } from 'react'
import type { TurnToHandOver } from '../../../src-shared/turns/messages.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { Person } from '../../../src-shared/workflow/person.ts'
import { call, codeOf } from '../../desk.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { sentence } from '../../ui/messages.ts'
import { moment } from '../../ui/moments.ts'
import { t } from '../../ui/text.ts'
import { tr } from '../../ui/text-routing.ts'
import { PersonField } from './PersonField.tsx'

type Values = { to: string; text: string }
type Props = {
  directory: Directory
  person: Person
  now: number
  busy: boolean
  onCancel: () => void
  onHandOver: (to: string, reason: string, turns: readonly TurnToHandOver[]) => void
}

/** 交接: all open turns of somebody who leaves, shown before they are handed over. */
export function HandOverDialog({ directory, person, now, busy, onCancel, onHandOver }: Props) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [turns, setTurns] = useState<readonly TurnToHandOver[] | undefined>()
  const [looking, setLooking] = useState(false)
  const taken = turns?.filter((one) => one.taken) ?? []
  const look = async (to: string): Promise<void> => {
    setLooking(true)
    try {
      setTurns((await call('turns.handOver', { from: person.userId, to })).turns)
    } catch (error) {
      setTurns(undefined)
      void message.error(sentence(codeOf(error)))
    } finally {
      setLooking(false)
    }
  }
  return (
    <Modal
      open
      title={tr.handOverTitle(person.name)}
      okText={tr.handOverOk(taken.length)}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, disabled: taken.length === 0 || looking }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          ({ to, text }) => onHandOver(to, text.trim(), taken),
          () => undefined,
        )
      }
      width={640}
      className="dialog"
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text: '' }}>
        <PersonField
          directory={directory}
          unitId={person.unitId}
          name="to"
          label={tr.successor}
          without={new Set([person.userId])}
          onChosen={(to) => void look(to)}
        />
        <OpinionField
          label={tr.reason}
          phrases={[]}
          required={tr.reasonMissing}
          onPhrase={(phrase) => form.setFieldsValue({ text: phrase })}
        />
      </Form>
      {looking && <p className="muted">{tr.looking}</p>}
      {turns && (
        <>
          <p>{turns.length === 0 ? tr.none : tr.some(turns.length, turns.length - taken.length)}</p>
          <Table
            size="small"
            className="routing-turns"
            pagination={false}
            rowKey="taskId"
            rowClassName={(row) => (row.taken ? '' : 'muted')}
            dataSource={[...turns]}
            columns={[
              { title: tr.head[0], dataIndex: 'title' },
              { title: tr.head[1], dataIndex: 'stepName' },
              { title: tr.head[2], dataIndex: 'arrivedAt', render: (at: number) => moment(at, now) },
            ]}
          />
        </>
      )}
    </Modal>
  )
}
