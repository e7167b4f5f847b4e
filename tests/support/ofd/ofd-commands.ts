import { createHash } from 'node:crypto'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { openFontFiles } from '../../../src-main/paper/font-files.ts'
import { ofdOf } from '../../../src-main/paper/ofd-file.ts'
import { ofdLimits } from '../../../src-renderer/file-view/ofd/ofd-document.ts'
import { readOfd } from '../../../src-renderer/file-view/ofd/read-ofd.ts'
import { validateOfd } from '../../../src-shared/ofd/validate.ts'
import type { PlacedDocument } from '../../../src-shared/paper/placed.ts'
import { partsOf, readParts } from './read-parts.ts'
import { schemaFaults } from './schemas.ts'

/** What became of placed pages as an OFD file. `text`: what our reader reads, lines and pages as in `textOf`. */
export type CheckedOfd = { faults: string[]; text: string; sha256: string; bytes: number }

const faces = openFontFiles(path.resolve(import.meta.dirname, '../../../src-renderer/paper/fonts'))

/** Makes the OFD of placed pages with the bundled faces and checks it: schemas, our validator, our reader. */
const checkOfd = async (_context: unknown, json: string): Promise<CheckedOfd> => {
  const placed = JSON.parse(json) as PlacedDocument
  const meta = { title: '通知', sm3: 'ab'.repeat(32), version: 1, createdAt: Date.UTC(2026, 10, 22), docId: 'd' }
  const bytes = await ofdOf(placed, meta, new Map(), { subset: faces.subsetFace })
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

/** What the tests of OFD ask the test runner to do. */
export const ofdCommands = { checkOfd }

declare module 'vitest/browser' {
  interface BrowserCommands {
    checkOfd: (placed: string) => Promise<CheckedOfd>
  }
}
