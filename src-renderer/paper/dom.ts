/* Elements of paper: plain DOM, measures in mm. */

type Place = Partial<Record<'top' | 'left' | 'right' | 'bottom' | 'width' | 'height', number>>

/** An element with classes and, if given, a text. */
export function make(tag: string, classes: string, text?: string): HTMLElement {
  const element = document.createElement(tag)
  if (classes !== '') element.className = classes
  if (text !== undefined) element.textContent = text
  return element
}

/** Sets an element at a measured place of the page; all lengths in mm from its edges. */
export function setAt(element: HTMLElement, place: Place): HTMLElement {
  element.classList.add('paper-set')
  for (const [side, length] of Object.entries(place)) element.style.setProperty(side, `${length.toFixed(3)}mm`)
  return element
}

/** A straight rule of the page, in mm from the upper left corner of the paper. */
export type Rule = { x1: number; y: number; x2: number; width: number; colour: string }

/** All rules of a page in one drawing: as paths they keep their strength, where borders would be rounded to pixels. */
export function drawRules(rules: readonly Rule[]): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(ns, 'svg')
  svg.setAttribute('class', 'paper-rules')
  svg.setAttribute('viewBox', '0 0 210 297')
  svg.setAttribute('aria-hidden', 'true')
  for (const rule of rules) {
    const line = document.createElementNS(ns, 'line')
    const y = rule.y.toFixed(3)
    line.setAttribute('x1', rule.x1.toFixed(3))
    line.setAttribute('x2', rule.x2.toFixed(3))
    line.setAttribute('y1', y)
    line.setAttribute('y2', y)
    line.setAttribute('stroke', rule.colour)
    line.setAttribute('stroke-width', String(rule.width))
    svg.append(line)
  }
  return svg
}
