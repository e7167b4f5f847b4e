/*
 * Numbers as OFD writes them (GB/T 33190 §7.3): mm with three decimals at most, ST_Box and ST_Array as blank-separated
 * lists. Counted in whole micrometres, so that no sum drifts and no exponent appears.
 */

const thousandths = (mm: number): number => (Number.isFinite(mm) ? Math.round(mm * 1000) : 0)
const written = (count: number): string => {
  const text = (Math.abs(count) / 1000).toFixed(3).replace(/\.?0+$/, '')
  return count < 0 && text !== '0' ? `-${text}` : text
}

/** A length in mm. */
export const length = (mm: number): string => written(thousandths(mm))

/** ST_Array of lengths. */
export const lengths = (...mm: readonly number[]): string => mm.map(length).join(' ')

/** ST_Box: upper left corner, width, height; neither side is less than a micrometre (a box without area clips all). */
export const boxText = (box: { x: number; y: number; width: number; height: number }): string =>
  `${length(box.x)} ${length(box.y)} ${written(Math.max(1, thousandths(box.width)))} ${written(Math.max(1, thousandths(box.height)))}`

/** ST_Array of a colour #rrggbb in RGB, 0 to 255 each; anything else is black. */
export function colourText(colour: string): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)
  return hex
    ? hex
        .slice(1)
        .map((pair) => Number.parseInt(pair, 16))
        .join(' ')
    : '0 0 0'
}

/** How far a character may stand from where it was laid out, in thousandths of a mm; unseen, and keeps equal steps equal. */
const slack = 10

/**
 * DeltaX of a run: steps from character to character, equal ones as `g count step` where that is shorter (§11.3). A step
 * repeats the one before as long as no character stands more than 0.01 mm off; so rounding never adds up along a line.
 */
export function deltaText(advances: readonly number[]): string {
  const steps: number[] = []
  let laidOut = 0
  let at = 0
  for (const advance of advances) {
    laidOut += Number.isFinite(advance) ? advance : 0
    const exact = Math.round(laidOut * 1000) - at
    const last = steps.at(-1)
    const step = last !== undefined && Math.abs(exact - last) <= slack ? last : exact
    steps.push(step)
    at += step
  }
  return runs(steps).join(' ')
}

function runs(steps: readonly number[]): string[] {
  const out: string[] = []
  for (let from = 0; from < steps.length;) {
    const step = steps[from] ?? 0
    let to = from + 1
    while (to < steps.length && steps[to] === step) to++
    const [plain, short] = [Array.from({ length: to - from }, () => written(step)), ['g', String(to - from), written(step)]]
    out.push(...(short.join(' ').length < plain.join(' ').length ? short : plain))
    from = to
  }
  return out
}
