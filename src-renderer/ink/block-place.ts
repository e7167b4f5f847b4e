import { pageInSight } from '../ui/page-in-sight.ts'

/*
 * Where blocks of the text lie on the sheet. A drawing keeps to the top left of its block, so it stays with it when
 * something above it changes.
 */

/** A place on the sheet in tenths of a millimetre from its top left. */
export type Place = { x: number; y: number }

/** Width of the paper in tenths of a millimetre. */
export const PAPER = 2100

/** Pixels of a tenth of a millimetre, as the sheet is shown now. */
export const tenthOf = (sheet: Element): number => sheet.getBoundingClientRect().width / PAPER

/** A point of the window on the sheet. */
export function onSheet(sheet: Element, clientX: number, clientY: number): Place {
  const { left, top, width } = sheet.getBoundingClientRect()
  const tenth = width / PAPER
  return { x: (clientX - left) / tenth, y: (clientY - top) / tenth }
}

/** The element of a block in the page that is shown on a sheet. */
export const blockElement = (sheet: Element, id: string): HTMLElement | undefined =>
  pageInSight(sheet)?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? undefined

/** The top left of a block on its sheet; undefined where it is not shown. */
export function placeOf(sheet: Element, block: Element): Place | undefined {
  if (block.getClientRects().length === 0) return undefined
  const { left, top } = block.getBoundingClientRect()
  return onSheet(sheet, left, top)
}

/** Blocks one can write over: lines of text that are shown and neither empty nor struck. */
const lines = (sheet: Element): HTMLElement[] =>
  [...(pageInSight(sheet)?.querySelectorAll<HTMLElement>('[data-id]') ?? [])].filter(
    (block) =>
      !block.querySelector('[data-id]') &&
      block.getClientRects().length > 0 &&
      block.textContent !== '' &&
      !block.closest('.is-empty, .blk-del'),
  )

export type Block = { id: string; place: Place }

const blockOf = (sheet: Element, element: HTMLElement | undefined): Block | undefined => {
  const place = element && placeOf(sheet, element)
  return element && place && { id: element.dataset['id'] ?? '', place }
}

/** The block that lies under a place of the sheet, or next to it: by height first, then, in a table, across. */
export function blockUnder(sheet: Element, at: Place): Block | undefined {
  const { left, top } = sheet.getBoundingClientRect()
  const tenth = tenthOf(sheet)
  const [x, y] = [left + at.x * tenth, top + at.y * tenth]
  const off = (n: number, from: number, to: number): number => Math.max(0, from - n, n - to)
  let best: { element: HTMLElement; down: number; across: number } | undefined
  for (const element of lines(sheet)) {
    const box = element.getBoundingClientRect()
    const [down, across] = [off(y, box.top, box.bottom), off(x, box.left, box.right)]
    if (!best || down < best.down || (down === best.down && across < best.across)) best = { element, down, across }
  }
  return blockOf(sheet, best?.element)
}

/** The block with the caret where that is in sight, else the first one in sight: what one is reading. */
export function blockRead(sheet: Element, caretAt: string | null): Block | undefined {
  const desk = sheet.closest('.page-desk')?.getBoundingClientRect()
  const inSight = (element: HTMLElement): boolean => {
    const box = element.getBoundingClientRect()
    return !desk || (box.bottom > desk.top && box.top < desk.bottom)
  }
  const seen = lines(sheet).filter(inSight)
  return blockOf(sheet, seen.find((one) => one.dataset['id'] === caretAt) ?? seen[0])
}
