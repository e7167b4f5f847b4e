import { Button, Drawer, Table, Tooltip } from 'antd'
import type { Receipt } from '../../../src-shared/workflow/issue/part.ts'
import { day } from '../../ui/moments.ts'
import { ti } from '../../ui/text-issue.ts'

type Props = {
  receipts: readonly Receipt[]
  now: number
  /** undefined: this person may not call copies back */
  recall: ((copy: Receipt) => void) | undefined
  /** why calling back is off now */
  blocked: string | undefined
  onClose: () => void
}

/** 分发与签收: every copy that was sent, how it stands, since when and by whom. */
export function Ledger({ receipts, now, recall, blocked, onClose }: Props) {
  const signed = receipts.filter(({ status }) => status === 'signed').length
  return (
    <Drawer open title={ti.ledgerTitle} size={640} onClose={onClose} className="issue-ledger">
      <p className="muted">{ti.ledgerSum(signed, receipts.length)}</p>
      <Table
        size="small"
        pagination={false}
        rowKey="docId"
        dataSource={[...receipts]}
        columns={[
          { title: ti.unit, dataIndex: 'unitName' },
          { title: '', render: (_, copy: Receipt) => ti.as[copy.as], width: 56 },
          {
            title: ti.status,
            width: 96,
            render: (_, copy: Receipt) => <Tooltip title={copy.reason}>{ti.receipts[copy.status]}</Tooltip>,
          },
          { title: ti.when, width: 120, render: (_, copy: Receipt) => day(copy.at ?? copy.sentAt, now) },
          { title: ti.who, width: 88, render: (_, copy: Receipt) => (copy.by ?? copy.sentBy).name },
          {
            title: '',
            width: 72,
            render: (_, copy: Receipt) =>
              recall &&
              copy.status === 'sent' && (
                <Tooltip title={blocked}>
                  <Button type="link" size="small" disabled={blocked !== undefined} onClick={() => recall(copy)}>
                    {ti.recall}
                  </Button>
                </Tooltip>
              ),
          },
        ]}
      />
    </Drawer>
  )
}
