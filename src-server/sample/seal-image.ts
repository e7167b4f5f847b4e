import { deflateSync } from 'node:zlib'
import { pngBytes } from '../../src-shared/paper/png-bytes.ts'

/** As wide as it stands on paper, in mm: the seal of a county's organ. */
export const sealWidth = 42
const pixels = 496 // 300 to the inch
const ring = { outer: 1, inner: 0.93 }
const star = 0.34
/** grains of a pixel's side that are looked at, so that edges are smooth */
const grains = 3

/** A made-up seal: a red ring with a star, seen through between; the sample county has no real one to imitate. */
export function sampleSealImage(): Uint8Array {
  const rgba = new Uint8ClampedArray(pixels * pixels * 4)
  const middle = pixels / 2
  for (let y = 0; y < pixels; y++)
    for (let x = 0; x < pixels; x++) {
      let inked = 0
      for (let g = 0; g < grains * grains; g++) {
        const px = (x + ((g % grains) + 0.5) / grains - middle) / middle
        const py = (y + (Math.floor(g / grains) + 0.5) / grains - middle) / middle
        if (isInked(px, py)) inked++
      }
      rgba.set([204, 0, 0, (255 * inked) / (grains * grains)], 4 * (y * pixels + x))
    }
  return pngBytes(pixels, pixels, rgba, (rows) => deflateSync(rows, { level: 6 }))
}

function isInked(x: number, y: number): boolean {
  const r = Math.hypot(x, y)
  return (r <= ring.outer && r >= ring.inner) || (r <= star && inStar(x, y))
}

/** A star of five points, one up: a point lies in it where at least four of the lines its sides lie on have it on the middle's side. */
function inStar(x: number, y: number): boolean {
  const near = star * Math.cos((2 * Math.PI) / 5)
  let within = 0
  for (let k = 0; k < 5; k++) {
    const turn = (2 * Math.PI * k) / 5 - Math.PI / 2
    if (x * Math.cos(turn) + y * Math.sin(turn) <= near) within++
  }
  return within >= 4
}
