import type { Stroke } from '../../src-shared/workflow/inks.ts'
import { curveThrough, pointsIn, type InkPoint } from '../ui/ink-path.ts'
import { boxOfRuns, type InkRun } from './ink-outline.ts'

/*
 * From the screen to paper (PP-111): a drawing keeps to the letters it was drawn over. Where these stand on paper as they
 * stand on the screen it moves in one piece; where letters of authors part them, another line takes some of them or a page
 * ends between them, each point goes with the letter nearest to it and the lines are cut between two of them. All places in
 * tenths of a millimetre. Pure.
 */

/** A letter in its block on the screen, from the block's upper left corner. */
export type ScreenLetter = { left: number; right: number; top: number; bottom: number }
/** The same letter on paper; `page` from 0. */
export type PaperLetter = ScreenLetter & { page: number }
/** A letter with both its places; those not on this paper have none. */
export type LetterPair = { screen: ScreenLetter; paper: PaperLetter | null }

/** What of a drawing stands on one page. */
export type InkPart = { page: number; runs: readonly InkRun[] }

/** Letters that moved by less stand as they stood: 0.3 mm. */
const still = 3
/** So far below its letter a line still underlines it. */
const below = 22
/** Ends of a line nearer than this, or than a fifth of its length, make a ring. */
const nearEnds = 60

type Found = LetterPair & { paper: PaperLetter; line: number }
const middleX = ({ left, right }: ScreenLetter): number => (left + right) / 2
const middleY = ({ top, bottom }: ScreenLetter): number => (top + bottom) / 2

/**
 * Puts strokes to paper. `whole`: they are one figure and stay in one piece (圈阅). `margin`: where the block's left edge is
 * on paper, which drawings beside the lines keep to; null in a table, where they keep to the letters. Null where none of the letters is on this paper.
 */
export function placeStrokes(
  strokes: readonly Stroke[],
  letters: readonly LetterPair[],
  { whole, margin }: { whole: boolean; margin: number | null },
): InkPart[] | null {
  const found = onPaper(letters)
  if (found.length === 0) return null
  const curves = strokes.map((stroke): InkRun => ({ width: stroke.width, points: curveThrough(pointsIn(stroke)) }))
  const over = letters.filter((one) => isOver(curves, one.screen))
  const covered = found.filter(({ screen }) => over.some((one) => one.screen === screen))
  // everything it was drawn over is not on this paper
  if (over.length > 0 && covered.length === 0) return null
  const box = boxOfRuns(curves)
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
  const anchor = nearest(covered.length > 0 ? covered : found, middle)
  if (whole || covered.length === 0 || stoodStill(covered)) {
    const beside = covered.length === 0 && isBeside(found, anchor, middle.x)
    const dx = beside && margin !== null ? margin : anchor.paper.left - anchor.screen.left
    const dy = middleY(anchor.paper) - middleY(anchor.screen)
    return [{ page: anchor.paper.page, runs: curves.map((one) => movedBy(one, dx, dy)) }]
  }
  return byLetters(curves, segmentsOf(found, covered))
}

const movedBy = ({ width, points }: InkRun, dx: number, dy: number): InkRun => ({
  width,
  points: points.map(({ x, y, p }) => ({ x: x + dx, y: y + dy, p })),
})

/** Letters that are on paper, with the line of the screen each stands on: a line begins where a letter stands to the left of the one before. */
function onPaper(letters: readonly LetterPair[]): Found[] {
  let line = 0
  let before: ScreenLetter | undefined
  return letters.flatMap(({ screen, paper }) => {
    if (before && middleY(screen) - middleY(before) > (before.bottom - before.top) / 3) line += 1
    before = screen
    return paper ? [{ screen, paper, line }] : []
  })
}

function isOver(curves: readonly InkRun[], letter: ScreenLetter): boolean {
  const rings = curves.filter(isRing)
  const [x, y] = [middleX(letter), middleY(letter)]
  if (rings.some(({ points }) => isInside(points, x, y))) return true
  return curves.some(
    (one) =>
      // a ring is about what is in it, not about what its line runs across
      !rings.includes(one) &&
      one.points.some(
        (at) => at.x >= letter.left && at.x <= letter.right && at.y >= letter.top - 2 && at.y <= letter.bottom + below,
      ),
  )
}

function isRing({ points }: InkRun): boolean {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || points.length < 8) return false
  const length = points.reduce((sum, at, i) => {
    const from = points[i - 1] ?? at
    return sum + Math.hypot(at.x - from.x, at.y - from.y)
  }, 0)
  return length > 100 && Math.hypot(first.x - last.x, first.y - last.y) < Math.max(nearEnds, length / 5)
}

/** Whether a place lies in a closed line (even-odd). */
function isInside(points: readonly InkPoint[], x: number, y: number): boolean {
  let inside = false
  points.forEach((a, i) => {
    const b = points[i - 1] ?? points.at(-1) ?? a
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  })
  return inside
}

/** The letter nearest to a place: by height first, as one reads. */
function nearest(letters: readonly Found[], { x, y }: { x: number; y: number }): Found {
  const far = ({ screen }: Found): number => {
    const down = Math.max(0, screen.top - 23 - y, y - screen.bottom - 23)
    return 1000 * down + Math.max(0, screen.left - x, x - screen.right) + Math.abs(middleX(screen) - x) / 1000
  }
  return letters.reduce((best, one) => (far(one) < far(best) ? one : best))
}

