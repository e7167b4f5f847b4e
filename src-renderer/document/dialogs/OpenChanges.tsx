import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { Change } from '../../../src-shared/revision/types.ts'
import type { RouteStep } from '../../../src-shared/workflow/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import { describeChange } from '../../ui/change-words.ts'
import { unknownLook, type PersonLook } from '../../ui/persons.ts'
import { r } from '../../ui/text-revisions.ts'
import { stepWords } from '../../ui/step-words.ts'

type Row = { key: string; look: PersonLook; step: string; count: number } | { key: string; look: PersonLook; change: Change }

/** Changes under the person who made them and the step they were made at. */
function rowsOf(open: readonly Change[], persons: ReadonlyMap<string, PersonLook>, steps: readonly RouteStep[]): Row[] {
  const stepOf = (id: string): number => steps.findIndex((step) => step.id === id)
  const groups = new Map<string, Change[]>()
  for (const change of open) {
    const key = `${change.step} ${change.author}`
    const group = groups.get(key)
    if (group) group.push(change)
    else groups.set(key, [change])
  }
  const ordered = [...groups].toSorted(([, a], [, b]) => stepOf(a[0]?.step ?? '') - stepOf(b[0]?.step ?? ''))
  return ordered.flatMap(([key, all]): Row[] => {
    const look = persons.get(all[0]?.author ?? '') ?? unknownLook
    const step = stepWords(steps, all[0]?.step ?? '')
    return [{ key, look, step, count: all.length }, ...all.map((change) => ({ key: change.id, look, change }))]
  })
}

type Props = {
  open: readonly Change[]
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  onLook: (change: Change) => void
}

/** What is open before signing, by step and person; a click leads to the place in the text (UI-49). */
export function OpenChanges({ open, persons, steps, onLook }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => rowsOf(open, persons, steps), [open, persons, steps])
  // oxlint-disable-next-line react/incompatible-library -- its functions are called in this very render only
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 28,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 6,
  })
  return (
    <div className="sign-changes scroll-y" ref={scroll} style={{ height: Math.min(rows.length * 28, 196) }}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <div key={item.key} className="sign-row" style={{ transform: `translateY(${item.start}px)` }}>
              {'change' in row ? (
                <button
                  type="button"
                  className="plain"
                  title={r.about(r.signGo, describeChange(row.change))}
                  onClick={() => onLook(row.change)}
                >
                  <span className="ellipsis">{describeChange(row.change)}</span>
                </button>
              ) : (
                <div className="sign-group">
                  <Badge look={row.look} />
                  <b>{row.look.name}</b>
                  <span className="muted">
                    {row.step} · {r.openCount(row.count)}
                  </span>
                </div>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
