import { describe, expect, it } from 'vitest'
import { checkDocument } from '../../../src-shared/document/rules.ts'
import { councilFiles, fixtures, reportFiles } from '../../support/fixtures.ts'
import { imported, make } from './support.ts'

/** How often each rule finds something in these texts, as 'W R-38'. */
function counted(texts: readonly { text: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { text } of texts)
    for (const { level, rule } of checkDocument(imported(text)))
      counts[`${level} ${rule}`] = (counts[`${level} ${rule}`] ?? 0) + 1
  return counts
}
const errors = (counts: Record<string, number>) => Object.keys(counts).filter((name) => name.startsWith('E'))

describe('[DR-20] texts that were issued', () => {
  it('State Council documents: no error at all, and each warning known', () => {
    const counts = counted(councilFiles())
    console.info('rules, State Council texts:', JSON.stringify(counts))
    expect(errors(counts)).toEqual([])
    // brackets and a semicolon in half width in the crawled text; an answer to a deputy chairman in person
    if (fixtures) expect(counts).toEqual({ 'W DR-14': 3, 'W R-07': 1 })
  })

  it('government reports: no error at all', () => {
    const counts = counted(reportFiles())
    console.info('rules, government reports:', JSON.stringify(counts))
    expect(errors(counts)).toEqual([])
    // read aloud to a congress: without 主送, 署名 and closing words; one （三） is missing in the text as crawled
    if (fixtures) expect(counts).toEqual({ 'W DR-10': 12, 'I DR-11': 5, 'W R-38': 1, 'W DR-14': 2 })
  })

  it('a text of 100,000 characters is checked; how long it takes is printed', () => {
    const whole = reportFiles()
      .map(({ text }) => text)
      .join('\n')
    const lines = whole.split('\n').filter(Boolean)
    const doc = make({ codes: { docType: '报告' }, paragraphs: lines })
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now()
      checkDocument(doc)
      return performance.now() - start
    }).toSorted((a, b) => a - b)
    console.info(
      `rules: ${doc.textContent.length} characters, median ${times[4]?.toFixed(1)} ms, worst ${times.at(-1)?.toFixed(1)} ms`,
    )
    expect(doc.textContent.length).toBeGreaterThan(fixtures ? 100_000 : 10_000)
  })
})