/** Whether a place lies left or right of all letters of the line. */
function isBeside(found: readonly Found[], { line }: Found, x: number): boolean {
  const row = found.filter((one) => one.line === line).map(({ screen }) => screen)
  return x < Math.min(...row.map(({ left }) => left)) || x > Math.max(...row.map(({ right }) => right))
}

function stoodStill(covered: readonly Found[]): boolean {
  const [first] = covered
  return covered.every(
    ({ screen, paper }) =>
      first !== undefined &&
      paper.page === first.paper.page &&
      Math.abs(paper.left - screen.left - (first.paper.left - first.screen.left)) <= still &&
      Math.abs(middleY(paper) - middleY(screen) - (middleY(first.paper) - middleY(first.screen))) <= still,
  )
}

/** Letters that follow each other on one line of the screen and on one line of paper: within them places map without a break. */
type Segment = { line: number; page: number; dy: number; top: number; bottom: number; knots: readonly [number, number][] }

function segmentsOf(found: readonly Found[], covered: readonly Found[]): Segment[] {
  const runs: Found[][] = []
  for (const one of found) {
    const last = runs.at(-1)?.at(-1)
    const goesOn =
      last !== undefined &&
      last.line === one.line &&
      last.paper.page === one.paper.page &&
      one.paper.left >= last.paper.left &&
      Math.abs(middleY(last.paper) - middleY(one.paper)) < 20
    if (goesOn) runs.at(-1)?.push(one)
    else runs.push([one])
  }
  const wanted = new Set(covered)
  return runs
    .filter((run) => run.some((one) => wanted.has(one)))
    .map((run) => {
      const [first] = run as [Found]
      return {
        line: first.line,
        page: first.paper.page,
        dy: middleY(first.paper) - middleY(first.screen),
        top: Math.min(...run.map(({ screen }) => screen.top)),
        bottom: Math.max(...run.map(({ screen }) => screen.bottom)),
        knots: run.flatMap(({ screen, paper }): [number, number][] => [
          [screen.left, paper.left],
          [screen.right, paper.right],
        ]),
      }
    })
}

const startOf = ({ knots }: Segment): number => knots[0]?.[0] ?? 0
const endOf = ({ knots }: Segment): number => knots.at(-1)?.[0] ?? 0

/** The segment a place goes with: the nearest line, and on it the nearest letters. */
function segmentAt(segments: readonly Segment[], { x, y }: InkPoint): Segment {
  const far = (one: Segment): number =>
    1000 * Math.abs((one.top + one.bottom) / 2 - y) + Math.max(0, startOf(one) - x, x - endOf(one))
  return segments.reduce((best, one) => (far(one) < far(best) ? one : best))
}

/** A place of the screen on paper: between two letters in proportion, beyond the ends as the last one moved. */
function onSegment({ knots, dy }: Segment, { x, y, p }: InkPoint): InkPoint {
  const [first] = knots
  const last = knots.at(-1)
  if (!first || !last) return { x, y: y + dy, p }
  if (x <= first[0]) return { x: x + first[1] - first[0], y: y + dy, p }
  if (x >= last[0]) return { x: x + last[1] - last[0], y: y + dy, p }
  const i = knots.findIndex(([at]) => at >= x)
  const [a, b] = [knots[Math.max(0, i - 1)] ?? first, knots[i] ?? last]
  const part = b[0] > a[0] ? (x - a[0]) / (b[0] - a[0]) : 0
  return { x: a[1] + part * (b[1] - a[1]), y: y + dy, p }
}

function byLetters(curves: readonly InkRun[], segments: readonly Segment[]): InkPart[] {
  const pages = new Map<number, InkRun[]>()
  for (const { width, points } of curves) {
    let run: InkPoint[] = []
    let at: Segment | undefined
    const end = (): void => {
      if (at && run.length > 0) pages.set(at.page, [...(pages.get(at.page) ?? []), { width, points: run }])
      run = []
    }
    points.forEach((point, i) => {
      const next = segmentAt(segments, point)
      const before = points[i - 1]
      if (at && before && next !== at) {
        const cut = between(segments, before, point, at)
        const [here, there] = [onSegment(at, cut), onSegment(next, cut)]
        run.push(here)
        if (at.page !== next.page || Math.hypot(here.x - there.x, here.y - there.y) > still) {
          end()
          run.push(there)
        }
      }
      at = next
      run.push(onSegment(next, point))
    })
    end()
  }
  return [...pages].map(([page, runs]) => ({ page, runs })).toSorted((a, b) => a.page - b.page)
}

/** The place between two others where the first one's segment ends. */
function between(segments: readonly Segment[], a: InkPoint, b: InkPoint, own: Segment): InkPoint {
  const mix = (t: number): InkPoint => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, p: a.p + (b.p - a.p) * t })
  let [low, high] = [0, 1]
  for (let i = 0; i < 8; i++) {
    const half = (low + high) / 2
    if (segmentAt(segments, mix(half)) === own) low = half
    else high = half
  }
  return mix((low + high) / 2)
}
