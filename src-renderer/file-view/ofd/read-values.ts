/*
 * Values of OFD attributes read without trust: whatever stands there, a finite number or nothing comes out.
 */
import type { Matrix } from './ofd-document.ts'

/** No paper and no sensible place is further away, in mm; keeps products of hostile numbers finite. */
const most = 1e6

export const numberOf = (text: string | undefined): number | undefined => {
  if (text === undefined || text.trim() === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) && Math.abs(value) <= most ? value : undefined
}

/** ST_Array of numbers; words that are none count as 0. At most `count` are read. */
export const numbersOf = (text: string | undefined, count = 64): number[] =>
  (text ?? '')
    .trim()
    .split(/[\s,]+/, count)
    .filter((word) => word !== '')
    .map((word) => numberOf(word) ?? 0)

/** `true`, `false`, `1`, `0`; else what is usual. */
export const flagOf = (text: string | undefined, usual: boolean): boolean => {
  const word = text?.trim().toLowerCase()
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : usual
}

/** An id or a reference: ST_ID. */
export const idOf = (text: string | undefined): number | undefined => {
  const value = numberOf(text)
  return value !== undefined && Number.isInteger(value) && value >= 0 ? value : undefined
}

export type Box = { x: number; y: number; width: number; height: number }

/** ST_Box; undefined where it is none. Width and height may be 0 (lines), never below. */
export function boxOf(text: string | undefined): Box | undefined {
  const [x, y, width, height] = numbersOf(text, 5)
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined
  return width >= 0 && height >= 0 ? { x, y, width, height } : undefined
}

export const identity: Matrix = [1, 0, 0, 1, 0, 0]
export const moved = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y]
export const scaled = (x: number, y: number): Matrix => [x, 0, 0, y, 0, 0]

/** CTM; undefined where it is none. */
export function matrixOf(text: string | undefined): Matrix | undefined {
  const [a, b, c, d, e, f] = numbersOf(text, 7)
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined || f === undefined)
    return undefined
  return [a, b, c, d, e, f]
}

/** First `inner`, then `outer`. */
export const times = (outer: Matrix, inner: Matrix): Matrix => [
  outer[0] * inner[0] + outer[2] * inner[1],
  outer[1] * inner[0] + outer[3] * inner[1],
  outer[0] * inner[2] + outer[2] * inner[3],
  outer[1] * inner[2] + outer[3] * inner[3],
  outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
  outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
]

/** False where numbers have run away: such an object is left out. */
export const sane = (matrix: Matrix): boolean => matrix.every((value) => Number.isFinite(value) && Math.abs(value) < 1e9)
