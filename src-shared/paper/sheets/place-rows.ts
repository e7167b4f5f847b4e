/* The rows of a sheet on pages, in arithmetic: what is said at length makes its row higher, then goes on on a second sheet. */

/** A line of a sheet and the room above and below the lines of a row, in mm. */
export const sheetLine = 6.6
export const sheetPad = 3

/** A row as laid out: its lines, and how much of the room that is left it takes (0: none). `splits`: it may go on on another page. */
export type RowSize = { lines: number; weight: number; splits: boolean }
/** A piece of a row: lines `from` to `to` (not included), `top` mm below the upper edge of the table. */
export type RowSlice = { row: number; from: number; to: number; top: number; height: number }

/** The height of a row of so many lines, in mm. */
export const heightOf = (lines: number): number => lines * sheetLine + sheetPad
// sums of tenths are no tenths
const hair = 1e-6

/**
 * Rows in order on as many pages of `room` mm as they need (PP-132). On one page the room that is left goes to the rows with
 * weight, so that there is space for the pen. Every line of every row stands in exactly one piece; a row that must not be
 * parted is parted only where it is higher than a page. `room` must hold one line. Pure.
 */
export function placeRows(rows: readonly RowSize[], room: number): RowSlice[][] {
  const needed = rows.reduce((sum, row) => sum + heightOf(row.lines), 0)
  if (needed <= room + hair) return [onOnePage(rows, room - needed)]
  const pages: RowSlice[][] = [[]]
  let y = 0
  const turn = (): void => {
    pages.push([])
    y = 0
  }
  rows.forEach(({ lines, splits }, row) => {
    let from = 0
    while (from < lines) {
      const left = lines - from
      const fits = Math.floor((room - y - sheetPad) / sheetLine + hair)
      const whole = left <= fits
      // two lines at least, so that no name stands alone; a page of its own takes what it can
      const part = whole ? left : y === 0 ? Math.max(1, fits) : splits && fits >= 2 ? fits : 0
      if (part > 0) {
        pages.at(-1)?.push({ row, from, to: from + part, top: y, height: heightOf(part) })
        y += heightOf(part)
        from += part
      }
      if (!whole) turn()
    }
  })
  return pages.filter((page) => page.length > 0)
}

/** As `placeRows`, with the first row as the head of every page: it stands whole above the rest. Pure. */
export function placeUnderHead([head, ...rows]: readonly RowSize[], room: number): RowSlice[][] {
  if (!head) return []
  const height = heightOf(head.lines)
  const above: RowSlice = { row: 0, from: 0, to: head.lines, top: 0, height }
  const pages = rows.length === 0 ? [[]] : placeRows(rows, room - height)
  return pages.map((page) => [above, ...page.map((slice) => ({ ...slice, row: slice.row + 1, top: slice.top + height }))])
}

function onOnePage(rows: readonly RowSize[], spare: number): RowSlice[] {
  const weights = rows.reduce((sum, row) => sum + row.weight, 0)
  let top = 0
  return rows.map(({ lines, weight }, row) => {
    const height = heightOf(lines) + (weights > 0 ? (Math.max(0, spare) * weight) / weights : 0)
    const slice = { row, from: 0, to: lines, top, height }
    top += height
    return slice
  })
}
