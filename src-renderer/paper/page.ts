import { pageNumber, smallPt, typeArea } from '../../src-shared/paper/measures.ts'
import { tpp } from '../ui/text-paper.ts'
import { drawRules, make, setAt, type Rule } from './dom.ts'
import { inkOf, mm, pxPerMm, type Face } from './measure.ts'

/** What stands on one page, in reading order. */
export type PageParts = { furniture: HTMLElement[]; column: HTMLElement | null; foot: HTMLElement[]; rules: Rule[] }

/** A page from its parts: rules and watermark below, then head, text, 版记, number. */
export function pageOf(parts: PageParts, number: number, watermark: string | null): HTMLElement {
  const page = make('section', 'paper-page')
  page.dataset['page'] = String(number)
  if (watermark) page.append(watermarkOf(watermark))
  page.append(drawRules(parts.rules), ...parts.furniture)
  if (parts.column) page.append(parts.column)
  page.append(...parts.foot)
  return page
}

const numberLinePx = 8 * pxPerMm

/**
 * 页码 (§7.5): 一字线 at each side, their upper edge 7 mm below the type area; one character from the right on odd pages, from
 * the left on even ones.
 */
export function numberOf(n: number, face: Face): HTMLElement {
  const ink = inkOf('—', { ...face, sizePx: (smallPt * 96) / 72 }, numberLinePx)
  const top = typeArea.top + typeArea.height + pageNumber.below - mm(ink.top)
  const side = n % 2 === 1 ? { right: typeArea.right + pageNumber.inset } : { left: typeArea.left + pageNumber.inset }
  return setAt(make('div', 'pp-number', tpp.pageNumber(n)), { top, ...side })
}

/** 水印: grey, across the page, behind the text; a drawing, so no reader takes it for the document's words. */
function watermarkOf(text: string): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(ns, 'svg')
  svg.setAttribute('class', 'paper-rules paper-watermark')
  svg.setAttribute('viewBox', '0 0 210 297')
  svg.setAttribute('aria-hidden', 'true')
  for (const y of [70, 150, 230])
    for (const x of [55, 155]) {
      const line = document.createElementNS(ns, 'text')
      line.setAttribute('x', String(x))
      line.setAttribute('y', String(y))
      line.setAttribute('transform', `rotate(-30 ${x} ${y})`)
      line.setAttribute('text-anchor', 'middle')
      line.setAttribute('fill', '#d0d0d0')
      line.textContent = text
      svg.append(line)
    }
  return svg
}
