import { parseOfficialText } from '../../../src-shared/document/import-text.ts'
import { makeDocument, type DocumentContent } from '../../../src-shared/document/make.ts'
import { checkDocument, type RuleContext, type RuleUnit } from '../../../src-shared/document/rules.ts'
import { sampleUnits } from '../../../src-server/sample/units.ts'

let ids = 0
/** A document with fresh block ids. */
export const make = (content: DocumentContent) => makeDocument(content, () => `b${++ids}`)

const units: readonly RuleUnit[] = sampleUnits()
/** Who writes, by the address book of the sample county. */
export const as = (unitId: string, more: Partial<RuleContext> = {}): RuleContext => ({ directory: { units }, unitId, ...more })
/** 党政办 of 柳河镇; 县政府; a county department. */
export const liuhe = as('liuhe-1')
export const county = as('xzf')
export const unitId = (name: string): string => units.find((unit) => unit.name === name)?.id ?? ''

/** A document of a kind that is whole in every other way. */
export const text = (docType: string, elements: DocumentContent['elements'] = {}, ...lines: string[]): DocumentContent => ({
  codes: { docType },
  elements: {
    title: `柳河镇人民政府关于防汛工作的${docType}`,
    mainTo: '青禾县人民政府：',
    issuer: '柳河镇人民政府',
    ...elements,
  },
  paragraphs: lines.length ? lines : ['现将有关情况说明如下。', docType === '请示' ? '妥否，请批示。' : '特此报告。'],
})

/** What was found, as 'E R-02'. */
export const found = (content: DocumentContent, context: RuleContext = liuhe): string[] =>
  checkDocument(make(content), context).map((one) => `${one.level} ${one.rule}`)

/** A plain text as a document, annexes behind the body. */
export function imported(plain: string) {
  const { annex, ...read } = parseOfficialText(plain)
  return make({ ...read, paragraphs: [...read.paragraphs, ...annex] })
}
