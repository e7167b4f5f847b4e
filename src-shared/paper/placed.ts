/*
 * Pages as they are: what stands where, in mm from the upper left corner of the paper. Read from the laid out page, and the
 * common ground of OFD, of checks against GB/T 9704 and of the image comparison.
 */

/** A face by its family name as laid out, with weight and the file it came from; null where the system has it. */
export type PlacedFont = { id: number; family: string; weight: number; file: string | null }

/**
 * A run of characters of one face on one line. `x`, `y`: start of its baseline; `advances`: from each character's start to
 * the next one's, one fewer than characters (characters as code points). `colour`: #rrggbb.
 */
export type PlacedText = {
  kind: 'text'
  x: number
  y: number
  box: PlacedBox
  font: number
  sizePt: number
  colour: string
  text: string
  advances: readonly number[]
  /** it runs up the page, from a table that is turned (§8): `advances` go upwards; `box` is that of the page */
  turned?: true | undefined
}
export type PlacedBox = { x: number; y: number; width: number; height: number }
/** A straight line: red line, 版记, table rules, strike and underline. */
export type PlacedLine = {
  kind: 'line'
  x1: number
  y1: number
  x2: number
  y2: number
  width: number
  colour: string
  /** lengths of dashes and of the gaps between them, in mm; without it the line is whole */
  dash?: readonly number[] | undefined
}
/**
 * A filled shape: a drawing of 圈阅 or handwriting, a wavy underline. `d`: M, L and Z with absolute places in mm, filled by
 * the nonzero rule. `alpha`: 0 to 1. `name`: what it is in words, for whoever cannot see it; '' for mere decoration.
 */
export type PlacedPath = { kind: 'path'; d: string; colour: string; alpha: number; name: string }
/** A picture of the text, or a seal; `file` names its bytes (SM3 for pictures). */
export type PlacedImage = { kind: 'image'; box: PlacedBox; file: string; mime: string; turned?: true | undefined }
export type Placed = PlacedText | PlacedLine | PlacedImage | PlacedPath

/** Upright always: what is turned (§8) is turned on the page. */
export type PlacedPage = { width: number; height: number; items: readonly Placed[] }
/**
 * A run of the watermark: `x`, `y`: the point about which its baseline is turned by so many degrees clockwise; `from`, `to`:
 * where its characters begin and end along that baseline, in mm from there.
 */
export type PlacedMark = Pick<PlacedText, 'x' | 'y' | 'font' | 'sizePt' | 'colour' | 'text' | 'advances'> & {
  turn: number
  from: number
  to: number
}
/** `watermark`: the same behind the text of every page; no part of the text (PP-08). */
export type PlacedDocument = {
  fonts: readonly PlacedFont[]
  pages: readonly PlacedPage[]
  watermark?: readonly PlacedMark[] | undefined
}
