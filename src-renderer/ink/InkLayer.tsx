import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type RefObject } from 'react'
import type { Sm3 } from '../../src-shared/document/canonical.ts'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { InkShape, viewBoxOf, type InkFigure } from '../ui/InkDrawing.tsx'
import { inkBox } from '../ui/ink-path.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { ti } from '../ui/text-ink.ts'
import { blockElement, placeOf } from './block-place.ts'
import { inkName, whenDrawn, type Turns } from './facts.ts'
import { InkCard } from './InkCard.tsx'
import { inksShown, type ReadText } from './shown.ts'
import { useInkHover } from './use-ink-hover.ts'
import './ink.css'

/** What is being drawn and is not kept yet. */
export type Draft = { blockId: string; figure: InkFigure; look: PersonLook }

type Props = {
  /** the drawings to show, each over a block of the text below */
  inks: readonly Ink[]
  /** the text below: places are looked up anew when it changes */
  doc: unknown
  draft: Draft | null
  persons: ReadonlyMap<string, PersonLook>
  turns: Turns
  current: string | null
  now: number
}

/** The drawings that may be shown on what is read now. */
export function InksOn({
  read,
  withStruck,
  sm3,
  ...props
}: Omit<Props, 'doc'> & { read: ReadText; withStruck: boolean; sm3: Sm3 }) {
  const { doc, kind, at } = read
  const shown = useMemo(
    () => inksShown(props.inks, { doc, kind, at }, sm3, withStruck),
    [props.inks, doc, kind, at, sm3, withStruck],
  )
  return <InkLayer {...props} inks={shown} doc={doc} draft={kind === 'marks' && at === Infinity ? props.draft : null} />
}

/** Drawings over the paper: seen, never in the way of the mouse; each keeps to the top left of its block (UI-60). */
export function InkLayer({ inks, doc, draft, persons, turns, current, now }: Props) {
  const layer = useRef<HTMLDivElement>(null)
  const place = useCallback(() => {
    if (layer.current) placeAll(layer.current)
  }, [])
  useLayoutEffect(place, [place, inks, doc, draft])
  usePlacing(layer, place)
  const hovered = useInkHover(layer, inks)
  const card = inks.find((ink) => ink.id === hovered)
  return (
    <div className="ink-layer" ref={layer}>
      {inks.map((ink) => (
        <Figure
          key={ink.id}
          id={ink.id}
          blockId={ink.blockId}
          figure={{ kind: ink.kind, strokes: ink.strokes, name: ink.by.name, drawnAt: ink.authoredAt }}
          look={persons.get(ink.by.userId) ?? unknownLook}
          className={`${ink.struck ? ' struck' : ''}${ink.id === current ? ' current' : ''}`}
          label={ti.label(ink.by.name, inkName(ink.kind), whenDrawn(ink, now))}
        />
      ))}
      {draft && <Figure {...draft} id="" className=" draft" label={ti.note} />}
      {card && <InkCard ink={card} look={persons.get(card.by.userId)} turns={turns} now={now} />}
    </div>
  )
}

type FigureProps = { id: string; blockId: string; figure: InkFigure; look: PersonLook; className: string; label: string }

function Figure({ id, blockId, figure, look, className, label }: FigureProps) {
  const box = inkBox(figure.strokes)
  const mm = (tenths: number): string => `calc(${tenths / 10} * var(--mm))`
  return (
    <svg
      className={`ink ${look.className}${className}`}
      data-ink={id}
      data-block={blockId}
      data-left={box.left}
      data-top={box.top}
      viewBox={viewBoxOf(box)}
      style={{ width: mm(box.right - box.left), height: mm(box.bottom - box.top) }}
      role="img"
      aria-label={label}
    >
      <InkShape {...figure} />
      {className.includes('struck') && (
        <line
          className="ink-strike"
          x1={box.left}
          y1={(box.top + box.bottom) / 2}
          x2={box.right}
          y2={(box.top + box.bottom) / 2}
        />
      )}
      {figure.kind === 'note' && (
        <text className="ink-letter" x={box.right + 6} y={box.top + 20} fontSize={24}>
          {look.letter}
        </text>
      )}
    </svg>
  )
}

/** Puts every drawing to its block; one without a block on the page is not shown. */
function placeAll(layer: HTMLElement): void {
  const sheet = layer.closest('.sheet')
  if (!sheet) return
  const figures = [...layer.querySelectorAll<SVGSVGElement>('svg[data-block]')]
  const origins = new Map<string, ReturnType<typeof placeOf>>()
  for (const { dataset } of figures) {
    const id = dataset['block'] ?? ''
    const block = origins.has(id) ? undefined : blockElement(sheet, id)
    if (!origins.has(id)) origins.set(id, block && placeOf(sheet, block))
  }
  for (const { dataset, style } of figures) {
    const origin = origins.get(dataset['block'] ?? '')
    style.visibility = origin ? 'visible' : 'hidden'
    if (!origin) continue
    style.left = `calc(${(origin.x + Number(dataset['left'])) / 10} * var(--mm))`
    style.top = `calc(${(origin.y + Number(dataset['top'])) / 10} * var(--mm))`
  }
}

/** Looks the places up again whenever the paper is laid out anew: another width, letters, blocks drawn on scrolling. */
function usePlacing(layer: RefObject<HTMLElement | null>, place: () => void): void {
  useEffect(() => {
    const sheet = layer.current?.closest('.sheet')
    const desk = layer.current?.closest('.page-desk')
    if (!sheet || !desk) return undefined
    let frame = 0
    const soon = (): void => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(place)
    }
    const observer = new ResizeObserver(soon)
    observer.observe(sheet)
    const changes = new MutationObserver(soon)
    changes.observe(desk, { attributes: true, attributeFilter: ['class'] })
    desk.addEventListener('scroll', soon, { passive: true })
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      changes.disconnect()
      desk.removeEventListener('scroll', soon)
    }
  }, [layer, place])
}
