import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import { renderPaper } from '../../src-renderer/paper/render-paper.ts'
import { readPlaced } from '../../src-renderer/paper/read-placed.ts'
import { parseOfficialText } from '../../src-shared/document/import-text.ts'
import { htmlOf, jobOfText } from '../browser/paper/support.ts'
import { quantile, result } from './result.ts'

/*
 * A document of 100 pages: laid out by our rules, against Chromium laying out the same paragraphs in one column of the same
 * face and measure; then printed as PDF and written as OFD, against the time it takes to lay out.
 */
const rounds = 5

/** Real text, so often that it fills 100 pages. */
async function longText(): Promise<string> {
  const [one] = await commands.paperTexts('provincial-reports')
  if (!one) throw new Error('no provincial report')
  const lines = one.text.split('\n')
  const body = lines.slice(Math.min(3, lines.length))
  const times = Math.ceil(68_000 / one.text.length)
  return [...lines.slice(0, lines.length - body.length), ...Array.from({ length: times }, () => body).flat()].join('\n')
}

const timed = async (work: () => Promise<unknown> | void): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** The same paragraphs in one column, and the lines of each asked for, as whoever breaks pages must. */
function plainColumn(paragraphs: readonly string[]): void {
  const host = document.createElement('div')
  host.className = 'paper-measure'
  const around = document.createElement('div')
  around.className = 'paper'
  around.append(host)
  for (const text of paragraphs) {
    const p = document.createElement('p')
    p.className = 'pp-p'
    p.textContent = text
    host.append(p)
  }
  document.body.append(around)
  for (const p of host.children) p.getBoundingClientRect()
  around.remove()
}

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
    plain.push(await timed(() => plainColumn(paragraphs)))
  }
  expect(pages).toBeGreaterThanOrEqual(100)
  const layout = quantile(ours.slice(1), 0.5)
  const placed = readPlaced(root)
  const html = htmlOf([root])
  const pdf = await timed(() => commands.printPaper(html, 'bench'))
  const json = JSON.stringify(placed)
  // the first one warms the faces up, as the second document of a day
  await commands.checkOfd(json)
  let bytes = 0
  const ofd = await timed(async () => {
    bytes = (await commands.checkOfd(json)).bytes
  })
  console.log({ pages, layout, plain: quantile(plain.slice(1), 0.5), pdf, ofd, ofdKiB: bytes / 1024 })
  const results = [
    result(
      5,
      `layout of ${pages} pages, ms (Chromium, same paragraphs in one column)`,
      layout,
      quantile(plain.slice(1), 0.5),
      10,
    ),
    result(5, `PDF of ${pages} pages by Chromium and read again, ms (10 s)`, pdf, 10_000, 1),
    result(5, `OFD of ${pages} pages, written, checked and read again, ms (10 s)`, ofd, 10_000, 1),
  ]
  await commands.writeFile('artifacts/bench/paper.json', JSON.stringify(results))
})
