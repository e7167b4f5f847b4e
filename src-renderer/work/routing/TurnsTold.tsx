import { Modal, Table } from 'antd'
import { useState } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { TurnTold } from '../../../src-shared/turns/messages.ts'
import { moment } from '../../ui/moments.ts'
import { tr } from '../../ui/text-routing.ts'
import { useTurnsTold } from './use-turns-told.ts'
import './routing.css'

type Props = { online: boolean; now: number; onOpen: (id: DocumentId) => void }

/**
 * A line over 待办: which documents are late with others, and whom to urge. A title, and the way to the document, only where one
 * may read it (WF-115). Nothing where nobody is late.
 */
export function TurnsTold({ online, now, onOpen }: Props) {
  const turns = useTurnsTold(online, now)
  const [open, setOpen] = useState(false)
  if (turns.length === 0) return null
  const worst = turns.some((one) => one.level === 'red') ? 'red' : 'orange'
  const about = ({ docId, unitName, number, title }: TurnTold) => (
    <>
      {title === null ? (
        <span>{tr.told.hidden}</span>
      ) : (
        <button
          type="button"
          className="plain link"
          onClick={() => {
            setOpen(false)
            onOpen(docId)
          }}
        >
          {title}
        </button>
      )}
      <div className="muted">{[unitName, number].filter(Boolean).join('　')}</div>
    </>
  )
  return (
    <>
      <button type="button" className={`plain routing-told routing-${worst}`} onClick={() => setOpen(true)}>
        {tr.told.line(turns.length)}
      </button>
      <Modal open={open} title={tr.told.title} footer={null} onCancel={() => setOpen(false)} width={720} className="dialog">
        <p>{tr.told.tells}</p>
        <Table
          size="small"
          className="routing-turns"
          pagination={false}
          rowKey="taskId"
          dataSource={[...turns]}
          columns={[
            { title: tr.told.head[0], render: (_, one) => about(one) },
            { title: tr.told.head[1], render: (_, one) => `${one.stepName}　${one.holder.name}（${one.holder.unitName}）` },
            {
              title: tr.told.head[2],
              render: (_, one) => (
                <span className={`routing-${one.level}`}>{one.dueAt === null ? '' : moment(one.dueAt, now)}</span>
              ),
            },
          ]}
        />
      </Modal>
    </>
  )
}
