import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { ends, openPaged, pagesOfEditor, pagesOfPaper } from './editor-pages.ts'
import { jobOfText, lay } from './support.ts'

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
