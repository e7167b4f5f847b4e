import type { PlacedPage, PlacedPath } from '../paper/placed.ts'
import { onPage, outside } from './boxes.ts'
import { boxText, colourText, length, lengths } from './numbers.ts'
import { element, textElement } from './xml-text.ts'

/** A command of `PlacedPath.d`. */
type Command = { sign: 'M' | 'L' | 'Z'; x: number; y: number }

/** Reads a shape's commands: M and L with two numbers, Z; what is none of these is left out. */
function commandsOf(d: string): Command[] {
  return [...d.matchAll(/([ML])\s*(-?[\d.]+)[\s,]+(-?[\d.]+)|Z/g)].map(([, sign, x, y]) =>
    sign === undefined ? { sign: 'Z', x: 0, y: 0 } : { sign: sign as 'M' | 'L', x: Number(x), y: Number(y) },
  )
}

/**
 * §9: a filled PathObject by the nonzero rule, its Boundary around all of it. `Name` says what it is to whoever cannot see it
 * (§8.1 gives objects no other words); '' where it is out of the page.
 */
export function pathObject(path: PlacedPath, page: PlacedPage, nextId: () => number): string {
  const commands = commandsOf(path.d)
  const points = commands.filter(({ sign }) => sign !== 'Z')
  if (points.length === 0) return ''
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    ;[left, right] = [Math.min(left, x), Math.max(right, x)]
    ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
  }
  const box = onPage({ x: left, y: top, width: right - left, height: bottom - top }, page)
  if (outside(box)) return ''
  const data = commands.map(({ sign, x, y }) => (sign === 'Z' ? 'C' : `${sign} ${lengths(x - box.x, y - box.y)}`)).join(' ')
  return element(
    'PathObject',
    {
      ID: nextId(),
      Boundary: boxText(box),
      Name: path.name === '' ? undefined : path.name,
      Alpha: path.alpha < 1 ? Math.round(path.alpha * 255) : undefined,
      LineWidth: length(0.1),
      Stroke: 'false',
      Fill: 'true',
      Rule: 'NonZero',
    },
    element('FillColor', { Value: colourText(path.colour) }) + textElement('AbbreviatedData', data),
  )
}
