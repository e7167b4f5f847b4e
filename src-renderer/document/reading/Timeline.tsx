import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { useMemo } from 'react'
import type { RouteStep } from '../../../src-shared/workflow/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import { moment } from '../../ui/moments.ts'
import { unknownLook, type PersonLook } from '../../ui/persons.ts'
import { r } from '../../ui/text-revisions.ts'
import { pointAt, stretches, type TimePoint } from './time-points.ts'
import { stepWords } from '../../ui/step-words.ts'

type Props = {
  points: readonly TimePoint[]
  at: number
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  now: number
  onAt: (at: number) => void
  onClose: () => void
}

/** Half the thumb of the slider: where the first and the last point stand. */
const EDGE = 8
/** Stretches narrower than this part of the line are not named. */
const MOST_PARTS = 40

/** Slides through the document's life: every change, turn, opinion and decision is a step of the slider (UI-47). */
export function Timeline({ points, at, persons, steps, now, onAt, onClose }: Props) {
  const index = pointAt(points, at)
  const point = points[index]
  const last = Math.max(1, points.length - 1)
  const parts = useMemo(() => stretches(points).filter((part) => part.to - part.from + 1 >= points.length / MOST_PARTS), [points])
  if (!point) return null
  const look = point.author === undefined ? undefined : (persons.get(point.author) ?? unknownLook)
  const stepName = (id: string): string => stepWords(steps, id)
  const place = (i: number): string => `calc(${EDGE}px + (100% - ${2 * EDGE}px) * ${i / last})`
  const words = [moment(point.at, now), stepName(point.step), look?.name, point.words].filter(Boolean).join(' ')
  return (
    <section className="timeline" aria-label={r.timeline}>
      <div className="timeline-words" aria-live="polite">
        <b>{index === points.length - 1 ? r.atNow(moment(point.at, now)) : moment(point.at, now)}</b>
        <span>{stepName(point.step)}</span>
        {look && (
          <>
            <Badge look={look} />
            <span>{look.name}</span>
          </>
        )}
        <span className="ellipsis">{point.words}</span>
        <span className="muted timeline-count">{r.stepOf(index + 1, points.length)}</span>
        <button type="button" className="plain icon" title={r.closeTimeline} aria-label={r.closeTimeline} onClick={onClose}>
          <CloseOutlined />
        </button>
      </div>
      <div className="timeline-track">
        {parts.map((part) => (
          <span
            key={part.from}
            className="timeline-part"
            style={{ left: place(part.from), right: `calc(100% - ${place(Math.min(last, part.to + 1))})` }}
          >
            {stepName(part.step)}
          </span>
        ))}
        <input
          type="range"
          autoFocus
          min={0}
          max={points.length - 1}
          step={1}
          value={index}
          aria-label={r.timeline}
          aria-valuetext={words}
          title={r.timelineHint}
          onChange={(event) => {
            const next = points[Number(event.target.value)]
            if (next) onAt(next.at)
          }}
        />
      </div>
    </section>
  )
}
