import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { grid, tolerance } from '../../../src-shared/paper/measures.ts'
import { fullPages, measureFurniture, measureText, textOfPdf, textOfPlaced, type Measures } from './measured.ts'
import type { PaperJob } from '../../../src-shared/paper/model.ts'
import { jobOfText, lay, printed, type Laid } from './support.ts'

const noPage = { width: 0, height: 0, items: [] }

test('PP-01 PP-02 PP-15 fifty texts and a long report, measured in the PDF: within 1 mm, pages as on the screen', async () => {
  const texts = await commands.paperTexts('state-council')
  const reports = await commands.paperTexts('provincial-reports')
  const report = reports.find((one) => one.name.includes('云南')) ?? reports[0]
  const all: Measures = new Map()
  const unlawful: string[] = []
  const told: string[] = []
  let pages = 0
  const jobs = [...texts, ...(report ? [report] : [])].map(({ name, text }) => ({ name, job: jobOfText(text, { form: 'file' }) }))
  // a file of several documents each: a window of its own for each would take most of the time
  const perFile = 13
  for (let from = 0; from < jobs.length; from += perFile) {
    const some: { name: string; job: PaperJob; laid: Laid }[] = []
    for (const one of jobs.slice(from, from + perFile)) some.push({ ...one, laid: await lay(one.job) })
    const file = `file-${from / perFile + 1}`
    const pdf = await printed(
      some.map((one) => one.laid.root),
      file,
    )
    let at = 0
    for (const { name, job, laid } of some) {
      const own = pdf.slice(at, at + laid.pages)
      const placed = readPlaced(laid.root)
      expect(own.length, `${name}: pages`).toBe(placed.pages.length)
      own.forEach((page, i) => expect(textOfPdf(page), `${name} page ${i + 1}`).toBe(textOfPlaced(placed.pages[i] ?? noPage)))
      unlawful.push(...measureText(all, own, fullPages(laid.root)).unlawful)
      await measureFurniture(all, file, at + 1, own, job.facts.number)
      told.push(...laid.troubles.map((trouble) => `${name} ${trouble.code}`))
      at += own.length
      laid.root.remove()
    }
    expect(pdf.length).toBe(at)
    pages += at
  }
  await commands.keepMeasures(JSON.stringify({ pages, told, unlawful, measures: Object.fromEntries(all) }, null, 1))
  expect(unlawful).toEqual([])
  expect(all.get('每面行数')).toMatchObject({ min: grid.lines, max: grid.lines })
  expect(all.get('每行字数')).toMatchObject({ min: grid.chars, max: grid.chars })
  for (const [name, { required, min, max }] of all) {
    expect(Math.abs(min - required), name).toBeLessThanOrEqual(tolerance)
    expect(Math.abs(max - required), name).toBeLessThanOrEqual(tolerance)
  }
}, 400_000)
