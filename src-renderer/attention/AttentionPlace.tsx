import { Segmented } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import type { AttentionItem } from '../data/api.ts'
import { useSettledItems } from '../data/queries.ts'
import { commandName } from '../ui/command-names.ts'
import { moment } from '../ui/moments.ts'
import { t } from '../ui/text.ts'
import { settledThere, settledWord, ta } from '../ui/text-attention.ts'
import { ItemDetail, type DetailProps } from './ItemDetail.tsx'
import './attention.css'

type Props = Omit<DetailProps, 'item' | 'group'> & { items: readonly AttentionItem[] | undefined }

/** Items in the order of reading: each head with those that fell with it right after it. */
function grouped(items: readonly AttentionItem[]): AttentionItem[] {
  const ids = new Set(items.map((item) => item.id))
  const isHead = ({ parkedBy }: AttentionItem): boolean => parkedBy === undefined || !ids.has(parkedBy)
  return items.filter(isHead).flatMap((head) => [head, ...items.filter((item) => item.parkedBy === head.id)])
}

/** 需处理: each refused or parked piece of work once, with what happened, both sides, and what one can do (UI-11). */
export function AttentionPlace({ items, ...given }: Props) {
  const [shown, setShown] = useState<'waiting' | 'settled'>('waiting')
  const settled = useSettledItems()
  const [chosen, setChosen] = useState<string | null>(null)
  const list = shown === 'waiting' ? items && grouped(items) : settled
  const item = list?.find((one) => one.id === chosen) ?? list?.[0]
  const at = list?.findIndex((one) => one === item) ?? -1

  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
    const next = by && list?.[at + by]
    if (!next || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    setChosen(next.id)
    const { currentTarget } = event
    requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>(`[data-item="${next.id}"]`)?.focus())
  }

  // an empty list beside an empty room says the same twice
  if (items?.length === 0 && settled?.length === 0)
    return (
      <div className="plain-place">
        <div className="list-head">
          <b>{t.attention}</b>
        </div>
        <div className="empty">
          <strong>{t.emptyAttention}</strong>
          {t.emptyAttentionHint}
        </div>
      </div>
    )
  return (
    <div className="attention">
      <div className="plain-place">
        <div className="list-head">
          <b>{t.attention}</b>
          {(items?.length || settled?.length || 0) > 0 && (
            <Segmented
              size="small"
              value={shown}
              onChange={setShown}
              options={[
                { value: 'waiting' as const, label: ta.waiting(items?.length ?? 0) },
                { value: 'settled' as const, label: ta.aside(settled?.length ?? 0) },
              ]}
            />
          )}
        </div>
        <div className="scroll-y" role="listbox" aria-label={t.attention} onKeyDown={onKey}>
          {list?.map((one) => (
            <Row key={one.id} item={one} isChosen={one === item} now={given.now} onChoose={() => setChosen(one.id)} />
          ))}
        </div>
      </div>
      {item ? (
        <ItemDetail
          key={item.id}
          {...given}
          item={item}
          group={shown === 'waiting' ? (list?.filter((one) => one.parkedBy === item.id).length ?? 0) : 0}
        />
      ) : (
        <div className="empty">
          <strong>{!list ? t.notLoadedYet : shown === 'waiting' ? t.emptyAttention : ta.emptyAside}</strong>
          {list && (shown === 'waiting' ? t.emptyAttentionHint : ta.emptyAsideHint)}
        </div>
      )}
    </div>
  )
}

function Row({ item, isChosen, now, onChoose }: { item: AttentionItem; isChosen: boolean; now: number; onChoose: () => void }) {
  const { settled } = item
  const when = settled
    ? `${settled.by ? settledWord[settled.by] : settledThere} ${moment(settled.at, now)}`
    : item.parkedBy !== undefined
      ? ta.withHead
      : t.refusedAt(moment(item.at, now))
  return (
    <button
      type="button"
      role="option"
      aria-selected={isChosen}
      tabIndex={isChosen ? 0 : -1}
      data-item={item.id}
      className={`plain att-row${isChosen ? ' selected' : ''}${item.parkedBy === undefined ? '' : ' parked'}`}
      onClick={onChoose}
    >
      <span className="ellipsis" title={item.title}>
        {item.title || t.untitled}
      </span>
      <span className="muted ellipsis">
        {commandName(item.commandName)} · {when}
      </span>
    </button>
  )
}
