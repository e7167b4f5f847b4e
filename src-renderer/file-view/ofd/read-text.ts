import { stepsOf } from '../../../src-shared/ofd/steps.ts'
import { childrenOf, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { OfdRun } from './ofd-document.ts'
import { numberOf } from './read-values.ts'

/** How text runs where a TextCode says nothing of steps. */
export type TextFlow = { size: number; hScale: number; /** ReadDirection, degrees */ direction: number }

/** Line ends and what surrounds them come from pretty printing; blanks in a line are text. */
const textOf = (code: XmlElement): string => code.text.replace(/\s*[\r\n]+\s*/g, '')

/**
 * The characters of a TextObject with their places (GB/T 33190 §11.3). A place not given is that of the TextCode before.
 * Steps may be too few: the last one goes on, as all readers take it; where there are none, letters stand as wide as they
 * usually are. A reader that counts UTF-16 gives as many steps as code units: then those are meant. At most `most` characters.
 */
export function runsOf(object: XmlElement, flow: TextFlow, most: number): OfdRun[] {
  const runs: OfdRun[] = []
  let [x, y] = [0, 0]
  let left = most
  for (const code of childrenOf(object, 'TextCode')) {
    const text = textOf(code)
    const chars = [...text].slice(0, left)
    left -= chars.length
    x = numberOf(code.attributes.get('X')) ?? x
    y = numberOf(code.attributes.get('Y')) ?? y
    if (chars.length === 0) continue
    const xs = places(x, code.attributes.get('DeltaX'), chars, text.length)
    const ys = places(y, code.attributes.get('DeltaY'), chars, text.length)
    const usual = (): number[] => flowing(chars, flow)
    const down = flow.direction === 90 || flow.direction === 270
    runs.push({
      chars,
      xs: xs ?? (ys === undefined && !down ? usual().map((step) => x + step) : chars.map(() => x)),
      ys: ys ?? (xs === undefined && down ? usual().map((step) => y + step) : chars.map(() => y)),
    })
  }
  return runs
}

function places(start: number, delta: string | undefined, chars: readonly string[], units: number): number[] | undefined {
  if (delta === undefined || delta.trim() === '') return undefined
  const { steps } = stepsOf(delta, units)
  const byUnit = units > chars.length && steps.length === units - 1
  const out: number[] = []
  let at = start
  let unit = 0
  chars.forEach((char, i) => {
    out.push(at)
    const next = (k: number): number => steps[Math.min(k, steps.length - 1)] ?? 0
    if (!byUnit) at += next(i)
    else for (let k = 0; k < char.length; k++) at += next(unit + k)
    unit += char.length
  })
  return out
}

/** Letters of Latin, digits and blanks are about half as wide as Han. */
function flowing(chars: readonly string[], { size, hScale }: TextFlow): number[] {
  let at = 0
  return chars.map((char) => {
    const here = at
    at += (char <= '\u024f' ? 0.5 : 1) * size * hScale
    return here
  })
}
