import { paper } from '../../src-shared/paper/measures.ts'
import type { PlacedBox, PlacedLine, PlacedText } from '../../src-shared/paper/placed.ts'

/*
 * Sheets that lie on their side (§8): their text is read as if the page were held sideways, x going up the page from its
 * lower edge and y from its left edge, and what was read is set back to where it is on the page. All in mm.
 */

const round = (mm: number): number => Math.round(mm * 1000) / 1000

/** Whether an element stands on a turned sheet. */
export const isTurned = (element: Element): boolean => element.closest('.pp-turned') !== null

/** A box of the page as it is with the page held sideways. */
export const sideways = ({ x, y, width, height }: PlacedBox): PlacedBox => ({
  x: paper.height - y - height,
  y: x,
  width: height,
  height: width,
})

/** A run that was read sideways, where it is on the page. */
export const turnText = (text: PlacedText): PlacedText => ({
  ...text,
  turned: true,
  x: round(text.y),
  y: round(paper.height - text.x),
  box: {
    x: round(text.box.y),
    y: round(paper.height - text.box.x - text.box.width),
    width: text.box.height,
    height: text.box.width,
  },
})

/** A line that was read sideways, where it is on the page. */
export const turnLine = (line: PlacedLine): PlacedLine => ({
  ...line,
  x1: line.y1,
  x2: line.y2,
  y1: round(paper.height - line.x1),
  y2: round(paper.height - line.x2),
})
