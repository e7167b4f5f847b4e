import { letter, line, markTop, mmPerPt, pitch, redLine, typeArea, bodyPt } from '../../src-shared/paper/measures.ts'
import type { PaperFacts, PaperJob } from '../../src-shared/paper/model.ts'
import { tpp } from '../ui/text-paper.ts'
import { make, setAt, type Rule } from './dom.ts'
import { inkOf, mm, pxPerMm, widthOf, type Face } from './measure.ts'

/** 版头 of page 1: elements at their places, its rules, and where its last edge is, in mm; `titleBlank`: blank lines from there to the title. */
export type Head = { elements: HTMLElement[]; rules: Rule[]; bottom: number; titleBlank: number; small: boolean }

/** One character of 3号, in mm: what a measured gap to a text is counted from. */
export const bodyEm = bodyPt * mmPerPt
/** From the top of a line of the grid to the upper edge of its characters, in mm. */
export const inLine = (line - bodyEm) / 2
export const red = '#e60012'

/** 发文机关标志 is at most this large, in mm, and never smaller than the title (§7.2.4 leaves it to the organ). */
const markMm = { most: 15.4, least: 7.8 } as const

export type Faces = { mark: Face; body: Face }

/** 版头 of a form (§7.2, §10.1, §10.2, §10.3). With `preprinted` its red parts are on the sheet already and only their room is kept. */
export function headOf(job: PaperJob, faces: Faces): Head {
  const { facts } = job
  const make: Readonly<Record<PaperFacts['form'], (facts: PaperFacts, faces: Faces) => Head>> = {
    file: fileHead,
    letter: letterHead,
    order: orderHead,
    minutes: minutesHead,
  }
  const head = make[facts.form](facts, faces)
  if (!job.preprinted) return head
  return { ...head, elements: head.elements.filter((one) => !one.classList.contains('pp-mark')), rules: [] }
}

/** 份号, 密级, 紧急程度, one below the other from `top` on (§7.2.1 to §7.2.3); answers how many lines they take. */
function corner(facts: PaperFacts, top: number, letterForm: boolean): { elements: HTMLElement[]; lines: number } {
  const elements: HTMLElement[] = []
  let at = 0
  const put = (text: string, classes: string): void => {
    elements.push(setAt(make('div', classes, text), { top: top + at * line, left: typeArea.left }))
    at += 1
  }
  if (facts.serial !== null && facts.serial !== '') put(facts.serial, '')
  // §7.2.2: the second line, also where there is no 份号
  if (facts.secrecy !== '') {
    if (!letterForm) at = Math.max(at, 1)
    put(facts.secrecy, 'pp-heiti')
  }
  if (facts.urgency !== '') put(facts.urgency, 'pp-heiti')
  return { elements, lines: at }
}

/** A line of the mark, its ink beginning `inkTop` mm below the paper's edge; answers its lower edge. */
function markLine(text: string, sizeMm: number, inkTop: number, faces: Faces, box: { left: number; width: number }) {
  const sizePx = sizeMm * pxPerMm
  const linePx = Math.round(sizePx * 1.2)
  const ink = inkOf(text, { ...faces.mark, sizePx }, linePx)
  const element = setAt(make('div', 'pp-mark', text), { top: inkTop - mm(ink.top), ...box })
  element.style.fontSize = `${sizePx.toFixed(2)}px`
  element.style.lineHeight = `${linePx}px`
  return { element, bottom: inkTop + mm(ink.bottom - ink.top) }
}

const widest = (texts: readonly string[], faces: Faces): number =>
  Math.max(1, ...texts.map((text) => widthOf(text, { ...faces.mark, sizePx: 100 }) / 100))

/** One centred line as large as fits. */
function oneMark(text: string, inkTop: number, faces: Faces) {
  const size = Math.min(markMm.most, 152 / widest([text], faces))
  const { element, bottom } = markLine(text, size, inkTop, faces, { left: typeArea.left, width: typeArea.width })
  return { elements: [element], bottom, small: size < markMm.least }
}

/** 联合行文 (§7.2.4): organs one below the other and as wide as each other, 文件 at their right, centred on their height. */
function jointMark(organs: readonly string[], inkTop: number, faces: Faces) {
  const wide = widest(organs, faces)
  // 文件 has two letters and a gap of a half
  const size = Math.min(12, 152 / (wide + 2.5), 80 / (organs.length * 1.3))
  const width = wide * size
  const left = typeArea.left + (typeArea.width - width - 2.5 * size) / 2
  const elements: HTMLElement[] = []
  let bottom = inkTop
  organs.forEach((organ, i) => {
    const top = inkTop + i * size * 1.3
    const made = markLine(organ, size, top, faces, { left, width: width + 0.2 })
    made.element.classList.add('pp-spread')
    elements.push(made.element)
    bottom = made.bottom
  })
  const sizePx = size * pxPerMm
  const ink = inkOf(tpp.fileMark, { ...faces.mark, sizePx }, Math.round(sizePx * 1.2))
  const height = mm(ink.bottom - ink.top)
  const top = inkTop + (bottom - inkTop - height) / 2
  const made = markLine(tpp.fileMark, size, top, faces, { left: left + width + size / 2, width: 2 * size + 0.2 })
  return { elements: [...elements, made.element], bottom, small: size < markMm.least }
}

const fullRule = (y: number): Rule => ({
  x1: typeArea.left,
  x2: typeArea.left + typeArea.width,
  y: y + redLine.strength / 2,
  width: redLine.strength,
  colour: red,
})

