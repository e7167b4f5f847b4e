import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { grid, tolerance } from '../../../src-shared/paper/measures.ts'
import type { PaperFacts } from '../../../src-shared/paper/model.ts'
import { measureForm, measureInk } from './form-measures.ts'
import { fullPages, measureText, rowsOfPlaced, textOfPdf, textOfPlaced, type Measures } from './measured.ts'
import { jobOfText, lay, printed, type Laid } from './support.ts'

/** The forms beside the plain 文件, which measures.test.ts holds. */
const forms: Readonly<Record<string, Partial<PaperFacts>>> = {
  信函: { form: 'letter' },
  命令: { form: 'order', number: '第712号', sealing: 'stamp' },
  纪要: { form: 'minutes', number: '第3期', sealing: 'none', organs: ['青禾县人民政府常务会议'] },
  上行文一人: { form: 'file', upward: true, signers: ['陈立新'], serial: '000012', secrecy: '秘密★1年', urgency: '特急' },
  上行文二人: { form: 'file', upward: true, signers: ['陈立新', '周强'] },
  上行文三人: { form: 'file', upward: true, signers: ['陈立新', '周强', '赵敏'] },
  联合二家: { form: 'file', organs: ['青禾县财政局', '青禾县应急管理局'] },
  联合五家: {
    form: 'file',
    organs: ['青禾县财政局', '青禾县水利局', '青禾县应急管理局', '青禾县教育局', '青禾县农业农村局'],
  },
}
/** Every so-manieth text is printed too. */
const every = 4

const texts = await commands.paperTexts('state-council')
const reports = await commands.paperTexts('provincial-reports')
const report = reports.find((one) => one.name.includes('云南')) ?? reports[0]
const all51 = [...texts, ...(report ? [report] : [])]
const kept: Record<string, unknown> = {}

for (const [form, facts] of Object.entries(forms))
  test(`PP-06 PP-123 ${form}: all texts measured as placed, every fourth in the PDF too, all within 1 mm`, async () => {
    const all: Measures = new Map()
    const told: Record<string, number> = {}
    const unlawful: string[] = []
    const some: { name: string; facts: PaperFacts; laid: Laid }[] = []
    let pages = 0
    for (const [i, { name, text }] of all51.entries()) {
      const job = jobOfText(text, facts)
      const laid = await lay(job)
      const placed = readPlaced(laid.root)
      pages += placed.pages.length
      unlawful.push(
        ...measureText(all, placed.pages.map(rowsOfPlaced), fullPages(laid.root)).unlawful.map((one) => `${name} ${one}`),
      )
      measureForm(all, job.facts, laid, placed.pages)
      for (const { code } of laid.troubles) told[code] = (told[code] ?? 0) + 1
      if (i % every === 0 && i < texts.length) some.push({ name, facts: job.facts, laid })
      else laid.root.remove()
    }
    const file = `form-${form}`
    const pdf = await printed(
      some.map((one) => one.laid.root),
      file,
    )
    let at = 0
    for (const one of some) {
      const placed = readPlaced(one.laid.root)
      placed.pages.forEach((page, i) => {
        const own = pdf[at + i]
        expect(own && textOfPdf(own), `${one.name} page ${i + 1}`).toBe(textOfPlaced(page))
      })
      const first = pdf[at]
      if (first) await measureInk(all, one.facts, file, at + 1, first)
      at += placed.pages.length
      one.laid.root.remove()
    }
    expect(pdf.length).toBe(at)
    const off = ({ required, min, max }: { required: number; min: number; max: number }) =>
      Math.max(required - min, max - required)
    kept[form] = { texts: all51.length, pages, printed: some.length, told, measures: Object.fromEntries(all) }
    await commands.keepMeasures(JSON.stringify(kept, null, 1), 'forms')
    const worst = [...all].map(([name, one]) => `${name} ${off(one).toFixed(2)}`)
    console.info(`PP-123 ${form}: ${pages} pages, told ${JSON.stringify(told)}; ${worst.join('; ')}`)
    expect(unlawful).toEqual([])
    expect(all.get('每面行数')).toMatchObject({ min: grid.lines, max: grid.lines })
    expect(all.get('每行字数')).toMatchObject({ min: grid.chars, max: grid.chars })
    for (const [name, one] of all) expect(off(one), name).toBeLessThanOrEqual(tolerance)
  }, 120_000)
