import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/*
 * Compares two pictures of the same page, such as Poppler's of a PDF and the viewer's of an OFD: letters may be smoothed
 * differently, but must stand in the same place.
 */

/** Grey values 0 to 255, row by row. */
export type Grey = { width: number; height: number; values: Uint8Array }

export type ImageDifference = {
  /** share of pixels (0 to 1) that are ink in one picture and have no ink within one pixel in the other */
  share: number
  /** how far the second picture stands from the first, in pixels, at the worst place */
  shift: number
  /** share of ink in each: an empty page matches nothing */
  ink: readonly [number, number]
}

/** A page of a PDF as Poppler draws it at `dpi`. */
export function greyOfPdf(pdf: Uint8Array, page: number, dpi: number): Grey {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-grey-'))
  try {
    const file = path.join(folder, 'a.pdf')
    fs.writeFileSync(file, pdf)
    const at = String(page)
    execFileSync('pdftoppm', ['-r', String(dpi), '-f', at, '-l', at, '-gray', '-singlefile', file, path.join(folder, 'a')])
    return greyOfPgm(fs.readFileSync(path.join(folder, 'a.pgm')))
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** A binary PGM with 255 greys, as pdftoppm writes it. */
function greyOfPgm(bytes: Uint8Array): Grey {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))
  if (!head) throw new Error('no PGM')
  const [width, height] = [Number(head[1]), Number(head[2])]
  return { width, height, values: bytes.slice(head[0].length, head[0].length + width * height) }
}

const inkBelow = 160

/** Compares over what both cover. `reach`: the largest shift looked for, in pixels. */
export function differenceOf(first: Grey, second: Grey, reach = 8): ImageDifference {
  const width = Math.min(first.width, second.width)
  const height = Math.min(first.height, second.height)
  const [a, b] = [inkOf(first, width, height), inkOf(second, width, height)]
  let unmatched = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (a[at] && !near(b, x, y, width, height)) unmatched += 1
      else if (b[at] && !near(a, x, y, width, height)) unmatched += 1
    }
  }
  const sum = (ink: Uint8Array): number => ink.reduce((all, one) => all + one, 0) / (width * height)
  return { share: unmatched / (width * height), shift: largestShift(a, b, width, height, reach), ink: [sum(a), sum(b)] }
}

const inkOf = (grey: Grey, width: number, height: number): Uint8Array => {
  const ink = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) ink[y * width + x] = (grey.values[y * grey.width + x] ?? 255) < inkBelow ? 1 : 0
  return ink
}

function near(ink: Uint8Array, x: number, y: number, width: number, height: number): boolean {
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const [nx, ny] = [x + dx, y + dy]
      if (nx >= 0 && ny >= 0 && nx < width && ny < height && ink[ny * width + nx]) return true
    }
  return false
}

/** The page in tiles of 64 pixels: for each with ink the shift at which it matches best; the largest of them. */
function largestShift(a: Uint8Array, b: Uint8Array, width: number, height: number, reach: number): number {
  const tile = 64
  let largest = 0
  for (let top = reach; top + tile + reach <= height; top += tile) {
    for (let left = reach; left + tile + reach <= width; left += tile) {
      let best = { score: -1, far: 0 }
      let still = 0
      let inked = 0
      for (let y = top; y < top + tile; y++) for (let x = left; x < left + tile; x++) inked += a[y * width + x] ?? 0
      // a tile with a few specks matches anywhere
      if (inked < 200) continue
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          let score = 0
          for (let y = top; y < top + tile; y++)
            for (let x = left; x < left + tile; x++) score += (a[y * width + x] ?? 0) & (b[(y + dy) * width + x + dx] ?? 0)
          const far = Math.hypot(dx, dy)
          if (far === 0) still = score
          if (score > best.score || (score === best.score && far < best.far)) best = { score, far }
        }
      }
      // a rule or a flat picture matches along itself as well as where it is: nine tenths of the best is the best
      if (still < 0.9 * best.score) largest = Math.max(largest, best.far)
    }
  }
  return largest
}
