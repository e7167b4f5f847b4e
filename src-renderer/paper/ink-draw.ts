import './ink.css'
import type { JobInk } from '../../src-shared/paper/inks.ts'
import { lettersOf } from '../../src-shared/paper/inks.ts'
import { typeArea } from '../../src-shared/paper/measures.ts'
import type { PaperTrouble } from '../../src-shared/paper/model.ts'
import { make } from './dom.ts'
import { keptWords, type NamedInk } from './ink-legend.ts'
import { boxFrom, cornerOf, elementsOf, findLetters, type FoundLetter } from './ink-letters.ts'
import { placeStrokes, type InkPart, type LetterPair, type PaperLetter } from './ink-map.ts'
import { boxOfRuns, outlineOf, type InkRun } from './ink-outline.ts'
import { pictureElement, writeInline, type Pen } from './inline.ts'

/** Drawings stay so far from the edges of the paper, in tenths of a millimetre; rings of 圈阅 fill the right margin of 26 mm. */
const edge = 20

/**
 * Draws the drawings of a job over its pages, each behind the text in the order of reading (PP-110 to PP-112). The pages need
 * not be in the window; `host` is where text is measured. Answers a trouble for each that has no place.
 */
export function drawInks(inks: readonly NamedInk[], pages: readonly HTMLElement[], host: HTMLElement): PaperTrouble[] {
  if (inks.length === 0) return []
  // out of sight but laid out, unscaled
  const room = make('div', 'paper-measure')
  room.append(...pages)
  host.after(room)
  try {
    return inks.flatMap((named): PaperTrouble[] => {
      const found = partsOf(named.ink, room, pages, host)
      found?.parts.forEach((part) => drawPart(named, shifted(part, pages), pages, found.over))
      return found ? [] : [{ code: 'PP-INK-LOST', page: null, detail: String(named.ink.version) }]
    })
  } finally {
    room.remove()
  }
}

/** Where a drawing stands, and the letters of its block; null where these are not on this paper. */
function partsOf(
  ink: JobInk,
  room: HTMLElement,
  pages: readonly HTMLElement[],
  host: HTMLElement,
): { parts: InkPart[]; over: PaperLetter[] } | null {
  if (!ink.under || keptWords(ink).every((char) => /\s/.test(char))) return null
  const elements = elementsOf(room, ink.blockId)
  const onPaper = findLetters(elements, keptWords(ink))
  if (!onPaper) return null
  const cell = elements[0]?.closest('td')
  const onScreen = screenLetters(ink.under, host, cell ? (elements[0]?.offsetWidth ?? null) : null)
  if (!onScreen) return null
  const papers = onPaper.map((one) => onPage(one, pages))
  let next = 0
  const { kept } = ink.under
  const pairs = onScreen.flatMap((screen, i): LetterPair[] => {
    const paper = kept[i] === true ? (papers[next++] ?? null) : null
    return screen ? [{ screen: screen.box, paper }] : []
  })
  const margin = ink.under.place === 'cell' ? null : typeArea.left * 10
  const parts = placeStrokes(ink.strokes, pairs, { whole: ink.kind === 'circled', margin })
  return parts && { parts, over: papers.filter((one) => one !== null) }
}

/** Half of the blank between two lines of the text, in tenths of a millimetre. */
const blank = 23

/** A height between two lines near another one: a small letter there covers none of the text. */
function betweenLines(y: number, page: number, over: readonly PaperLetter[]): number {
  const blanks = over.filter((one) => one.page === page).flatMap(({ top, bottom }) => [top - blank, bottom + blank])
  const best = blanks.reduce((near, one) => (Math.abs(one - y) < Math.abs(near - y) ? one : near), Infinity)
  return Math.abs(best - y) < 60 ? best : y
}

function onPage(letter: FoundLetter, pages: readonly HTMLElement[]): PaperLetter | null {
  const page = letter ? pages.findIndex((one) => one.contains(letter.within)) : -1
  const element = pages[page]
  if (!letter || !element) return null
  const { left, top } = cornerOf(element)
  return { ...boxFrom(letter.box, left, top), page }
}

const plainPen: Pen = {
  letters: {
    of: () => ({ letter: '', look: 0, name: '', step: '' }),
    person: () => ({ letter: '', name: '', post: '' }),
    used: () => [],
  },
  picture: () => '',
}

/** The letters of a block as the desk's page sets them, from its upper left corner. */
function screenLetters(
  { place, block }: NonNullable<JobInk['under']>,
  host: HTMLElement,
  cellPx: number | null,
): FoundLetter[] | null {
  const element = make('p', place === 'title' ? 'pp-title pp-screen' : 'pp-p pp-screen')
  element.dataset['place'] = place
  if (block.style !== 'body') element.dataset['style'] = block.style
  if (block.align) element.dataset['align'] = block.align
  if (cellPx !== null) element.style.width = `${cellPx}px`
  if (block.label !== '') {
    element.dataset['list'] = 'true'
    element.style.setProperty('--level', String(block.level))
    element.append(make('span', 'pp-label', block.label))
  }
  for (const one of block.content)
    if (one.kind === 'picture') element.append(pictureElement('', one.size ?? { width: 60, height: 40 }, '', plainPen))
    else if (one.kind === 'break' || !one.sign)
      writeInline(element, [one.kind === 'text' ? { ...one, marks: [] } : one], plainPen)
  host.append(element)
  try {
    const found = findLetters(
      [element],
      lettersOf(block.content).map(({ char }) => char),
    )
    const { left, top } = cornerOf(element)
    return found?.map((one) => one && { ...one, box: boxFrom(one.box, left, top) }) ?? null
  } finally {
    element.remove()
  }
}

