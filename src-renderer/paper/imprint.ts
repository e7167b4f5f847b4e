import { plainText, type PaperContent, type PaperInline } from '../../src-shared/paper/content.ts'
import { imprintLine, typeArea } from '../../src-shared/paper/measures.ts'
import type { PaperFacts } from '../../src-shared/paper/model.ts'
import { formatOfficialDate } from '../../src-shared/document/official-date.ts'
import { tpp } from '../ui/text-paper.ts'
import { make, setAt, type Rule } from './dom.ts'
import { nameBlock } from './end.ts'
import { writeInline, type Pen } from './inline.ts'
import { mm } from './measure.ts'

/** 版记, laid out: its height in mm and how to set it on a page. */
export type Imprint = { height: number; draw: () => { element: HTMLElement; rules: Rule[] } }

/**
 * 版记 (§7.4): 主送 that had no room on page 1, 抄送, 印发机关 and 印发日期 between rules, the last on the lower edge of the type
 * area. In 信函 without rules and 印发 (§10.1). Null where nothing of it is given.
 */
export function imprintOf(
  content: PaperContent,
  facts: PaperFacts,
  mainTo: readonly PaperInline[] | null,
  pen: Pen,
  host: HTMLElement,
): Imprint | null {
  const box = make('div', 'pp-imprint')
  const copies = content.elements.copyTo
  // 主送 above 抄送, no rule between them (§7.3.2)
  if (mainTo) box.append(recipients(mainTo, tpp.mainToLabel, pen, content.ids.mainTo))
  if (plainText(copies).trim() !== '') box.append(recipients(copies, tpp.copies, pen, content.ids.copyTo))
  const upper = box.childElementCount
  const isLetter = facts.form === 'letter'
  if (!isLetter && (facts.printedBy || facts.printedOn)) {
    const row = make('p', 'pp-printed')
    row.append(
      make('span', '', facts.printedBy ?? ''),
      make('span', '', facts.printedOn ? tpp.printed(dateWords(facts.printedOn)) : ''),
    )
    box.append(row)
  }
  if (box.childElementCount === 0) return null
  host.append(box)
  const height = mm(box.getBoundingClientRect().height)
  const parted =
    box.childElementCount > upper && upper > 0 ? mm((box.lastElementChild as HTMLElement).offsetTop - box.offsetTop) : null
  box.remove()
  const bottom = typeArea.top + typeArea.height
  const top = bottom - height
  return {
    height,
    draw: () => {
      const rule = (y: number, width: number): Rule => ({
        x1: typeArea.left,
        x2: typeArea.left + typeArea.width,
        y,
        width,
        colour: '#000000',
      })
      const { outer, inner } = imprintLine
      const element = setAt(box, { top, left: typeArea.left, width: typeArea.width })
      element.style.whiteSpace = 'break-spaces'
      const rules = [rule(top, outer), ...(parted === null ? [] : [rule(top + parted, inner)]), rule(bottom - outer / 2, outer)]
      return { element, rules: isLetter ? [] : rules }
    },
  }
}

/**
 * Pages that come for a 版记 `height` mm high where the last of `pages` has `room` mm left: none, or one of its own, which is an
 * even one: behind an even page a blank one comes before it (§7.5).
 */
export const pagesForImprint = (pages: number, room: number, height: number): 0 | 1 | 2 =>
  height <= room ? 0 : pages % 2 === 0 ? 2 : 1

const dateWords = (on: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(on) ? formatOfficialDate(on) : on.replace(/印发$/, ''))

/** A list of organs with its label: one character in at both sides, hanging behind the label, closed by 。 (§7.4.2). */
function recipients(content: readonly PaperInline[], label: string, pen: Pen, block?: string): HTMLElement {
  const element = make('p', 'pp-copies')
  nameBlock(element, block)
  const text = plainText(content).trim()
  if (!text.startsWith(label.slice(0, 2))) element.append(label)
  writeInline(element, content, pen)
  const last = element.lastChild
  if (/[：:]$/.test(text) && last instanceof Text) last.data = last.data.trimEnd().slice(0, -1)
  if (!text.endsWith('。')) element.append('。')
  return element
}
