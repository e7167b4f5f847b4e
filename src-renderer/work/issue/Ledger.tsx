import { Button, Drawer, Table, Tooltip } from 'antd'
import type { Receipt } from '../../../src-shared/workflow/issue/part.ts'
import { moment } from '../../ui/moments.ts'
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

/** 分发与签收: every copy that was sent, how it stands, since when, by whom and why; what was given back stands first. */
export function Ledger({ receipts, now, recall, blocked, onClose }: Props) {
  const of = (status: Receipt['status']): number => receipts.filter((one) => one.status === status).length
  return (
    <Drawer open title={ti.ledgerTitle} size={720} onClose={onClose} className="issue-ledger">
      <p className="muted">
        {[ti.ledgerSum(of('signed'), receipts.length), ...(of('rejected') > 0 ? [ti.ledgerBack(of('rejected'))] : [])].join('，')}
      </p>
      <Table
        size="small"
        pagination={false}
        rowKey="docId"
        dataSource={receipts.toSorted((a, b) => Number(b.status === 'rejected') - Number(a.status === 'rejected'))}
        columns={[
          { title: ti.unit, dataIndex: 'unitName' },
          { title: ti.sentAs, render: (_, copy: Receipt) => ti.as[copy.as], width: 64 },
          {
            title: ti.status,
            width: 168,
            render: (_, copy: Receipt) => (
              <>
                <span className={copy.status === 'rejected' ? 'issue-told' : ''}>{ti.receipts[copy.status]}</span>
                {copy.reason !== '' && <div className="muted">{copy.reason}</div>}
              </>
            ),
          },
          { title: ti.when, width: 120, render: (_, copy: Receipt) => moment(copy.at ?? copy.sentAt, now) },
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