/** A part brought onto the paper where it would leave it. */
function shifted({ page, runs }: InkPart, pages: readonly HTMLElement[]): InkPart {
  const box = boxOfRuns(runs)
  const wide = ((pages[page]?.offsetWidth ?? 794) * 254) / 96
  const high = ((pages[page]?.offsetHeight ?? 1123) * 254) / 96
  const into = (from: number, to: number, most: number): number =>
    from < edge ? edge - from : to > most - edge ? Math.max(edge - from, most - edge - to) : 0
  const [dx, dy] = [into(box.left, box.right, wide), into(box.top, box.bottom, high)]
  if (dx === 0 && dy === 0) return { page, runs }
  const moved = ({ width, points }: InkRun): InkRun => ({
    width,
    points: points.map((at) => ({ ...at, x: at.x + dx, y: at.y + dy })),
  })
  return { page, runs: runs.map(moved) }
}

const ns = 'http://www.w3.org/2000/svg'
const mm = (tenths: number): string => (tenths / 10).toFixed(2)

/** `over`: the letters below. Each part bears the letter of whoever drew it. */
function drawPart(
  { ink, letter, words }: NamedInk,
  { page, runs }: InkPart,
  pages: readonly HTMLElement[],
  over: readonly PaperLetter[],
): void {
  const sheet = pages[page]
  if (!sheet) return
  const { left, top, right, bottom } = boxOfRuns(runs)
  // a box with a text in it is named in the tags of every Chromium's PDF; a drawing by itself is not in those before 140
  const figure = make('div', 'pp-ink')
  figure.setAttribute('role', 'img')
  figure.setAttribute('aria-label', words)
  const sides = { left, top, width: right - left, height: bottom - top }
  for (const [side, length] of Object.entries(sides)) figure.style.setProperty(side, `${mm(length)}mm`)
  const svg = document.createElementNS(ns, 'svg')
  svg.dataset['ink'] = ink.id
  svg.setAttribute('viewBox', [mm(left), mm(top), mm(right - left), mm(bottom - top)].join(' '))
  if (ink.kind === 'circled') svg.append(path(groundOf(left, top, right, bottom), '#ffffff', 0.8))
  svg.append(path(outlineOf(runs), '#000000', 1))
  figure.append(svg)
  sheet.append(figure)
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const put = (classes: string, text: string, atX: number, atY: number, size: number): void =>
    figure.append(wordsAt(classes, text, atX - left, atY - top, size))
  if (ink.kind === 'circled') {
    put('name', ink.name, x, y - 19, Math.min(50, Math.floor(172 / Math.max(1, [...ink.name].length))))
    put('day', ringDay(ink.at), x, y + 24, 27)
  } else {
    const half = 16 * [...letter].length
    const at = right + 6 + 2 * half < 2100 - edge ? right + 6 + half : left - 6 - half
    put('letter', letter, at, betweenLines(top + 12, page, over), 28)
  }
}

function path(d: string, fill: string, opacity: number): SVGPathElement {
  const element = document.createElementNS(ns, 'path')
  element.setAttribute('d', d)
  element.setAttribute('fill', fill)
  if (opacity < 1) element.setAttribute('fill-opacity', String(opacity))
  return element
}

/** The ground of a ring: name and day in it are read also over words, and the words still show through. */
function groundOf(left: number, top: number, right: number, bottom: number): string {
  const [x, y, a, b] = [(left + right) / 2, (top + bottom) / 2, (right - left) / 2 - 6, (bottom - top) / 2 - 6]
  const points = Array.from({ length: 32 }, (_, i) => {
    const angle = (-2 * Math.PI * i) / 32
    return `${mm(x + a * Math.cos(angle))} ${mm(y + b * Math.sin(angle))}`
  })
  return `M${points.join(' L')} Z`
}

/** Words of a drawing about a middle, in tenths of a millimetre from the drawing's corner. */
function wordsAt(classes: string, words: string, x: number, y: number, size: number): HTMLElement {
  const element = make('div', `pp-ink-words ${classes}`, words)
  const [width, height] = [400, size * 2]
  element.style.setProperty('left', `${mm(x - width / 2)}mm`)
  element.style.setProperty('top', `${mm(y - height / 2)}mm`)
  element.style.setProperty('width', `${mm(width)}mm`)
  element.style.setProperty('font-size', `${mm(size)}mm`)
  element.style.setProperty('line-height', `${mm(height)}mm`)
  return element
}

/** The day in a ring, '2026.11.20', in Asia/Shanghai. */
function ringDay(at: number): string {
  const civil = new Date(at + 8 * 3_600_000)
  return `${civil.getUTCFullYear()}.${civil.getUTCMonth() + 1}.${civil.getUTCDate()}`
}
