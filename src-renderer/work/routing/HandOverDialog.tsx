import { App, Form, Modal, Table } from 'antd'
import { useState } from 'react'
import type { HandOverResponse } from '../../../src-shared/turns/messages.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { Person } from '../../../src-shared/workflow/person.ts'
import { call, codeOf } from '../../desk.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { sentence } from '../../ui/messages.ts'
import { moment } from '../../ui/moments.ts'
import { t } from '../../ui/text.ts'
import { tr } from '../../ui/text-routing.ts'
import type { HandedOver } from './hand-over-args.ts'
import { PersonField } from './PersonField.tsx'

type Values = { from?: string; to?: string; text: string }
type Props = {
  directory: Directory
  /** the organ whose turns they are */
  unitId: string
  /** who leaves; undefined: to be chosen */
  leaver: Person | undefined
  now: number
  busy: boolean
  onCancel: () => void
  onHandOver: (handed: HandedOver) => void
}

/** 交接: all open turns of somebody who leaves and their steps to come, shown before they are handed over (R-35, WF-118). */
export function HandOverDialog({ directory, unitId, leaver, now, busy, onCancel, onHandOver }: Props) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [found, setFound] = useState<HandOverResponse | undefined>()
  const [looking, setLooking] = useState(false)
  const from = Form.useWatch('from', form) ?? leaver?.userId
  const to = Form.useWatch('to', form)
  const taken = found?.turns.filter((one) => one.taken) ?? []
  const ahead = found?.ahead.filter((one) => one.taken) ?? []
  const count = taken.length + ahead.length
  const asked = (): { from: string | undefined; to: string | undefined } => {
    const { from: chosen, to: successor } = form.getFieldsValue()
    return { from: chosen ?? leaver?.userId, to: successor }
  }
  const look = async (): Promise<void> => {
    const { from: leaves, to: takes } = asked()
    setFound(undefined)
    if (leaves === undefined || takes === undefined) return
    // of two looks that are under way, only the list of the people who stand there now counts
    const isStill = (): boolean => asked().from === leaves && asked().to === takes
    setLooking(true)
    try {
      const answer = await call('turns.handOver', { from: leaves, to: takes })
      if (isStill()) setFound(answer)
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    } finally {
      if (isStill()) setLooking(false)
    }
  }
  return (
    <Modal
      open
      title={leaver ? tr.handOverTitle(leaver.name) : tr.handOver.replace('…', '')}
      okText={tr.handOverOk(count)}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, disabled: count === 0 || looking }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          ({ text }) =>
            from !== undefined && to !== undefined && onHandOver({ from, to, reason: text.trim(), turns: taken, ahead }),
          () => undefined,
        )
      }
      width={640}
      // with its list it fits 768 lines
      style={{ top: 40 }}
      className="dialog"
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text: '' }}>
        {!leaver && (
          <PersonField
            directory={directory}
            unitId={unitId}
            name="from"
            label={tr.leaver}
            without={new Set(to === undefined ? [] : [to])}
            onChosen={() => void look()}
          />
        )}
        <PersonField
          directory={directory}
          unitId={unitId}
          name="to"
          label={tr.successor}
          without={new Set(from === undefined ? [] : [from])}
          onChosen={() => void look()}
        />
        <OpinionField
          label={tr.reason}
          phrases={[]}
          required={tr.reasonMissing}
          onPhrase={(phrase) => form.setFieldsValue({ text: phrase })}
        />
      </Form>
      {!found && <p className="muted">{looking ? tr.looking : tr.lookHint}</p>}
      {found && (
        <>
          <p>
            {found.turns.length === 0 ? tr.none : tr.some(found.turns.length, found.turns.length - taken.length)}
            {found.ahead.length > 0 && tr.someAhead(found.ahead.length, found.ahead.length - ahead.length)}
          </p>
          <Table
            size="small"
            className="routing-turns"
            pagination={false}
            rowKey="key"
            rowClassName={(row) => (row.taken ? '' : 'muted')}
            dataSource={[
              ...found.turns.map((one) => ({ ...one, key: one.taskId, when: moment(one.arrivedAt, now) })),
              ...found.ahead.map((one) => ({ ...one, key: `${one.docId} ${one.step}`, when: tr.notYet })),
            ]}
            columns={[
              { title: tr.head[0], dataIndex: 'title' },
              { title: tr.head[1], dataIndex: 'stepName' },
              { title: tr.head[2], dataIndex: 'when' },
            ]}
          />
        </>
      )}
    </Modal>
  )
}