function fileHead(facts: PaperFacts, faces: Faces): Head {
  const inkTop = typeArea.top + markTop.file
  const [only] = facts.organs
  const mark =
    facts.organs.length > 1
      ? jointMark(facts.organs, inkTop, faces)
      : oneMark(`${only ?? ''}${only?.endsWith(tpp.fileMark) ? '' : tpp.fileMark}`, inkTop, faces)
  const signed = facts.upward && facts.signers.length > 0
  const rows = signed ? Math.ceil(facts.signers.length / 2) : 1
  // two blank lines below the mark (§7.2.5); the number on the line of the last 签发人 (§7.2.6)
  const first = mark.bottom + 2 * line - inLine
  const last = first + (rows - 1) * line
  const elements = [...corner(facts, typeArea.top, false).elements, ...mark.elements]
  if (facts.number) elements.push(numberLine(facts.number, last, signed))
  if (signed) elements.push(...signers(facts.signers, first))
  const edge = last + inLine + bodyEm + redLine.below
  return { elements, rules: [fullRule(edge)], bottom: edge + redLine.strength, titleBlank: 2, small: mark.small }
}

function numberLine(text: string, top: number, left: boolean): HTMLElement {
  const element = make('div', 'pp-issue-number', text)
  if (left) return setAt(element, { top, left: typeArea.left + pitch })
  element.style.textAlign = 'center'
  return setAt(element, { top, left: typeArea.left, width: typeArea.width })
}

/** 签发人, two to a row, one character from the right (§7.2.6): label 仿宋, names 楷体. */
function signers(names: readonly string[], top: number): HTMLElement[] {
  const columns = names.length > 1 ? [0, 1] : [0]
  const widths = columns.map((k) => Math.max(...names.filter((_, i) => i % 2 === k).map((name) => [...name].length)))
  // the names of the last column end one character before the edge, one character parts them from the first
  const right = typeArea.left + typeArea.width - pitch
  const starts = columns.map((k) => right - (widths.slice(k).reduce((sum, width) => sum + width + 1, 0) - 1) * pitch)
  const start = starts[0] ?? right
  const label = setAt(make('div', 'pp-signer', tpp.signer), { top, left: start - 4 * pitch })
  return [
    label,
    ...names.map((name, i) =>
      setAt(make('div', 'pp-signer pp-kaiti', name), {
        top: top + Math.floor(i / 2) * line,
        left: starts[i % 2] ?? start,
      }),
    ),
  ]
}

/** 信函 (§10.1): double rules instead of the red line; 份号, 密级, 紧急程度 left and the number right below the first. */
function letterHead(facts: PaperFacts, faces: Faces): Head {
  const organs = facts.organs.length > 1 ? facts.organs.join('　') : (facts.organs[0] ?? '')
  const mark = oneMark(organs, letter.markTop, faces)
  const first = mark.bottom + letter.lineBelow
  const foot = 297 - letter.footFromBottom
  const [x1, x2] = [(210 - letter.lineWidth) / 2, (210 + letter.lineWidth) / 2]
  const rule = (y: number, width: number): Rule => ({ x1, x2, y: y + width / 2, width, colour: red })
  // 7/8 of a character between the rule and the first line below it
  const top = first + 2 + bodyEm * (7 / 8) - inLine
  const left = corner(facts, top, true)
  const elements = [...mark.elements, ...left.elements]
  const lines = Math.max(left.lines, facts.number ? 1 : 0)
  if (facts.number)
    elements.push(setAt(make('div', 'pp-issue-number', facts.number), { top, right: 210 - typeArea.left - typeArea.width }))
  return {
    elements,
    rules: [rule(first, 1), rule(first + 1.5, 0.5), rule(foot - 2, 0.5), rule(foot - 1, 1)],
    bottom: lines === 0 ? first + 2 : top + lines * line - inLine,
    titleBlank: 2,
    small: mark.small,
  }
}

/** 命令(令) (§10.2): organ and 令, two blank lines, 令号, two blank lines, text. */
function orderHead(facts: PaperFacts, faces: Faces): Head {
  const organ = facts.organs.join('　')
  const mark = oneMark(organ.endsWith(tpp.orderMark) ? organ : `${organ}${tpp.orderMark}`, typeArea.top + markTop.order, faces)
  const top = mark.bottom + 2 * line - inLine
  const elements = [...corner(facts, typeArea.top, false).elements, ...mark.elements]
  if (facts.number) elements.push(numberLine(facts.number, top, false))
  return { elements, rules: [], bottom: top + line - inLine, titleBlank: 2, small: mark.small }
}

/** 纪要 (§10.3): the mark as of 文件; number and red line by practice, where a number is given. */
function minutesHead(facts: PaperFacts, faces: Faces): Head {
  const organ = facts.organs.join('　')
  const text = organ.endsWith(tpp.minutesMark) ? organ : `${organ}${tpp.minutesMark}`
  const mark = oneMark(text, typeArea.top + markTop.minutes, faces)
  const elements = [...corner(facts, typeArea.top, false).elements, ...mark.elements]
  if (!facts.number) return { elements, rules: [], bottom: mark.bottom, titleBlank: 2, small: mark.small }
  const top = mark.bottom + 2 * line - inLine
  elements.push(numberLine(facts.number, top, false))
  const edge = top + inLine + bodyEm + redLine.below
  return { elements, rules: [fullRule(edge)], bottom: edge + redLine.strength, titleBlank: 2, small: mark.small }
}
