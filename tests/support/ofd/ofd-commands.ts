import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { openFontFiles } from '../../../src-main/paper/font-files.ts'
import { ofdOf } from '../../../src-main/paper/ofd-file.ts'
import { ofdLimits } from '../../../src-renderer/file-view/ofd/ofd-document.ts'
import { readOfd } from '../../../src-renderer/file-view/ofd/read-ofd.ts'
import { validateOfd } from '../../../src-shared/ofd/validate.ts'
import type { PlacedDocument } from '../../../src-shared/paper/placed.ts'
import { pngOf } from '../../../src-renderer/paper/png.ts'
import { differenceOf, greyOfPdf, type Grey, type ImageDifference } from '../image-difference.ts'
import { partsOf, readParts } from './read-parts.ts'
import { schemaFaults } from './schemas.ts'

/** What became of placed pages as an OFD file. `text`: what our reader reads, lines and pages as in `textOf`. */
export type CheckedOfd = { faults: string[]; text: string; sha256: string; bytes: number }

const folder = path.resolve(import.meta.dirname, '../../../artifacts/paper')
const faces = openFontFiles(path.resolve(import.meta.dirname, '../../../src-renderer/paper/fonts'))

/** Pictures by the name they are placed under, their bytes in base64. */
export type SentPictures = Readonly<Record<string, { mime: string; base64: string }>>

const bytesOf = (json: string, pictures: SentPictures): Promise<Uint8Array> => {
  const placed = JSON.parse(json) as PlacedDocument
  const meta = { title: '通知', sm3: 'ab'.repeat(32), version: 1, createdAt: Date.UTC(2026, 10, 22), docId: 'd' }
  const images = Object.entries(pictures).map(
    ([file, { mime, base64 }]) => [file, { mime, bytes: new Uint8Array(Buffer.from(base64, 'base64')) }] as const,
  )
  return ofdOf(placed, meta, new Map(images), { subset: faces.subsetFace })
}

/** The OFD of placed pages with the bundled faces, in base64; kept as `artifacts/paper/<name>.ofd`. */
const makeOfd = async (_context: unknown, json: string, pictures: SentPictures, name: string): Promise<string> => {
  const bytes = await bytesOf(json, pictures)
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${name}.ofd`), bytes)
  return Buffer.from(bytes).toString('base64')
}

/** Makes the OFD of placed pages with the bundled faces and checks it: schemas, our validator, our reader. */
const checkOfd = async (_context: unknown, json: string, pictures: SentPictures = {}): Promise<CheckedOfd> => {
  const bytes = await bytesOf(json, pictures)
  const parts = partsOf(unzipSync(bytes))
  const document = readOfd(
    bytes,
    ofdLimits(() => false),
  )
  const words = document.pages.map(({ objects }) =>
    objects
      .flatMap((object) => (object.kind === 'text' ? [object.runs.map(({ chars }) => chars.join('')).join('')] : []))
      .join('\n'),
  )
  return {
    faults: [
      ...parts.flatMap((part) => ('text' in part ? schemaFaults(part.path, part.text) : [])),
      ...validateOfd(readParts(parts)).map(({ code, path: where, what }) => `${code} ${where} ${what}`),
      ...document.troubles.map(({ code }) => code),
    ],
    text: words.join('\n\f\n'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }
}

/**
 * Holds a page of a printed PDF (`artifacts/paper/<name>.pdf`) against a drawing of it: grey values 0 to 255, row by row, in
 * base64. Both are kept side by side as a picture.
 */
const comparePage = async (_context: unknown, name: string, page: number, drawing: SentDrawing): Promise<ImageDifference> => {
  const { width, height } = drawing
  const ours: Grey = { width, height, values: new Uint8Array(Buffer.from(drawing.base64, 'base64')) }
  const { dpi } = drawing
  const pdf = greyOfPdf(await readFile(path.join(folder, `${name}.pdf`)), page, dpi)
  await writeFile(path.join(folder, `pdf-ofd-${name}-${page}.png`), sideBySide(pdf, ours))
  return differenceOf(pdf, ours)
}

function sideBySide(first: Grey, second: Grey): Uint8Array {
  const [width, height] = [first.width + second.width, Math.max(first.height, second.height)]
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
  for (const [{ width: w, height: h, values }, from] of [[first, 0] as const, [second, first.width] as const])
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        pixels.fill(values[y * w + x] ?? 255, 4 * (y * width + from + x), 4 * (y * width + from + x) + 3)
  return pngOf(width, height, pixels)
}

/** What the tests of OFD ask the test runner to do. */
export const ofdCommands = { checkOfd, makeOfd, comparePage }

/** A drawn page, at so many pixels an inch of paper. */
export type SentDrawing = { width: number; height: number; dpi: number; base64: string }

declare module 'vitest/browser' {
  interface BrowserCommands {
    checkOfd: (placed: string, pictures?: SentPictures) => Promise<CheckedOfd>
    makeOfd: (placed: string, pictures: SentPictures, name: string) => Promise<string>
    comparePage: (name: string, page: number, drawing: SentDrawing) => Promise<ImageDifference>
  }
}
