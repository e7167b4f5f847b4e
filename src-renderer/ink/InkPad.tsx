import { useEffect, useImperativeHandle, useRef, useState, type PointerEvent, type Ref } from 'react'
import type { Ink, Stroke } from '../../src-shared/workflow/inks.ts'
import { InkShape, viewBoxOf } from '../ui/InkDrawing.tsx'
import { inkBox, strokePath, type InkPoint } from '../ui/ink-path.ts'
import type { PersonLook } from '../ui/persons.ts'
import { sheetScale } from '../ui/sheet-scale.ts'
import { ti } from '../ui/text-ink.ts'
import { blockElement, blockRead, blockUnder, onSheet, PAPER, placeOf, tenthOf, type Block, type Place } from './block-place.ts'
import { movedBy } from './drawing.ts'
import { pressureOf } from './pressure.ts'
import { ringAround, ringSize } from './ring.ts'
import { strokeOf } from './simplify.ts'

/** Strokes over a block, relative to its top left. */
export type Over = { blockId: string; strokes: readonly Stroke[] }

/** What the tool's keys need of the sheet. */
export type PadHandle = {
  /** the strokes of a drawing begun over one block, relative to the block under their middle */
  settled: (begun: Over) => Over | undefined
  /** a ring in the margin beside what is read */
  ringBeside: (caretAt: string | null, taken: (blockId: string) => number) => Over | undefined
  focus: () => void
}

type Props = {
  mode: Ink['kind']
  eraser: boolean
  /** greatest width of the pen in tenths of a millimetre */
  width: number
  /** the block the drawing was begun over; null: nothing is drawn yet */
  begunOver: string | null
  name: string
  now: number
  look: PersonLook
  handle: Ref<PadHandle>
  onStroke: (over: Over) => void
  /** a place relative to the block the drawing was begun over */
  onErase: (x: number, y: number) => void
  onRing: (over: Over) => void
  onNoBlock: () => void
}

