import { useVirtualizer } from '@tanstack/react-virtual'
import { Button } from 'antd'
import { useEffect, useImperativeHandle, useRef, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DocumentRow } from '../data/api.ts'
import { isComposing } from '../ui/composing.ts'
import { t } from '../ui/text.ts'
import { tb } from '../ui/text-batch.ts'
import { InboxRow } from './InboxRow.tsx'
import { allMarked, markedOf, noMarks, ranged, toggled, type Marks } from './marks.ts'
import './inbox.css'

const ROW = 56

export type InboxHandle = { move: (by: number) => void; open: () => void; focus: () => void }

type Props = {
  name: string
  order: string
  rows: readonly DocumentRow[] | undefined
  selectedId: DocumentId | null
  now: number
  empty: ReactNode
  /** told over the rows, whatever they are */
  above: ReactNode
  ref: Ref<InboxHandle>
  /** what is marked for something to be done with many of them */
  marks: Marks
  onMarks: (marks: Marks) => void
  onBatch: () => void
  onActs: () => void
  onSelect: (id: DocumentId) => void
  onOpen: (id: DocumentId) => void
  onBack: () => void
}

/** The list of a place: virtual, two-line rows, one tab stop, arrows or J and K (UI-30). */
export function InboxList(props: Props) {
  const { name, order, rows, selectedId, now, empty, above, ref, marks, onMarks, onBatch, onActs, onSelect, onOpen, onBack } =
    props
  const scroll = useRef<HTMLDivElement>(null)
  const list = rows ?? []
  const at = list.findIndex((row) => row.id === selectedId)
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in handlers and this very render only
  const virtual = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    getItemKey: (index) => list[index]?.id ?? index,
    overscan: 10,
  })
  const rowOf = (index: number): HTMLElement | null =>
    scroll.current?.querySelector(`[data-index="${index}"] [role="option"]`) ?? null

  const move = (by: number): void => {
    const next = Math.min(Math.max(at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by, 0), list.length - 1)
    const row = list[next]
    if (!row) return
    virtual.scrollToIndex(next, { align: 'auto' })
    onSelect(row.id)
    if (scroll.current?.contains(document.activeElement)) requestAnimationFrame(() => rowOf(next)?.focus({ preventScroll: true }))
  }
  const open = (): void => {
    const row = list[at]
    if (row) onOpen(row.id)
  }
  useImperativeHandle(ref, () => ({ move, open, focus: () => (rowOf(at) ?? scroll.current)?.focus() }))
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
    // the list keeps its position; only a new selection may move it
  }, [selectedId])

  const ids = list.map((row) => row.id)
  const mark = (id: DocumentId, how: 'one' | 'range'): void =>
    onMarks(how === 'one' ? toggled(marks, id) : ranged(marks, ids, selectedId, id))
  const marked = markedOf(marks, list).length
  /** Keys of marking; whether it was one. */
  const markKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean => {
    const here = list[at]
    const way = { ArrowDown: 1, ArrowUp: -1 }[key]
    const next = way === undefined ? undefined : list[at + way]
    if (altKey) return false
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'a') onMarks(allMarked(ids))
    else if (key === ' ' && here) onMarks(toggled(marks, here.id))
    else if (key === 'Escape' && marked > 0) onMarks(noMarks)
    else if (shiftKey && way !== undefined && here) {
      onMarks(ranged(marks, ids, here.id, (next ?? here).id))
      move(way)
    } else return false
    return true
  }
  const keys = (event: KeyboardEvent): void => {
    if (!isComposing(event) && markKey(event)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW) / ROW) - 1)
    const moves: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -list.length,
      End: list.length,
    }
    const by = moves[event.key]
    if (by !== undefined) move(by)
    else if (event.key === 'Enter') open()
    else if (event.key === 'Escape') onBack()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="list">
      <div className="list-head">
        {marked > 0 ? (
          <>
            <b role="status">{tb.marked(marked)}</b>
            <Button size="small" type="link" className="list-batch" title={`${tb.cmdBatch}　Ctrl+Shift+P`} onClick={onBatch}>
              {tb.batch}
            </Button>
            <Button size="small" type="link" title={tb.cmdActs} onClick={onActs}>
              {tb.actsShort}
            </Button>
            <Button size="small" type="text" onClick={() => onMarks(allMarked(ids))}>
              {tb.markAll}
            </Button>
            <Button size="small" type="text" title={tb.clearHint} onClick={() => onMarks(noMarks)}>
              {tb.clear}
            </Button>
          </>
        ) : (
          <>
            <b>{name}</b>
            <span className="muted">{order}</span>
            <span className="muted list-count">{list.length > 0 && t.itemsOf(list.length)}</span>
          </>
        )}
      </div>
      {above}
      {rows === undefined ? (
        <div className="empty">{t.notLoadedYet}</div>
      ) : list.length === 0 ? (
        <div className="empty">{empty}</div>
      ) : (
        <div
          className="list-rows scroll-y"
          ref={scroll}
          role="listbox"
          aria-multiselectable
          aria-label={name}
          tabIndex={at < 0 ? 0 : -1}
          onKeyDown={keys}
        >
          <div className="list-inner" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = list[item.index]
              return row ? (
                <div
                  key={item.key}
                  data-index={item.index}
                  className="list-slot"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <InboxRow
                    row={row}
                    index={item.index}
                    count={list.length}
                    selected={row.id === selectedId}
                    now={now}
                    marked={marks.ids.has(row.id)}
                    marking={marked > 0}
                    onMark={mark}
                    onSelect={onSelect}
                    onOpen={onOpen}
                  />
                </div>
              ) : null
            })}
          </div>
        </div>
      )}
    </div>
  )
}
