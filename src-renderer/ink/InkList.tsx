import { useEffect, useRef } from 'react'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { Badge } from '../ui/Badge.tsx'
import { InkThumb } from '../ui/InkDrawing.tsx'
import { moment } from '../ui/moments.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { ti } from '../ui/text-ink.ts'
import { inkName, stepThen, whenDrawn, type Turns } from './facts.ts'

type Props = {
  inks: readonly Ink[]
  /** ids of those that have a place in the text as it stands now */
  here: ReadonlySet<string>
  persons: ReadonlyMap<string, PersonLook>
  turns: Turns
  me: string
  current: string | null
  withStruck: boolean
  now: number
  onStruck: (show: boolean) => void
  onJump: (ink: Ink) => void
  onVersion: (ink: Ink) => void
  onStrike: (ink: Ink) => void
}

/** 圈阅 and handwriting beside the page, newest first: also those whose words are others by now (UI-60). */
export function InkList(props: Props) {
  const { inks, withStruck, current } = props
  const list = useRef<HTMLElement>(null)
  useEffect(() => {
    if (current) list.current?.querySelector(`[data-ink-row="${CSS.escape(current)}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [current])
  if (inks.length === 0) return null
  const struck = inks.filter((ink) => ink.struck)
  const shown = inks.filter((ink) => withStruck || !ink.struck).toSorted((a, b) => b.at - a.at)
  return (
    <section className="ink-list" ref={list} aria-label={ti.ink}>
      <header>
        <b>{ti.count(inks.length - struck.length)}</b>
        {struck.length > 0 && (
          <button type="button" className="plain link" aria-pressed={withStruck} onClick={() => props.onStruck(!withStruck)}>
            {withStruck ? ti.hideStruck : ti.showStruck(struck.length)}
          </button>
        )}
      </header>
      <ol>
        {shown.map((ink) => (
          <Row key={ink.id} {...props} ink={ink} />
        ))}
      </ol>
    </section>
  )
}

function Row({ ink, here, persons, turns, me, current, now, onJump, onVersion, onStrike }: Props & { ink: Ink }) {
  const look = persons.get(ink.by.userId) ?? unknownLook
  const placed = here.has(ink.id)
  return (
    <li className={`ink-row${ink.id === current ? ' here' : ''}${ink.struck ? ' struck' : ''}`} data-ink-row={ink.id}>
      <button
        type="button"
        className="plain ink-jump"
        title={placed ? ti.jump : ti.seeVersion}
        onClick={() => (placed ? onJump(ink) : onVersion(ink))}
      >
        <InkThumb
          figure={{ kind: ink.kind, strokes: ink.strokes, name: ink.by.name, drawnAt: ink.authoredAt }}
          className={look.className}
        />
        <span className="ink-facts">
          <span className="ink-who">
            <Badge look={look} />
            <b>{ink.by.name}</b>
            {inkName(ink.kind)}
          </span>
          <span className="muted">
            {whenDrawn(ink, now)} · {stepThen(turns, ink.at)} · {ti.onVersion(ink.bodyVersion)}
          </span>
          {ink.quote && <span className="muted ellipsis">{ti.beside(ink.quote)}</span>}
        </span>
      </button>
      {ink.struck && <div className="muted">{ti.struckBy(moment(ink.struck.at, now))}</div>}
      {!placed && !ink.struck && (
        <div className="amber">
          {ti.writtenOn(ink.bodyVersion)}，{ti.notHere}
        </div>
      )}
      <div className="ink-acts">
        {!placed && (
          <button type="button" className="plain link" onClick={() => onVersion(ink)}>
            {ti.seeVersion}
          </button>
        )}
        {!ink.struck && ink.by.userId === me && (
          <button type="button" className="plain link" onClick={() => onStrike(ink)}>
            {ti.strike}
          </button>
        )}
      </div>
    </li>
  )
}
