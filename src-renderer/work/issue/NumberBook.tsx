import { Button, Drawer, Select, Table, Tag, Tooltip } from 'antd'
import { useEffect, useState } from 'react'
import { dateOf } from '../../../src-shared/calendar/working-days.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { BookLine, BookResponse } from '../../../src-shared/numbers/messages.ts'
import type { TableSheet } from '../../../src-shared/paper/sheets/model.ts'
import { numberText } from '../../../src-shared/workflow/issue/part.ts'
import { call, codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { day } from '../../ui/moments.ts'
import { usePrintTable } from '../../ui/print-sheet.ts'
import { tnb } from '../../ui/text-numbers.ts'
import { ReasonDialog } from '../ReasonDialog.tsx'
import type { Book } from './number-books.ts'
import './issue.css'

type Props = {
  books: readonly Book[]
  now: number
  /** this year in China */
  year: number
  onOpen: (id: DocumentId) => void
  onClose: () => void
}

/** 发文号簿: every number of a book and year with what became of it, newest first; clerks keep numbers free and give them up. */
export function NumberBook({ books, now, year: thisYear, onOpen, onClose }: Props) {
  const print = usePrintTable()
  const [prefix, setPrefix] = useState(books[0]?.prefix ?? '')
  const [year, setYear] = useState(thisYear)
  const [book, setBook] = useState<BookResponse>()
  const [code, setCode] = useState<string | null>(null)
  const [asking, setAsking] = useState<'reserve' | BookLine | null>(null)
  const [busy, setBusy] = useState(false)
  /** how often the page was asked for again */
  const [looked, setLooked] = useState(0)

  useEffect(() => {
    let gone = false
    call('numbers.book', { prefix, year }).then(
      (answer) => {
        if (gone) return
        setBook(answer)
        setCode(null)
      },
      (error: unknown) => {
        if (!gone) setCode(codeOf(error))
      },
    )
    return () => {
      gone = true
    }
  }, [prefix, year, looked])
  const done = async (answer: Promise<BookResponse>): Promise<void> => {
    setBusy(true)
    try {
      setBook(await answer)
      setCode(null)
    } catch (error) {
      setCode(codeOf(error))
    } finally {
      setBusy(false)
      setAsking(null)
    }
  }

  const shown = book && book.prefix === prefix && book.year === year ? book : undefined
  const keeps = books.find((one) => one.prefix === prefix)?.keeps === true
  const named = (seq: number): string => numberText({ prefix, year, seq })
  return (
    <Drawer open title={tnb.title} size={820} onClose={onClose} className="number-book">
      <div className="number-book-tools">
        <Select
          size="small"
          value={prefix}
          onChange={setPrefix}
          aria-label={tnb.prefix}
          options={books.map((one) => ({ value: one.prefix, label: one.prefix }))}
        />
        <Select
          size="small"
          value={year}
          onChange={setYear}
          aria-label={tnb.year}
          options={(book?.years ?? [year]).map((value) => ({ value, label: tnb.yearIs(value) }))}
        />
        {shown && <span className="muted grow">{summary(shown)}</span>}
        {shown && shown.lines.length > 0 && (
          <Button size="small" onClick={() => print(bookTable(shown))}>
            {tnb.print}
          </Button>
        )}
        {shown && keeps && year === thisYear && (
          <Button size="small" disabled={busy} onClick={() => setAsking('reserve')}>
            {tnb.reserve}
          </Button>
        )}
      </div>
      {code !== null && (
        <p role="alert" className="number-book-told">
          {sentence(code)}{' '}
          <Button size="small" onClick={() => setLooked((n) => n + 1)}>
            {tnb.again}
          </Button>
        </p>
      )}
      {shown && <p className="number-book-next">{tnb.next(named(shown.next))}</p>}
      <Table
        size="small"
        rowKey="seq"
        loading={!shown && code === null}
        pagination={shown && shown.lines.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
        dataSource={shown?.lines ?? []}
        locale={{ emptyText: code === null && shown ? tnb.empty : ' ' }}
        columns={[
          { title: tnb.number, width: 168, render: (_, one: BookLine) => named(one.seq) },
          {
            title: tnb.status,
            width: 64,
            render: (_, one: BookLine) => <Tag color={colours[one.status]}>{tnb.statuses[one.status]}</Tag>,
          },
          { title: tnb.document, render: (_, one: BookLine) => <Document line={one} onOpen={onOpen} /> },
          {
            title: tnb.reason,
            width: 120,
            ellipsis: true,
            render: (_, one: BookLine) => <Tooltip title={one.reason}>{one.reason}</Tooltip>,
          },
          { title: tnb.by, width: 80, dataIndex: 'by' },
          { title: tnb.when, width: 96, render: (_, one: BookLine) => day(one.at, now) },
          {
            title: '',
            width: 64,
            render: (_, one: BookLine) =>
              keeps &&
              one.status === 'reserved' && (
                <Button type="link" size="small" danger disabled={busy} onClick={() => setAsking(one)}>
                  {tnb.giveUp}
                </Button>
              ),
          },
        ]}
      />
      {asking === 'reserve' && shown && (
        <ReasonDialog
          title={tnb.reserveTitle}
          ok={tnb.reserveOk}
          tells={tnb.reserveTells(named(shown.next))}
          busy={busy}
          onCancel={() => setAsking(null)}
          onDone={({ reason }) => void done(call('numbers.reserve', { prefix, reason }))}
        />
      )}
      {asking !== null && asking !== 'reserve' && (
        <ReasonDialog
          title={tnb.giveUpTitle(named(asking.seq))}
          ok={tnb.giveUp}
          busy={busy}
          onCancel={() => setAsking(null)}
          onDone={({ reason }) => void done(call('numbers.giveUp', { prefix, year, seq: asking.seq, reason }))}
        />
      )}
    </Drawer>
  )
}

const colours: Record<BookLine['status'], string> = { used: 'default', void: 'red', reserved: 'gold' }

function Document({ line, onOpen }: { line: BookLine; onOpen: (id: DocumentId) => void }) {
  const { docId, title, unread } = line
  if (docId === null) return <span className="muted">{unread ? tnb.notReadable : ''}</span>
  return (
    <button type="button" className="plain link" onClick={() => onOpen(docId)}>
      {title}
    </button>
  )
}

/** How many numbers there are of each kind, and those nobody brought back after a restore (SY-192). */
function summary({ next, lines }: BookResponse): string {
  const of = (status: BookLine['status']): number => lines.filter((one) => one.status === status).length
  const first = lines.at(-1)?.seq ?? next
  const missing = next - first - lines.length
  const sum = tnb.sum(of('used'), of('void'), of('reserved'))
  return missing > 0 ? `${sum} · ${tnb.missing(missing)}` : sum
}

/** The book on paper, from its first number on. */
const bookTable = ({ prefix, year, lines }: BookResponse): Omit<TableSheet, 'kind'> => ({
  title: tnb.titleOf(prefix, year),
  heads: [tnb.number, tnb.status, tnb.document, tnb.reason, tnb.by, tnb.when],
  widths: [5, 2, 8, 4, 2, 3],
  rows: lines
    .toReversed()
    .map((one) => [
      numberText({ prefix, year, seq: one.seq }),
      tnb.statuses[one.status],
      one.docId === null ? (one.unread ? tnb.notReadable : '') : one.title,
      one.reason,
      one.by,
      dateOf(one.at),
    ]),
})