/** The sheet while one draws: takes pen, finger and mouse; wheel and scroll bar go on as always (UI-61). */
export function InkPad(props: Props) {
  const { mode, look } = props
  const pad = useRef<HTMLDivElement>(null)
  const live = useRef<SVGPathElement>(null)
  const raw = useRef<InkPoint[] | null>(null)
  const last = useRef<{ x: number; y: number; at: number } | null>(null)
  const erasing = useRef(false)
  const penSeen = useRef(false)
  const [ghost, setGhost] = useState<Place | null>(null)
  const sheet = (): Element | null => pad.current?.closest('.sheet') ?? null
  useEffect(() => pad.current?.focus({ preventScroll: true }), [mode])

  const relativeTo = (block: Block, strokes: readonly Stroke[]): Over => ({
    blockId: block.id,
    strokes: movedBy(strokes, -block.place.x, -block.place.y),
  })
  const begun = (paper: Element): Block | undefined => {
    const element = props.begunOver === null ? undefined : blockElement(paper, props.begunOver)
    const place = element && placeOf(paper, element)
    return place && { id: props.begunOver ?? '', place }
  }
  useImperativeHandle(props.handle, () => ({
    settled: (from) => {
      const paper = sheet()
      const element = paper && blockElement(paper, from.blockId)
      const origin = element && placeOf(paper, element)
      if (!paper || !origin) return from
      const strokes = movedBy(from.strokes, origin.x, origin.y)
      const block = blockUnder(paper, middleOf(strokes))
      return block && relativeTo(block, strokes)
    },
    ringBeside: (caretAt, taken) => {
      const paper = sheet()
      const block = paper && blockRead(paper, caretAt)
      if (!block) return undefined
      const y = block.place.y + ringSize.height / 2 + taken(block.id) * (ringSize.height + 8)
      return relativeTo(block, ringAround(PAPER - ringSize.width / 2 - 6, y))
    },
    focus: () => pad.current?.focus({ preventScroll: true }),
  }))

  const read = (event: globalThis.PointerEvent, paper: Element): void => {
    const { x, y } = onSheet(paper, event.clientX, event.clientY)
    const before = last.current
    const ms = before ? event.timeStamp - before.at : 0
    const speed = before && ms > 0 ? Math.hypot(x - before.x, y - before.y) / ms : 0
    last.current = { x, y, at: event.timeStamp }
    raw.current?.push({ x, y, p: pressureOf(event, speed, raw.current.at(-1)?.p) })
  }
  const paint = (paper: Element): void => {
    const stroke = raw.current && strokeOf(raw.current, props.width)
    live.current?.setAttribute('d', stroke ? strokePath(stroke) : '')
    live.current?.setAttribute('transform', `scale(${tenthOf(paper) / sheetScale(paper)})`)
  }
  const erase = (event: PointerEvent, paper: Element): void => {
    const block = begun(paper)
    const { x, y } = onSheet(paper, event.clientX, event.clientY)
    if (block) props.onErase(x - block.place.x, y - block.place.y)
  }
  const ringAt = (event: PointerEvent, paper: Element): Place => {
    const { x, y } = onSheet(paper, event.clientX, event.clientY)
    const half = ringSize.width / 2 + 6
    return { x: Math.max(half, Math.min(PAPER - half, x)), y: Math.max(ringSize.height / 2, y) }
  }

  const down = (event: PointerEvent): void => {
    const paper = sheet()
    if (event.pointerType === 'pen') penSeen.current = true
    // the hand that holds the pen lies on the glass
    const palm = penSeen.current && event.pointerType === 'touch'
    const rubber = (event.buttons & 32) !== 0
    if (!paper || palm || (event.button !== 0 && !rubber) || raw.current) return
    event.preventDefault()
    pad.current?.focus({ preventScroll: true })
    if (mode === 'circled') {
      const at = ringAt(event, paper)
      const block = blockUnder(paper, at)
      return block ? props.onRing(relativeTo(block, ringAround(at.x, at.y))) : props.onNoBlock()
    }
    pad.current?.setPointerCapture(event.pointerId)
    erasing.current = props.eraser || rubber
    if (erasing.current) return erase(event, paper)
    raw.current = []
    last.current = null
    read(event.nativeEvent, paper)
    paint(paper)
  }
  const move = (event: PointerEvent): void => {
    const paper = sheet()
    if (!paper) return
    if (mode === 'circled') return setGhost(event.pointerType === 'touch' ? null : ringAt(event, paper))
    if (erasing.current) return erase(event, paper)
    if (!raw.current || !pad.current?.hasPointerCapture(event.pointerId)) return
    const all = event.nativeEvent.getCoalescedEvents()
    for (const one of all.length > 0 ? all : [event.nativeEvent]) read(one, paper)
    paint(paper)
  }
  const up = (event: PointerEvent): void => {
    const paper = sheet()
    erasing.current = false
    if (!raw.current || !paper || !pad.current?.hasPointerCapture(event.pointerId)) return
    const stroke = strokeOf(raw.current, props.width)
    raw.current = null
    paint(paper)
    if (!stroke) return
    const block = begun(paper) ?? blockUnder(paper, middleOf([stroke]))
    if (block) props.onStroke(relativeTo(block, [stroke]))
    else props.onNoBlock()
  }
  const ring = ghost && mode === 'circled' ? ringAround(ghost.x, ghost.y) : null
  return (
    <div
      ref={pad}
      className={`ink-pad ${look.className}${mode === 'note' && props.eraser ? ' eraser' : ''}`}
      tabIndex={-1}
      role="application"
      aria-label={mode === 'circled' ? ti.circlePad : ti.pad}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onPointerLeave={() => setGhost(null)}
    >
      <svg className="ink-live">
        <path ref={live} />
      </svg>
      {ring && <Ghost strokes={ring} name={props.name} drawnAt={props.now} />}
    </div>
  )
}

function Ghost({ strokes, name, drawnAt }: { strokes: readonly Stroke[]; name: string; drawnAt: number }) {
  const box = inkBox(strokes)
  const mm = (tenths: number): string => `calc(${tenths / 10} * var(--mm))`
  return (
    <svg
      className="ink ghost"
      viewBox={viewBoxOf(box)}
      style={{ left: mm(box.left), top: mm(box.top), width: mm(box.right - box.left), height: mm(box.bottom - box.top) }}
    >
      <InkShape kind="circled" strokes={[...strokes]} name={name} drawnAt={drawnAt} />
    </svg>
  )
}

function middleOf(strokes: readonly Stroke[]): Place {
  const { left, top, right, bottom } = inkBox(strokes)
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}
