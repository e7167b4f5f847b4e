import type { Ink } from '../../src-shared/workflow/inks.ts'
import { inkBox, inkPath, type Box } from './ink-path.ts'
import './ink-drawing.css'

/** What a drawing is made of, kept or not. */
export type InkFigure = Pick<Ink, 'kind' | 'strokes'> & { name: string; drawnAt: number }

/** Size of the name in a ring in tenths of a millimetre: long names are set smaller to stay within it. */
const nameSize = (name: string): number => Math.min(50, Math.floor(172 / Math.max(1, [...name].length)))

/** The day in the ring, '2026.11.20', in Asia/Shanghai. */
export function ringDay(at: number): string {
  const civil = new Date(at + 8 * 3_600_000)
  return `${civil.getUTCFullYear()}.${civil.getUTCMonth() + 1}.${civil.getUTCDate()}`
}

/** The strokes in the colour of the person around, and in a ring of 圈阅 the name and the day. Tenths of a millimetre. */
export function InkShape({ kind, strokes, name, drawnAt }: InkFigure) {
  const box = inkBox(strokes)
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
  return (
    <>
      <path d={inkPath(strokes)} />
      {kind === 'circled' && (
        <>
          <text className="ink-name" x={x} y={y - 19} fontSize={nameSize(name)}>
            {name}
          </text>
          <text className="ink-day" x={x} y={y + 24} fontSize={27}>
            {ringDay(drawnAt)}
          </text>
        </>
      )}
    </>
  )
}

/** A box as the `viewBox` of an SVG. */
export const viewBoxOf = ({ left, top, right, bottom }: Box): string => `${left} ${top} ${right - left} ${bottom - top}`

/** A drawing by itself, as large as its place in the window: in lists and in 需处理. */
export function InkThumb({ figure, className }: { figure: InkFigure; className: string }) {
  return (
    <svg className={`ink-thumb ${className}`} viewBox={viewBoxOf(inkBox(figure.strokes))} aria-hidden>
      <InkShape {...figure} />
    </svg>
  )
}
