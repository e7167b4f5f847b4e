import { App, Button, Drawer, Dropdown, Tooltip, type MenuProps } from 'antd'
import DownOutlined from '@ant-design/icons/DownOutlined'
import type { TableSheet } from '../../../src-shared/paper/sheets/model.ts'
import { cellsOf, type SummaryRow } from '../../../src-shared/workflow/consult/summary.ts'
import { signedDay } from '../../ui/moments.ts'
import { usePrintTable } from '../../ui/print-sheet.ts'
import { tcs } from '../../ui/text-consult.ts'

export type LineAct = NonNullable<MenuProps['items']>[number]
type Props = {
  title: string
  rows: readonly SummaryRow[]
  /** what can be done with a line; none for who only reads */
  actsOf: (row: SummaryRow) => LineAct[]
  /** 催办 all that have not answered, and why not where it cannot be done; undefined where there is nobody to remind */
  remindAll: { blocked: string | undefined; run: () => void } | undefined
  onClose: () => void
}

/** The words of a line, one per column of the table. */
export function wordsOf(row: SummaryRow): string[] {
  const { ruling } = row
  const settled = ruling
    ? ruling.ruling === ''
      ? tcs.sides(ruling.ours, ruling.theirs)
      : tcs.ruledBy(ruling.ruledBy, ruling.ruling)
    : ''
  const notes = [
    row.suggestion === null ? '' : tcs.hasSuggestion,
    row.onThisText || row.by === '' ? '' : tcs.earlierText,
    row.by === '' && row.reminded > 0 ? tcs.reminders(row.reminded) : '',
  ]
  return [
    String(row.round),
    row.unit,
    tcs.standing[row.standing],
    [row.opinion, ...notes.filter(Boolean).map((note) => `（${note}）`), settled].filter(Boolean).join(' '),
    [row.by || (row.endedBy && tcs.endedBy(row.endedBy)), row.on && signedDay(row.on)].filter(Boolean).join(' '),
    row.adopted ? tcs.adopted[row.adopted] : '',
    row.reason,
  ]
}

/** The table on paper; `title`: of the document. */
const summaryTable = (title: string, rows: readonly SummaryRow[]): Omit<TableSheet, 'kind'> => ({
  title: tcs.summaryOf(title),
  heads: tcs.head,
  widths: [2, 3, 2, 8, 4, 2, 3],
  rows: rows.map(wordsOf),
})

/** 意见汇总表: unit, opinion, whether it was taken up and why not; printed and copied as it stands. */
export function SummaryDrawer({ title, rows, actsOf, remindAll, onClose }: Props) {
  const { message } = App.useApp()
  const print = usePrintTable()
  const copy = (): void =>
    void navigator.clipboard.writeText(cellsOf([tcs.head, ...rows.map(wordsOf)])).then(() => message.success(tcs.copied))
  const tools = (
    <span className="consult-tools">
      {remindAll && (
        <Tooltip title={remindAll.blocked}>
          <Button size="small" disabled={remindAll.blocked !== undefined} onClick={remindAll.run}>
            {tcs.remindAll}
          </Button>
        </Tooltip>
      )}
      <Button size="small" title={tcs.copyHint} onClick={copy}>
        {tcs.copy}
      </Button>
      <Button size="small" onClick={() => print(summaryTable(title, rows))}>
        {tcs.print}
      </Button>
    </span>
  )
  return (
    <Drawer open title={tcs.summaryTitle} size={920} extra={tools} onClose={onClose}>
      <p className="consult-title">{title}</p>
      <table className="consult-table" aria-label={tcs.summaryTitle}>
        <thead>
          <tr>
            {tcs.head.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th className="consult-acts" aria-hidden />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.taskId} row={row} acts={actsOf(row)} />
          ))}
        </tbody>
      </table>
    </Drawer>
  )
}

function Line({ row, acts }: { row: SummaryRow; acts: LineAct[] }) {
  return (
    <tr data-unit={row.unitId} className={row.standing}>
      {wordsOf(row).map((words, i) => (
        <td key={tcs.head[i]}>{words}</td>
      ))}
      <td className="consult-acts">
        {acts.length > 0 && (
          <Dropdown trigger={['click']} menu={{ items: acts }}>
            <Button size="small" type="text" aria-label={row.unit}>
              <DownOutlined />
            </Button>
          </Dropdown>
        )}
      </td>
    </tr>
  )
}
