import { Button, Drawer, Table, Tooltip } from 'antd'
import type { Loan } from '../../../src-shared/workflow/archive/part.ts'
import { day } from '../../ui/moments.ts'
import { tar } from '../../ui/text-archive.ts'

type Props = {
  loans: readonly Loan[]
  /** 'YYYY-MM-DD' */
  today: string
  now: number
  busy: boolean
  /** why nothing can be written now */
  blocked: string | undefined
  onLend: () => void
  onBack: (loan: Loan) => void
  onClose: () => void
}

/** 借阅登记 of a filed document, the newest first. */
export function LoansDrawer({ loans, today, now, busy, blocked, onLend, onBack, onClose }: Props) {
  const stands = ({ returned, dueOn }: Loan): string => {
    if (returned) return tar.returned(day(returned.at, now))
    return dueOn < today ? tar.late : tar.out
  }
  return (
    <Drawer
      open
      title={tar.loans}
      size={720}
      onClose={onClose}
      extra={
        <Tooltip title={blocked}>
          <Button type="primary" size="small" disabled={blocked !== undefined || busy} onClick={onLend}>
            {tar.lend}
          </Button>
        </Tooltip>
      }
    >
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={loans.toReversed()}
        locale={{ emptyText: tar.none }}
        columns={[
          { title: tar.lent, width: 96, render: (_, one: Loan) => day(one.lent.at, now) },
          {
            title: tar.borrower,
            render: (_, one: Loan) => [one.borrower, one.unitName].filter((part) => part !== '').join(' · '),
          },
          { title: tar.how, width: 88, render: (_, one: Loan) => tar.kinds[one.how] },
          { title: tar.purpose, dataIndex: 'purpose' },
          { title: tar.due, width: 104, dataIndex: 'dueOn' },
          { title: tar.state, width: 112, render: (_, one: Loan) => stands(one) },
          {
            title: '',
            width: 64,
            render: (_, one: Loan) =>
              one.returned === null && (
                <Tooltip title={blocked}>
                  <Button type="link" size="small" disabled={blocked !== undefined || busy} onClick={() => onBack(one)}>
                    {tar.back}
                  </Button>
                </Tooltip>
              ),
          },
        ]}
      />
    </Drawer>
  )
}
