import ArrowDownOutlined from '@ant-design/icons/ArrowDownOutlined'
import ArrowUpOutlined from '@ant-design/icons/ArrowUpOutlined'
import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { Button, InputNumber } from 'antd'
import { t } from '../ui/text.ts'
import { tb } from '../ui/text-batch.ts'
import { BatchLines } from '../ui/batch/BatchLines.tsx'
import { moved, type BatchItem, type BatchLine } from '../ui/batch/run-batch.ts'

type Props = {
  items: readonly BatchItem[]
  /** how far each is; null: not begun, they may still be changed */
  lines: readonly BatchLine[] | null
  onItems: (items: readonly BatchItem[]) => void
}

/** The documents of a batch in their order, with copies of each; then what came of each, and why not. */
export function BatchList({ items, lines, onItems }: Props) {
  if (lines) return <BatchLines lines={lines} />
  return (
    <ol className="batch-list scroll-y" aria-label={tb.documents}>
      {items.map((item, i) => {
        const title = item.title || t.untitled
        return (
          <li key={item.id} className="batch-line">
            <span className="batch-title" title={title}>
              {title}
            </span>
            <InputNumber
              size="small"
              aria-label={tb.copiesOf(title)}
              min={1}
              max={999}
              precision={0}
              value={item.copies}
              onChange={(copies) => onItems(items.map((one) => (one.id === item.id ? { ...one, copies: copies ?? 1 } : one)))}
            />
            <Button
              size="small"
              type="text"
              icon={<ArrowUpOutlined />}
              aria-label={tb.up(title)}
              disabled={i === 0}
              onClick={() => onItems(moved(items, i, -1))}
            />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownOutlined />}
              aria-label={tb.down(title)}
              disabled={i === items.length - 1}
              onClick={() => onItems(moved(items, i, 1))}
            />
            <Button
              size="small"
              type="text"
              icon={<CloseOutlined />}
              aria-label={tb.remove(title)}
              onClick={() => onItems(items.filter((one) => one.id !== item.id))}
            />
          </li>
        )
      })}
    </ol>
  )
}
