import type { Matrix, Segment } from './ofd-document.ts'
import { numberOf, type Box } from './read-values.ts'

/** How many numbers a command of AbbreviatedData takes (GB/T 33190 §9.1). */
const operands: Readonly<Record<string, number>> = { S: 2, M: 2, L: 2, Q: 4, B: 6, A: 7, C: 0 }

/**
 * AbbreviatedData as segments: S and M move, L lines, Q and B Béziers, A arcs (made into Béziers), C closes. Small letters
 * and commas are taken, `M10` without a blank too; what cannot be read ends the path. At most `most` segments.
 */
export function pathOf(data: string, most: number): Segment[] {
  const words = data.match(/[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []
  const out: Segment[] = []
  let [x, y] = [0, 0]
  for (let i = 0; i < words.length && out.length < most;) {
    const command = words[i]?.toUpperCase() ?? ''
    const count = operands[command]
    if (count === undefined) break
    const values = words.slice(i + 1, i + 1 + count).map(numberOf)
    if (values.length < count || values.includes(undefined)) break
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = values
    if (command === 'C') out.push(['C'])
    else if (command === 'L') out.push(['L', a, b])
    else if (command === 'Q') out.push(['Q', a, b, c, d])
    else if (command === 'B') out.push(['B', a, b, c, d, e, f])
    else if (command === 'A') out.push(...arcOf(x, y, { rx: a, ry: b, turn: c, large: d !== 0, sweep: e !== 0, x: f, y: g }))
    else out.push(['M', a, b])
    if (count > 0) [x, y] = [values[count - 2] ?? 0, values[count - 1] ?? 0]
    i += 1 + count
  }
  return out
}

type Arc = { rx: number; ry: number; turn: number; large: boolean; sweep: boolean; x: number; y: number }

/** An elliptic arc from x, y as cubic Béziers of a quarter turn at most; the centre as in SVG 1.1 F.6.5. */
function arcOf(x0: number, y0: number, arc: Arc): Segment[] {
  let [rx, ry] = [Math.abs(arc.rx), Math.abs(arc.ry)]
  if (rx < 1e-9 || ry < 1e-9) return [['L', arc.x, arc.y]]
  const turn = (arc.turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const [dx, dy] = [(x0 - arc.x) / 2, (y0 - arc.y) / 2]
  const [px, py] = [cos * dx + sin * dy, -sin * dx + cos * dy]
  if (Math.hypot(px, py) < 1e-9) return []
  // radii too small to reach are stretched
  const reach = Math.hypot(px / rx, py / ry)
  if (reach > 1) [rx, ry] = [rx * reach, ry * reach]
  const rest = Math.max(0, 1 / ((px / rx) ** 2 + (py / ry) ** 2) - 1)
  const k = (arc.large === arc.sweep ? -1 : 1) * Math.sqrt(rest)
  const [cx, cy] = [(k * rx * py) / ry, (-k * ry * px) / rx]
  const from = Math.atan2((py - cy) / ry, (px - cx) / rx)
  let sweep = Math.atan2((-py - cy) / ry, (-px - cx) / rx) - from
  if (arc.sweep && sweep < 0) sweep += 2 * Math.PI
  if (!arc.sweep && sweep > 0) sweep -= 2 * Math.PI
  const pieces = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2) - 1e-9))
  const step = sweep / pieces
  const pull = (4 / 3) * Math.tan(step / 4)
  const [mx, my] = [cos * cx - sin * cy + (x0 + arc.x) / 2, sin * cx + cos * cy + (y0 + arc.y) / 2]
  const at = (u: number, v: number): [number, number] => [mx + cos * rx * u - sin * ry * v, my + sin * rx * u + cos * ry * v]
  return Array.from({ length: pieces }, (_, i): Segment => {
    const [a, b] = [from + i * step, from + (i + 1) * step]
    const first = at(Math.cos(a) - pull * Math.sin(a), Math.sin(a) + pull * Math.cos(a))
    const second = at(Math.cos(b) + pull * Math.sin(b), Math.sin(b) - pull * Math.cos(b))
    const end = i === pieces - 1 ? ([arc.x, arc.y] as const) : at(Math.cos(b), Math.sin(b))
    return ['B', ...first, ...second, ...end]
  })
}

/** Segments with their points taken through a matrix. */
export function transformed(segments: readonly Segment[], [a, b, c, d, e, f]: Matrix): Segment[] {
  const x = (u: number, v: number): number => a * u + c * v + e
  const y = (u: number, v: number): number => b * u + d * v + f
  return segments.map((s): Segment => {
    switch (s[0]) {
      case 'C':
        return s
      case 'M':
      case 'L':
        return [s[0], x(s[1], s[2]), y(s[1], s[2])]
      case 'Q':
        return ['Q', x(s[1], s[2]), y(s[1], s[2]), x(s[3], s[4]), y(s[3], s[4])]
      case 'B':
        return ['B', x(s[1], s[2]), y(s[1], s[2]), x(s[3], s[4]), y(s[3], s[4]), x(s[5], s[6]), y(s[5], s[6])]
    }
  })
}

/** A box as a path. */
export const rectangle = ({ x, y, width, height }: Box): Segment[] => [
  ['M', x, y],
  ['L', x + width, y],
  ['L', x + width, y + height],
  ['L', x, y + height],
  ['C'],
]
