import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { councilFiles, reportFiles } from '../fixtures.ts'
import { besideCommands } from './beside-commands.ts'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../../..')
const folder = path.join(root, 'artifacts/paper')

/** Real texts, by file name. */
const paperTexts = (_context: unknown, name: 'state-council' | 'provincial-reports'): Promise<{ name: string; text: string }[]> =>
  Promise.resolve(name === 'state-council' ? councilFiles() : reportFiles())

/**
 * Prints a laid out page as the window for paper does: the same elements in a page of its own, through CDP. Answers what
 * `pdftotext -bbox-layout` reads from the file.
 */
const printPaper = async (context: { page: Page }, html: string, name: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  const page = await context.page.context().newPage()
  try {
    // a page of the same origin, so that it may load the bundled faces
    const origin = new URL(context.page.url()).origin
    await page.route('**/paper-print.html', (route) => route.fulfill({ contentType: 'text/html', body: html }))
    await page.goto(`${origin}/paper-print.html`)
    await page.evaluate(() => document.fonts.ready)
    const session = await page.context().newCDPSession(page)
    const { data } = await session.send('Page.printToPDF', {
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
    })
    const file = path.join(folder, `${name}.pdf`)
    await writeFile(file, Buffer.from(data, 'base64'))
    const { stdout } = await run('pdftotext', ['-bbox-layout', file, '-'], { maxBuffer: 1 << 28 })
    return stdout
  } finally {
    await page.close()
  }
}

/** Rows and columns of ink of one page, for a box of mm: the first and last row and column with a pixel as dark or red as asked. */
export type InkBox = { top: number; bottom: number; left: number; right: number }
const perMm = 200 / 25.4

/** Where the ink lies within boxes of a page (mm), from its picture at 200 dpi: edges in mm, null where a box is empty. */
const inkOnPage = async (
  _context: unknown,
  name: string,
  page: number,
  boxes: readonly { box: InkBox; colour: 'red' | 'black' }[],
): Promise<(InkBox | null)[]> => {
  const file = path.join(folder, `${name}.pdf`)
  // only the strip the boxes lie in
  const from = Math.floor(Math.min(...boxes.map(({ box }) => box.top)) * perMm)
  const to = Math.ceil(Math.max(...boxes.map(({ box }) => box.bottom)) * perMm)
  const strip = ['-x', '0', '-y', String(from), '-W', String(Math.round(210 * perMm)), '-H', String(to - from)]
  const { stdout } = await run('pdftoppm', ['-r', '200', '-f', String(page), '-l', String(page), ...strip, file], {
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  })
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(stdout.subarray(0, 40).toString('latin1'))
  if (!head) throw new Error('pdftoppm gave no picture')
  const width = Number(head[1])
  const pixels = stdout.subarray(head[0].length)
  return boxes.map(({ box, colour }) => {
    let found: InkBox | null = null
    for (let y = Math.round(box.top * perMm); y < Math.round(box.bottom * perMm); y++)
      for (let x = Math.round(box.left * perMm); x < Math.round(box.right * perMm); x++) {
        const at = ((y - from) * width + x) * 3
        const [r, g, b] = [pixels[at] ?? 255, pixels[at + 1] ?? 255, pixels[at + 2] ?? 255]
        if (colour === 'red' ? !(r > 150 && g < 140 && b < 140) : !(r < 140 && g < 140 && b < 140)) continue
        found ??= { top: y, bottom: y + 1, left: x, right: x + 1 }
        found = {
          top: found.top,
          bottom: y + 1,
          left: Math.min(found.left, x),
          right: Math.max(found.right, x + 1),
        }
      }
    return found && { top: found.top / perMm, bottom: found.bottom / perMm, left: found.left / perMm, right: found.right / perMm }
  })
}

const keepMeasures = async (_context: unknown, json: string, name = 'measures'): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${name}.json`), json)
}

/** What the tests of paper ask the test runner to do. */
export const paperCommands = { paperTexts, printPaper, inkOnPage, keepMeasures, ...besideCommands }

declare module 'vitest/browser' {
  interface BrowserCommands {
    paperTexts: (folder: string) => Promise<{ name: string; text: string }[]>
    printPaper: (html: string, name: string) => Promise<string>
    inkOnPage: (
      name: string,
      page: number,
      boxes: readonly { box: InkBox; colour: 'red' | 'black' }[],
    ) => Promise<(InkBox | null)[]>
    keepMeasures: (json: string, name?: string) => Promise<void>
  }
}
