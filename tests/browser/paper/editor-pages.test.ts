import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import type { PageMap } from '../../../src-renderer/document/pages/page-map.ts'
import { readBodyJson } from '../../../src-shared/document/read-body.ts'
import type { PaperJob } from '../../../src-shared/paper/model.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'
import { pagesOfEditor, pagesOfPaper } from './editor-pages.ts'
import { jobOfText, lay } from './support.ts'

/** Opens a job's text in the editor and waits for its pages. */
async function openPaged(job: PaperJob): Promise<{ page: TestPage; map: PageMap }> {
  const { doc } = readBodyJson(job.body)
  if (!doc) throw new Error('no text')
  let page: TestPage | undefined
  const map = await new Promise<PageMap>((resolve) => {
    page = openTestPage(doc, {
      mode: 'untracked',
      pages: { facts: () => job.facts, onPages: (one) => one && resolve(one) },
    })
  })
  if (!page) throw new Error('not open')
  return { page, map }
}

test('[PP-58] fifty texts and a long report: every page of the editor holds the text of that page of paper', async () => {
  const texts = await commands.paperTexts('state-council')
  const reports = await commands.paperTexts('provincial-reports')
  const report = reports.find((one) => one.name.includes('云南')) ?? reports[0]
  const wrong: string[] = []
  let pages = 0
  for (const { name, text } of [...texts, ...(report ? [report] : [])]) {
    const job = jobOfText(text, { form: 'file' })
    const laid = await lay(job)
    const { page, map } = await openPaged(job)
    const paper = pagesOfPaper(laid.root)
    const editor = pagesOfEditor(page.editor.view, laid.pages)
    pages += laid.pages
    if (map.count !== laid.pages) wrong.push(`${name}: ${map.count} pages, on paper ${laid.pages}`)
    paper.forEach((own, i) => {
      if (own !== editor[i]) wrong.push(`${name} page ${i + 1}:\n  paper  ${ends(own)}\n  editor ${ends(editor[i] ?? '')}`)
    })
    page.close()
    laid.root.remove()
  }
  expect(wrong.join('\n')).toBe('')
  expect(pages).toBeGreaterThan(300)
}, 400_000)

const ends = (text: string): string => `${text.slice(0, 16)} … ${text.slice(-16)} (${text.length})`
