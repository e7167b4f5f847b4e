import path from 'node:path'
import type { Page } from 'playwright-core'
import { openFontFiles } from '../../../src-main/paper/font-files.ts'
import { ofdOf } from '../../../src-main/paper/ofd-file.ts'
import type { PlacedDocument } from '../../../src-shared/paper/placed.ts'

/** `ms`: making the file alone, what it is made of is there; `bytes`: its size. */
export type FileCost = { ms: number; bytes: number }

const faces = openFontFiles(path.resolve(import.meta.dirname, '../../../src-renderer/paper/fonts'))

/** Prints a page of its own to a tagged PDF, as the window for paper does, and says what that cost. */
const costOfPdf = async (context: { page: Page }, html: string): Promise<FileCost> => {
  const page = await context.page.context().newPage()
  try {
    const origin = new URL(context.page.url()).origin
    await page.route('**/paper-bench.html', (route) => route.fulfill({ contentType: 'text/html', body: html }))
    await page.goto(`${origin}/paper-bench.html`)
    await page.evaluate(() => document.fonts.ready)
    const session = await page.context().newCDPSession(page)
    const begun = performance.now()
    const { data } = await session.send('Page.printToPDF', {
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
    })
    return { ms: performance.now() - begun, bytes: Buffer.byteLength(data, 'base64') }
  } finally {
    await page.close()
  }
}

/** Writes placed pages as OFD, as main does, and says what that cost. */
const costOfOfd = async (_context: unknown, json: string): Promise<FileCost> => {
  const placed = JSON.parse(json) as PlacedDocument
  const meta = { title: '报告', sm3: 'ab'.repeat(32), version: 1, createdAt: Date.UTC(2026, 10, 22), docId: 'd' }
  const begun = performance.now()
  const bytes = await ofdOf(placed, meta, new Map(), { subset: faces.subsetFace })
  return { ms: performance.now() - begun, bytes: bytes.length }
}

export const paperBenchCommands = { costOfPdf, costOfOfd }

declare module 'vitest/browser' {
  interface BrowserCommands {
    costOfPdf: (html: string) => Promise<FileCost>
    costOfOfd: (placed: string) => Promise<FileCost>
  }
}
