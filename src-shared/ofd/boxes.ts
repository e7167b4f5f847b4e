import type { PlacedBox, PlacedPage } from '../paper/placed.ts'

/** The part of a box that lies on the page: a Boundary never leaves it (PP-33). */
export function onPage(box: PlacedBox, page: Pick<PlacedPage, 'width' | 'height'>): PlacedBox {
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most)
  const [x, y] = [within(box.x, page.width), within(box.y, page.height)]
  return {
    x,
    y,
    width: Math.max(0, within(box.x + box.width, page.width) - x),
    height: Math.max(0, within(box.y + box.height, page.height) - y),
  }
}

/** Whether nothing of a box is left. */
export const outside = (box: PlacedBox): boolean => box.width < 0.001 || box.height < 0.001
