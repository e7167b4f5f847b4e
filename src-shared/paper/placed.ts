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
}
/** A picture of the text, or a seal; `file` names its bytes (SM3 for pictures). */
export type PlacedImage = { kind: 'image'; box: PlacedBox; file: string; mime: string }
export type Placed = PlacedText | PlacedLine | PlacedImage

/** `landscape` pages are as wide as A4 is high (§8). */
export type PlacedPage = { width: number; height: number; items: readonly Placed[] }
export type PlacedDocument = { fonts: readonly PlacedFont[]; pages: readonly PlacedPage[] }
