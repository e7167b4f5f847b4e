import { radiusAt, type InkPoint } from '../ui/ink-path.ts'

/*
 * The outline of drawn lines for paper: polygons only, so that PDF, OFD and the check of main read the same few commands, and
 * far fewer points than the discs of the screen. Pure.
 */

/** A piece of a drawn line on a page: places in tenths of a millimetre from the page's upper left corner, pressure as drawn. */
export type InkRun = { width: number; points: readonly InkPoint[] }

type Point = readonly [x: number, y: number]

const written = (tenths: number): string => String(Math.round(tenths * 10) / 100)
const polygon = (points: readonly Point[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${written(x)} ${written(y)}`).join(' ') + ' Z'

const corners = 16

/** A disc as a polygon, turning as the ribbons do. */
const disc = ({ x, y }: InkPoint, r: number): string =>
  polygon(
    Array.from({ length: corners }, (_, i): Point => {
      const angle = (-2 * Math.PI * i) / corners
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)]
    }),
  )

/** From here on (cosine of the turn) a line is sharp: its corner is rounded by a disc, and the ribbon begins anew. */
const sharp = Math.cos(Math.PI / 5)

/** `M x y L x y … Z` in mm with two decimals, to be filled by the nonzero rule: all of these lines. */
export const outlineOf = (runs: readonly InkRun[]): string => runs.map(outlineOfRun).filter(Boolean).join(' ')

function outlineOfRun({ width, points }: InkRun): string {
  const all = points.filter((one, i) => i === 0 || one.x !== points[i - 1]?.x || one.y !== points[i - 1]?.y)
  const [first] = all
  const last = all.at(-1)
  if (!first || !last) return ''
  const radius = ({ p }: InkPoint): number => radiusAt(width, p)
  const parts = [disc(first, radius(first))]
  let ribbon: InkPoint[] = [first]
  const steps = all.slice(1).map((to, i): Point => {
    const from = all[i] as InkPoint
    const far = Math.hypot(to.x - from.x, to.y - from.y)
    return [(to.x - from.x) / far, (to.y - from.y) / far]
  })
  const end = (): void => {
    if (ribbon.length > 1) parts.push(ribbonOf(ribbon, radius))
  }
  all.slice(1).forEach((at, i) => {
    ribbon.push(at)
    const [into, out] = [steps[i], steps[i + 1]]
    if (!into || !out || into[0] * out[0] + into[1] * out[1] >= sharp) return
    end()
    parts.push(disc(at, radius(at)))
    ribbon = [at]
  })
  end()
  if (all.length > 1) parts.push(disc(last, radius(last)))
  return parts.join(' ')
}

/** A smooth piece: its left edge forth and its right edge back, each corner on the mean of the normals beside it. */
function ribbonOf(points: readonly InkPoint[], radius: (at: InkPoint) => number): string {
  const [left, right]: [Point[], Point[]] = [[], []]
  points.forEach((at, i) => {
    const from = points[Math.max(0, i - 1)] ?? at
    const to = points[Math.min(points.length - 1, i + 1)] ?? at
    const far = Math.hypot(to.x - from.x, to.y - from.y) || 1
    const [nx, ny] = [((to.y - from.y) / far) * radius(at), (-(to.x - from.x) / far) * radius(at)]
    left.push([at.x + nx, at.y + ny])
    right.unshift([at.x - nx, at.y - ny])
  })
  return polygon([...right.toReversed(), ...left.toReversed()])
}

/** The box around all ink of these lines, in tenths of a millimetre. */
export function boxOfRuns(runs: readonly InkRun[]): { left: number; top: number; right: number; bottom: number } {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const { width, points } of runs)
    for (const at of points) {
      const r = radiusAt(width, at.p)
      box.left = Math.min(box.left, at.x - r)
      box.top = Math.min(box.top, at.y - r)
      box.right = Math.max(box.right, at.x + r)
      box.bottom = Math.max(box.bottom, at.y + r)
    }
  return box
}
