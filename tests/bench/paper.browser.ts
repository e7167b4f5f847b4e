import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import { renderPaper } from '../../src-renderer/paper/render-paper.ts'
import { readPlaced } from '../../src-renderer/paper/read-placed.ts'
import { parseOfficialText } from '../../src-shared/document/import-text.ts'
import { htmlOf, jobOfText } from '../browser/paper/support.ts'
import type { FileCost } from './paper/commands.ts'
import { quantile, result } from './result.ts'

/*
 * A document of 100 pages: laid out by our rules, against Chromium laying out the same paragraphs in one column of the same
 * face and measure; printed as PDF, against Chromium's own pages of them; written as OFD, against the PDF.
 */
const rounds = 5

/** Real text, so often that it fills 100 pages. */
async function longText(): Promise<string> {
  const [one] = await commands.paperTexts('provincial-reports')
  if (!one) throw new Error('no provincial report')
  const lines = one.text.split('\n')
  const body = lines.slice(Math.min(3, lines.length))
  const times = Math.ceil(53_000 / one.text.length)
  return [...lines.slice(0, lines.length - body.length), ...Array.from({ length: times }, () => body).flat()].join('\n')
}

const middle = (all: readonly FileCost[]): FileCost => ({
  ms: quantile(
    all.map(({ ms }) => ms),
    0.5,
  ),
  bytes: all[0]?.bytes ?? 0,
})

const timed = async (work: () => Promise<unknown> | void): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** The same paragraphs in one column of the same face and measure, and nothing of our rules. */
function plainColumn(paragraphs: readonly string[]): HTMLElement {
  const around = document.createElement('div')
  around.className = 'paper'
  const column = document.createElement('div')
  column.style.width = '156mm'
  around.append(column)
  for (const text of paragraphs) {
    const p = document.createElement('p')
    p.className = 'pp-p'
    p.textContent = text
    column.append(p)
  }
  return around
}

/** Lays the plain column out and asks for the lines of each paragraph, as whoever breaks pages must. */
function layPlain(paragraphs: readonly string[]): void {
  const around = plainColumn(paragraphs)
  document.body.append(around)
  for (const p of around.querySelectorAll('p')) p.getBoundingClientRect()
  around.remove()
}

/** Pages by Chromium's own rules with the standard's margins. */
const plainHtml = (paragraphs: readonly string[]): string =>
  htmlOf([plainColumn(paragraphs)]).replace(
    '</head>',
    '<style>@page { size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm }</style></head>',
  )

it('a hundred pages: layout against bare Chromium, PDF and OFD', async () => {
  const text = await longText()
  const job = jobOfText(text)
  const paragraphs = parseOfficialText(text).paragraphs?.map((one) => (typeof one === 'string' ? one : one.text)) ?? []
  const root = document.createElement('div')
  document.body.append(root)
  let pages = 0
  const ours: number[] = []
  const plain: number[] = []
  for (let n = 0; n <= rounds; n++) {
    ours.push(
      await timed(async () => {
        pages = (await renderPaper(root, job, () => '')).pages
        root.getBoundingClientRect()
      }),
    )
    plain.push(await timed(() => layPlain(paragraphs)))
  }
  expect(pages).toBeGreaterThanOrEqual(100)
  const layout = quantile(ours.slice(1), 0.5)
  const placed = readPlaced(root)
  const html = htmlOf([root])
  const bare = plainHtml(paragraphs)
  const ourPdfs: FileCost[] = []
  const plainPdfs: FileCost[] = []
  for (let n = 0; n <= rounds; n++) {
    plainPdfs.push(await commands.costOfPdf(bare))
    ourPdfs.push(await commands.costOfPdf(html))
  }
  // the first of each warms the faces up, as the second document of a day
  const pdf = middle(ourPdfs.slice(1))
  const plainPdf = middle(plainPdfs.slice(1))
  const json = JSON.stringify(placed)
  await commands.costOfOfd(json)
  const ofd = await commands.costOfOfd(json)
  const peer = quantile(plain.slice(1), 0.5)
  const kib = (size: number): number => size / 1024
  const results = [
    result(5, `layout of ${pages} pages, ms (Chromium, same paragraphs in one column)`, layout, peer, 10),
    result(5, `PDF of ${pages} pages, ms (Chromium’s own pages of the same paragraphs)`, pdf.ms, plainPdf.ms, 1.5),
    result(
      5,
      `PDF of ${pages} pages, KiB (Chromium’s own pages of the same paragraphs)`,
      kib(pdf.bytes),
      kib(plainPdf.bytes),
      1.5,
    ),
    result(5, `OFD of ${pages} pages, ms (our PDF)`, ofd.ms, pdf.ms, 1.5),
    result(5, `OFD of ${pages} pages, KiB (our PDF)`, kib(ofd.bytes), kib(pdf.bytes), 1.5),
  ]
  await commands.writeFile('artifacts/bench/paper.json', JSON.stringify(results))
})
