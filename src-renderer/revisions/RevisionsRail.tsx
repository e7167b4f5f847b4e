import FilterOutlined from '@ant-design/icons/FilterOutlined'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { Badge } from '../ui/Badge.tsx'
import type { PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { r } from '../ui/text-revisions.ts'
import { ChangeRow } from './ChangeRow.tsx'
import { standing } from './decided.ts'
import { DecideButtons, type OnDecide } from './DecideButtons.tsx'
import { filterSize, occurringIn, type Filter, type Tables } from './filter.ts'
import { FilterPanel } from './FilterPanel.tsx'
import { groupChanges, type Grouping, type RailRow } from './group.ts'
import './revisions.css'

type Props = {
  /** all changes of the document, and those the filter leaves */
  changes: readonly Change[]
  shown: readonly Change[]
  /** the changes the selection in the page touches */
  selected: readonly Change[]
  filter: Filter
  tables: Tables
  verdicts: ReadonlyMap<string, Verdict>
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  current: string | null
  tracked: boolean
  /** a 收文: nobody changes what another organ issued */
  incoming: boolean
  mayDecide: boolean
  turnSince: number | null
  now: number
  onFilter: (filter: Filter) => void
  onJump: (change: Change) => void
  onDecide: OnDecide
}

/** 修订: every change with who, when, old and new, filtered and in groups; click jumps, those who may decide do so here (T5). */
export function RevisionsRail(props: Props) {
  const { changes, shown, filter, verdicts, persons, steps, mayDecide } = props
  const [by, setBy] = useState<Grouping>('step')
  const [filterOpen, setFilterOpen] = useState(false)
  const rows = useMemo(() => groupChanges(shown, by, verdicts, steps, persons), [shown, by, verdicts, steps, persons])
  const all = useMemo(() => standing(shown, verdicts), [shown, verdicts])
  const gone = useMemo(() => {
    const here = new Set(changes.map((change) => change.id))
    return [...verdicts.keys()].filter((id) => !here.has(id)).length
  }, [changes, verdicts])
  const filtering = filterSize(filter)

  if (!changes.length) {
    return (
      <div className="empty">
        <strong>{r.noChanges}</strong>
        {props.incoming ? r.noChangesIncoming : props.tracked ? r.noChangesHint : r.noChangesUntracked}
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
          aria-label={r.groupBy}
          options={[
            { value: 'step', label: r.byStep },
            { value: 'person', label: r.byPerson },
            { value: 'place', label: r.byPlace },
          ]}
        />
        <span className="muted">{r.openCount(all.open.length)}</span>
        <button
          type="button"
          className={`plain filter-toggle${filtering ? ' on' : ''}`}
          aria-expanded={filterOpen}
          title={r.filterOpen}
          onClick={() => setFilterOpen(!filterOpen)}
        >
          <FilterOutlined aria-hidden /> {filtering ? r.filterActive(filtering) : r.filter}
        </button>
      </div>
      {filterOpen && (
        <FilterPanel {...props} occurring={occurringIn(changes, props.tables)} found={shown.length} all={changes.length} />
      )}
      {gone > 0 && (
        <div className="rev-gone" title={r.goneDecisionsHint}>
          {r.goneDecisions(gone)}
        </div>
      )}
      {shown.length ? (
        <List {...props} rows={rows} />
      ) : (
        <div className="empty rev-list">
          <strong>{r.filterNone}</strong>
          {r.filterNoneHint}
        </div>
      )}
      {mayDecide ? (
        <Foot {...props} all={all} filtering={filtering > 0} />
      ) : (
        all.open.length > 0 && <div className="rev-foot muted">{r.decideWho}</div>
      )}
    </>
  )
}

function List({ rows, current, verdicts, persons, mayDecide, now, onJump, onDecide }: Props & { rows: readonly RailRow[] }) {
  const scroll = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in handlers and this very render only
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? 29 : 66),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
  })
  useEffect(() => {
    const index = rows.findIndex((row) => row.kind === 'change' && row.change.id === current)
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
    // only a new current change scrolls the list
  }, [current])
  return (
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
                <Heading row={row} mayDecide={mayDecide} onDecide={onDecide} />
              ) : (
                <ChangeRow
                  change={row.change}
                  verdict={verdicts.get(row.change.id)}
                  look={persons.get(row.change.author)}
                  selected={row.change.id === current}
                  mayDecide={mayDecide}
                  now={now}
                  onJump={onJump}
                  onDecide={onDecide}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type HeadingProps = { row: Extract<RailRow, { kind: 'heading' }>; mayDecide: boolean; onDecide: OnDecide }

/** A group's name; whoever may decide decides the whole group here, the count in each button. */
function Heading({ row: { name, look, standing: group }, mayDecide, onDecide }: HeadingProps) {
  return (
    <div className="rev-heading" role="presentation">
      {look && <Badge look={look} />}
      <span className="ellipsis">{name}</span>
      {mayDecide ? (
        <DecideButtons of={r.ofGroup(name)} standing={group} onDecide={onDecide} />
      ) : (
        <span className="muted">{group.open.length ? r.openCount(group.open.length) : r.decidedCount(group.decided.length)}</span>
      )}
    </div>
  )
}

/** What the selection in the page touches if there is one, else everything listed. */
function Foot({
  selected,
  verdicts,
  all,
  filtering,
  onDecide,
}: Props & { all: ReturnType<typeof standing>; filtering: boolean }) {
  const words = selected.length ? r.inSelection(selected.length) : filtering ? r.ofFilter : r.ofAll
  const about = selected.length ? standing(selected, verdicts) : all
  if (!about.open.length && !about.decided.length) return null
  return (
    <div className="rev-foot" aria-live="polite">
      <span>{words}</span>
      <DecideButtons of={words} standing={about} onDecide={onDecide} />
    </div>
  )
}
