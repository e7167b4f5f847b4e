import { commands } from 'vitest/browser'
import '../../../src-renderer/ui/tokens.css'
import '../../../src-renderer/paper/faces.css'
import { renderPaper } from '../../../src-renderer/paper/render-paper.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { parseOfficialText } from '../../../src-shared/document/import-text.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { formOf, type PaperFacts, type PaperJob, type PaperTrouble } from '../../../src-shared/paper/model.ts'

let n = 0
const newId = (): string => `b${n++}`

export const plainFacts: PaperFacts = {
  form: 'file',
  serial: null,
  secrecy: '',
  urgency: '',
  organs: ['青禾县人民政府'],
  number: '青政发〔2026〕3号',
  signers: [],
  upward: false,
  sealing: 'seal',
  datedOn: null,
  printedBy: '青禾县人民政府办公室',
  printedOn: '2026-07-14',
}

export const jobOf = (body: unknown, facts: Partial<PaperFacts> = {}, more: Partial<PaperJob> = {}): PaperJob => ({
  facts: { ...plainFacts, ...facts },
  body,
  sm3: '0'.repeat(64),
  version: 1,
  copy: 'clean',
  watermark: null,
  preprinted: false,
  ...more,
})

/** A real text as it would be issued. */
export function jobOfText(text: string, facts: Partial<PaperFacts> = {}): PaperJob {
  const read = parseOfficialText(text)
  const doc = makeDocument({ ...read, paragraphs: [...read.paragraphs, ...read.annex] }, newId)
  const organ = read.elements?.issuer || plainFacts.organs[0] || ''
  return jobOf(bodyJson(doc), {
    form: formOf(read.codes?.docType ?? ''),
    organs: [organ],
    number: read.number ?? null,
    printedBy: organ,
    printedOn: read.issuedOn ?? null,
    ...facts,
  })
}

export type Laid = { root: HTMLElement; pages: number; troubles: readonly PaperTrouble[] }

/** Lays a job out in the test's page. */
export async function lay(job: PaperJob, pictures: (sm3: string) => string = () => ''): Promise<Laid> {
  const root = document.createElement('div')
  document.body.append(root)
  const done = await renderPaper(root, job, pictures)
  return { root, ...done }
}

/** The laid out pages as a page of their own, with every style of this page. */
export function htmlOf(roots: readonly HTMLElement[]): string {
  const styles = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => ruleText(rule, sheet))).join('\n')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><base href="${location.origin}/"><style>${styles}
html, body, #root { height: auto !important; overflow: visible !important; background: #fff !important; margin: 0 }
.paper:not(:last-child) > .paper-page { break-after: page }</style></head><body>${roots.map((root) => root.outerHTML).join('')}</body></html>`
}

/** Addresses in a rule made whole: the printed page stands elsewhere. */
const ruleText = (rule: CSSRule, sheet: CSSStyleSheet): string =>
  rule.cssText.replace(/url\("([^")]+)"\)/g, (_, url: string) => `url("${new URL(url, sheet.href ?? location.href).href}")`)

/** A line of text as `pdftotext -bbox-layout` gives it; mm. */
/** `parts`: how many words, blanks between them, it is made of. */
export type PdfLine = { text: string; parts: number; x1: number; y1: number; x2: number; y2: number }
export type PdfPage = { width: number; height: number; lines: readonly PdfLine[] }

const mmPerPt = 25.4 / 72

/** Prints and reads a laid out text: for each page its lines from top to bottom, words of a line joined. */
export async function printed(root: HTMLElement | readonly HTMLElement[], name: string): Promise<PdfPage[]> {
  const xml = await commands.printPaper(htmlOf(root instanceof HTMLElement ? [root] : root), name)
  const doc = new DOMParser().parseFromString(xml, 'text/html')
  const num = (element: Element, key: string): number => Number(element.getAttribute(key)) * mmPerPt
  return [...doc.querySelectorAll('page')].map((page) => {
    const lines: PdfLine[] = []
    for (const line of page.querySelectorAll('line')) {
      const words = [...line.querySelectorAll('word')]
      const text = words.map((word) => word.textContent ?? '').join('')
      lines.push({
        text,
        parts: words.length,
        x1: num(line, 'xmin'),
        y1: num(line, 'ymin'),
        x2: num(line, 'xmax'),
        y2: num(line, 'ymax'),
      })
    }
    return { width: num(page, 'width'), height: num(page, 'height'), lines: lines.toSorted((a, b) => a.y1 - b.y1 || a.x1 - b.x1) }
  })
}
