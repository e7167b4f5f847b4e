import CheckOutlined from '@ant-design/icons/CheckOutlined'
import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { Badge } from '../ui/Badge.tsx'
import { attributeWords, changeKind, changePlace, describeChange } from '../ui/change-words.ts'
import { moment } from '../ui/moments.ts'
import type { PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { groupChanges, type Grouping } from './group.ts'
import './revisions.css'

type Props = {
  changes: readonly Change[]
  verdicts: ReadonlyMap<string, Verdict>
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  current: string | null
  tracked: boolean
  mayDecide: boolean
  now: number
  onJump: (change: Change) => void
  onDecide: (ids: readonly string[], verdict: 'accept' | 'reject' | 'undo') => void
}

/** 修订: every change with who, when, old and new; click jumps, those who may accept and reject (T5). */
export function RevisionsRail(props: Props) {
  const { changes, verdicts, persons, steps, current, mayDecide, now } = props
  const [by, setBy] = useState<Grouping>('step')
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => groupChanges(changes, by, verdicts, steps, persons), [changes, by, verdicts, steps, persons])
  const open = useMemo(() => changes.filter((change) => !verdicts.has(change.id)).map((change) => change.id), [changes, verdicts])
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in handlers and this very render only
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? 28 : 66),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  useEffect(() => {
    const index = rows.findIndex((row) => row.kind === 'change' && row.change.id === current)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
    // only a new current change scrolls the list
  }, [current])

  if (!changes.length) {
    return (
      <div className="empty">
        <strong>{t.noChanges}</strong>
        {props.tracked ? t.noChangesHint : t.noChangesUntracked}
      </div>
    )
  }
  return (
    <>
      <div className="rev-tools">
        <Select<Grouping>
          size="small"
          variant="borderless"
          popupMatchSelectWidth={false}
          value={by}
          onChange={setBy}
          aria-label={t.byStep}
          options={[
            { value: 'step', label: t.byStep },
            { value: 'person', label: t.byPerson },
            { value: 'place', label: t.byPlace },
          ]}
        />
        <span className="muted">{t.openCount(open.length)}</span>
      </div>
      <div className="rev-list scroll-y" ref={scroll} role="listbox" aria-label={t.revisions} tabIndex={-1}>
        <div style={{ height: virtual.getTotalSize() }} className="rev-inner">
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index]
            if (!row) return null
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className="rev-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'heading' ? (
                  <div className="rev-heading" role="presentation">
                    {row.name}
                    <span className="muted">{row.open ? t.openCount(row.open) : t.decidedCount(row.total)}</span>
                  </div>
                ) : (
                  <Row
                    change={row.change}
                    verdict={verdicts.get(row.change.id)}
                    look={persons.get(row.change.author)}
                    selected={row.change.id === current}
                    mayDecide={mayDecide}
                    now={now}
                    onJump={props.onJump}
                    onDecide={props.onDecide}
                  />
                )}
              </div>
            )
          })}
        </div>
      </div>
      {mayDecide && open.length > 0 ? (
        <div className="rev-foot">
          <Button size="small" onClick={() => props.onDecide(open, 'accept')}>
            {t.acceptAll(open.length)}
          </Button>
          <Button size="small" onClick={() => props.onDecide(open, 'reject')}>
            {t.rejectAll(open.length)}
          </Button>
        </div>
      ) : (
        !mayDecide && open.length > 0 && <div className="rev-foot muted">{t.decideWho}</div>
      )}
    </>
  )
}

type RowProps = {
  change: Change
  verdict: Verdict | undefined
  look: PersonLook | undefined
  selected: boolean
  mayDecide: boolean
  now: number
  onJump: (change: Change) => void
  onDecide: Props['onDecide']
}

function Row({ change, verdict, look, selected, mayDecide, now, onJump, onDecide }: RowProps) {
  const place = changePlace(change)
  return (
    <div
      role="option"
      aria-selected={selected}
      aria-label={`${look?.name ?? ''} ${describeChange(change)}`}
      tabIndex={selected ? 0 : -1}
      className={`rev ${look?.className ?? 'p7'}${selected ? ' selected' : ''}${verdict ? ' decided' : ''}`}
      onClick={() => onJump(change)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onJump(change)
      }}
    >
      <div className="rev-who">
        {look && <Badge look={look} />}
        <b>{look?.name ?? ''}</b>
        <span className="muted">{moment(change.at, now)}</span>
        <span className="rev-acts">
          {verdict ? (
            <>
              <em className={verdict}>{verdict === 'accept' ? t.accepted : t.rejected}</em>
              {mayDecide && (
                <button type="button" className="plain link" onClick={stop(() => onDecide([change.id], 'undo'))}>
                  {t.takeBack}
                </button>
              )}
            </>
          ) : (
            mayDecide && (
              <>
                <button
                  type="button"
                  className="plain rev-act yes"
                  aria-label={t.accept}
                  title={`${t.accept} Alt+Y`}
                  onClick={stop(() => onDecide([change.id], 'accept'))}
                >
                  <CheckOutlined />
                </button>
                <button
                  type="button"
                  className="plain rev-act no"
                  aria-label={t.reject}
                  title={`${t.reject} Alt+N`}
                  onClick={stop(() => onDecide([change.id], 'reject'))}
                >
                  <CloseOutlined />
                </button>
              </>
            )
          )}
        </span>
      </div>
      <div className="rev-text">
        <span className="muted">{place ? `${place} ${changeKind(change)} ` : `${changeKind(change)} `}</span>
        {attributeWords(change)}
        {change.oldText && <del>{change.oldText}</del>}
        {change.newText && <ins>{change.newText}</ins>}
      </div>
    </div>
  )
}

const stop = (run: () => void) => (event: { stopPropagation: () => void }) => {
  event.stopPropagation()
  run()
}
