import { line, mmPerPt, titlePt, typeArea } from '../../src-shared/paper/measures.ts'
import type { PaperJob } from '../../src-shared/paper/model.ts'
import { headOf, inLine, type Faces, type Head } from './head.ts'
import { mm } from './measure.ts'

/** Page 1 above its text: 版头, where the title stands and where the text begins (mm), and how many lines of the grid are left. */
export type FirstPage = { head: Head; titleTop: number; bodyTop: number; lines: number }

/** A line of the title in mm, as paper.css has it, and the blank above its letters. */
const titleLine = 12
const titleEm = titlePt * mmPerPt

/**
 * Sets the head of page 1: two blank lines from the red line to the title (§7.3.1), one from the title to the addressees
 * (§7.3.2). Without a title, or with one that stands on the grid with the text, the text begins where the title would.
 */
export function setHead(job: PaperJob, title: HTMLElement | null, faces: Faces): FirstPage {
  const head = headOf(job, faces)
  const blank = head.bottom + head.titleBlank * line
  const titleTop = blank - (titleLine - titleEm) / 2
  const bottom = title ? titleTop + mm(title.getBoundingClientRect().height) - (titleLine - titleEm) / 2 + line : blank
  const bodyTop = bottom - inLine
  const lines = Math.floor((typeArea.top + typeArea.height - bodyTop) / line + 0.02)
  return { head, titleTop, bodyTop, lines }
}
