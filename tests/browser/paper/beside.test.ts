import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import type { PaperFacts } from '../../../src-shared/paper/model.ts'
import type { TemplateLine } from '../../support/paper/beside-commands.ts'
import { jobOfText, lay, printed } from './support.ts'

/* Our pages beside the Word templates of others, to be looked at: artifacts/paper/beside/<form>-{template,ours-first,ours-last}.png. */

const templates: Readonly<Record<string, Partial<PaperFacts>>> = {
  standard: { form: 'file', serial: '000001', secrecy: '秘密★1年' },
  letter: { form: 'letter' },
  order: { form: 'order', sealing: 'stamp' },
  minutes: { form: 'minutes', sealing: 'none' },
}
const faces: readonly [RegExp, string][] = [
  [/标宋/, '--xiaobiaosong'],
  [/Hei/, '--heiti'],
  [/Kai/, '--kaiti'],
]

/** A template as Word would set it, as far as its paragraphs tell: margins of 37, 28, 26, 35 mm, exact lines. */
function drawTemplate(lines: readonly TemplateLine[]): HTMLElement {
  const root = document.createElement('div')
  root.className = 'paper'
  const page = document.createElement('section')
  page.className = 'paper-page'
  page.style.cssText = 'padding:37mm 26mm 35mm 28mm;letter-spacing:0'
  for (const one of lines) {
    const p = document.createElement('p')
    const face = faces.find(([pattern]) => pattern.test(one.face))?.[1] ?? '--fangsong'
    p.style.cssText = `margin:${one.before}pt ${one.right}pt 0 ${one.left}pt;text-indent:${one.indent}pt;line-height:${one.linePt}pt;min-height:${one.linePt}pt;font-size:${one.sizePt}pt;color:${one.colour};text-align:${one.align === 'both' ? 'justify' : one.align};font-family:var(${face})`
    if (one.rule)
      p.style.borderBottom = `${one.rule.double ? one.rule.pt * 3 : one.rule.pt}pt ${one.rule.double ? 'double' : 'solid'} ${one.rule.colour}`
    const [left, right] = one.text.split('\t')
    p.append(left ?? '')
    if (right !== undefined) {
      p.style.display = 'flex'
      p.style.justifyContent = 'space-between'
      p.append(Object.assign(document.createElement('span'), { textContent: right }))
    }
    page.append(p)
  }
  root.append(page)
  document.body.append(root)
  return root
}

test('PP-06 our pages beside the templates of others, for the eye', async () => {
  for (const [form, facts] of Object.entries(templates)) {
    const lines = await commands.templateLines(`kamisky_公文样例_${form}.docx`)
    if (!lines) return
    const mark = lines.find((one) => one.sizePt > 30)
    const number = lines.find((one) => /〔\d{4}〕|^第\d+/.test(one.text))
    const from = lines.findIndex((one) => one.sizePt === 22)
    const first = from < 0 ? lines.findIndex((one) => one.indent > 0) : from
    const end = lines.findIndex((one) => /^抄送|印发$/.test(one.text))
    const text = lines.slice(first, end < 0 ? undefined : end).map((one) => one.text)
    const organ = (mark?.text ?? '').replace(/(文件|命?令|纪要)$/, '')
    const job = jobOfText(text.filter((one) => one !== '' && !one.startsWith('〔')).join('\n'), {
      ...facts,
      organs: [organ],
      number: number?.text ?? null,
      printedBy: organ,
      printedOn: '2026-07-16',
    })
    const laid = await lay(job)
    const template = drawTemplate(lines)
    expect((await printed([laid.root, template], `beside-${form}`)).length).toBeGreaterThanOrEqual(laid.pages + 1)
    await commands.keepPage(`beside-${form}`, laid.pages + 1, `${form}-template`)
    await commands.keepPage(`beside-${form}`, 1, `${form}-ours-first`)
    await commands.keepPage(`beside-${form}`, laid.pages, `${form}-ours-last`)
    laid.root.remove()
    template.remove()
  }
})
