import PaperClipOutlined from '@ant-design/icons/PaperClipOutlined'
import { memo } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import { registerText } from '../../src-shared/workflow/incoming/part.ts'
import type { DocumentRow } from '../data/api.ts'
import { useCalendar } from '../ui/calendar.ts'
import { moment } from '../ui/moments.ts'
import { t, urgent } from '../ui/text.ts'
import { tb } from '../ui/text-batch.ts'
import { timeLeftWords } from '../ui/time-left.ts'

type Props = {
  row: DocumentRow
  index: number
  count: number
  selected: boolean
  now: number
  /** marked for something to be done with many; `marking`: some are, so every row shows its box */
  marked: boolean
  marking: boolean
  onMark: (id: DocumentId, how: 'one' | 'range') => void
  onSelect: (id: DocumentId) => void
  onOpen: (id: DocumentId) => void
}

/** A title longer than a line is cut in the middle: its end names the 文种. */
function Title({ title }: { title: string }) {
  const about = title.indexOf(t.aboutWord)
  // the organ's name before 关于 says least in a list of its own documents
  const all = [...(title.length > 17 && about > 0 && about < 16 ? title.slice(about) : title)]
  if (all.length <= 15) {
    return (
      <span className="ellipsis" title={title}>
        {all.join('')}
      </span>
    )
  }
  return (
    <span className="cut" title={title}>
      <span className="ellipsis">{all.slice(0, -5).join('')}</span>
      <span>{all.slice(-5).join('')}</span>
    </span>
  )
}

/** One document in two lines: urgency and title, then unit, step, time left; clip and sync dot at the end. */
export const InboxRow = memo(function InboxRow(props: Props) {
  const { row, index, count, selected, now, marked, marking, onMark, onSelect, onOpen } = props
  const calendar = useCalendar()
  const left = row.dueAt === null ? undefined : timeLeftWords(now, row.dueAt, calendar)
  const title = row.title || t.untitled
  const number = row.incoming?.register ? [registerText(row.incoming.register)] : []
  // the step is the same before and after it is filed
  const step = row.state === 'F12' || row.state === 'S9' ? t.filed : row.stepName
  const whence = [row.incoming?.fromUnit ?? row.unitName, step, ...number].join(' · ')
  return (
    <div
      role="option"
      aria-selected={selected}
      aria-checked={marked}
      aria-posinset={index + 1}
      aria-setsize={count}
      tabIndex={selected ? 0 : -1}
      className={`row${selected ? ' selected' : ''}${row.opened ? '' : ' unread'}${row.urgency === urgent ? ' is-urgent' : ''}${marking ? ' marking' : ''}${marked ? ' marked' : ''}`}
      onClick={({ ctrlKey, metaKey, shiftKey }) => {
        if (shiftKey) onMark(row.id, 'range')
        else if (ctrlKey || metaKey) onMark(row.id, 'one')
        else onSelect(row.id)
      }}
      onDoubleClick={() => onOpen(row.id)}
    >
      <i
        className="row-mark"
        title={tb.mark(title)}
        onClick={(event) => {
          event.stopPropagation()
          onMark(row.id, event.shiftKey ? 'range' : 'one')
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      />
      <div className="row-1">
        {row.urgency && <em className={row.urgency === urgent ? 'urgent' : 'rushed'}>{row.urgency}</em>}
        <Title title={title} />
      </div>
      <div className="row-2">
        <span className="ellipsis" title={whence}>
          {whence}
        </span>
        <span className="row-end">
          {row.attachmentCount > 0 && <PaperClipOutlined aria-label={t.attachmentsCount(row.attachmentCount)} />}
          {row.unsent > 0 && <i className="dot unsent" title={t.unsentCount(row.unsent)} />}
          <span className={left?.pressure}>{left ? left.words : moment(row.updatedAt, now)}</span>
        </span>
      </div>
    </div>
  )
})
