import { describe, expect, it } from 'vitest'
import { chineseNumber, chineseNumeral } from '../../src-shared/document/chinese-number.ts'
import { docTypes } from '../../src-shared/document/doc-types.ts'
import { makeDocument, type DocumentContent } from '../../src-shared/document/make.ts'
import { checkDocument, errorRules, type RuleContext } from '../../src-shared/document/rules.ts'
import { schema, type Who } from '../../src-shared/document/schema.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { dikeRequest, droughtReport, floodDutyNotice, pumpLetter } from '../../src-server/sample/own-texts.ts'
import { trackedEdit } from '../../src-server/sample/tracked.ts'
import { sampleUnits } from '../../src-server/sample/units.ts'

const directory: Directory = { version: 1, county: '青禾县', units: sampleUnits(), posts: [], routes: [] }
const liuhe: RuleContext = { directory, unitId: 'liuhe-1' } // 党政办公室 of 柳河镇

let ids = 0
const make = (content: DocumentContent) => makeDocument(content, () => `b${++ids}`)
const check = (content: DocumentContent, context: RuleContext = liuhe) => checkDocument(make(content), context)
/** What was found, as 'E R-02'. */
const found = (content: DocumentContent, context?: RuleContext) => check(content, context).map((f) => `${f.level} ${f.rule}`)

const request = (elements: DocumentContent['elements'], ...lines: string[]): DocumentContent => ({
  codes: { docType: '请示' },
  elements: { title: '柳河镇人民政府关于解决资金的请示', mainTo: '青禾县人民政府：', issuer: '柳河镇人民政府', ...elements },
  paragraphs: lines.length ? lines : ['现将有关情况请示如下。', '妥否，请批示。'],
})
const withType = (docType: string, ...lines: string[]): DocumentContent => ({
  codes: { docType },
  elements: { title: `柳河镇人民政府关于防汛工作的${docType}`, mainTo: '青禾县人民政府：', issuer: '柳河镇人民政府' },
  paragraphs: lines,
})

describe('SC-1: 请示 of 柳河镇', () => {
  const wrong: DocumentContent = {
    ...dikeRequest,
    elements: {
      ...dikeRequest.elements,
      title: '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示。',
      mainTo: '青禾县人民政府、青禾县财政局：',
      copyTo: '石桥乡人民政府，清水村村民委员会',
    },
    paragraphs: [...(dikeRequest.paragraphs ?? []).slice(0, -1), '特此报告。'],
  }

  it('[R-02] [R-03] [R-05] [R-40] the deliberately wrong draft shows exactly its four faults', () => {
    const findings = check(wrong)
    expect(findings.map((f) => `${f.level} ${f.rule} ${f.place}`).toSorted()).toEqual([
      'E R-02 mainTo',
      'E R-03 copyTo',
      'W R-05 paragraph',
      'W R-40 title',
    ])
    expect(errorRules(findings)).toEqual(['R-02', 'R-03'])
    for (const finding of findings) expect(finding.message).not.toMatch(/[!！]/)
    const doc = make(wrong)
    const at = (rule: string) =>
      checkDocument(doc, liuhe)
        .filter((f) => f.rule === rule)
        .map((f) => doc.textBetween(f.from, f.to))
    expect(at('R-02')).toEqual(['青禾县财政局'])
    expect(at('R-03')).toEqual(['清水村村民委员会'])
    expect(at('R-05')).toEqual(['特此报告。'])
    expect(at('R-40')).toEqual(['。'])
  })

  it('has no finding left when it is put right', () => expect(check(dikeRequest)).toEqual([]))
  it('and neither have the other texts of the sample', () => {
    for (const content of [floodDutyNotice, droughtReport, pumpLetter])
      expect(check(content), content.elements?.title).toEqual([])
  })
})

describe('each rule, broken and kept', () => {
  it('[R-01] 文种', () => {
    expect(docTypes).toHaveLength(15)
    expect(found(withType('汇报', '特此汇报。'))).toContain('E R-01')
    expect(found({ ...withType('', '正文。') })).toContain('E R-01')
    expect(found({ ...withType('报告', '特此报告。'), codes: { docType: '请示' } })).toContain('W R-01')
  })

  it('[R-02] one 主送', () => {
    expect(found(request({ mainTo: '' }))).toEqual(['E R-02'])
    expect(found(request({ mainTo: '青禾县人民政府' }))).toEqual([])
    expect(
      found({ ...withType('报告', '特此报告。'), elements: { ...droughtReport.elements, mainTo: '县政府、县水利局：' } }),
    ).toEqual(['W R-02'])
    expect(
      found({ ...withType('通知', '特此通知。'), elements: { ...floodDutyNotice.elements, mainTo: '各村，各单位：' } }),
    ).toEqual([])
  })

  it('[R-03] lower units: villages always, own sections and subordinate units by the address book', () => {
    expect(found(request({ copyTo: '石桥乡人民政府、县水利局' }))).toEqual([])
    expect(found(request({ copyTo: '清水村' }))).toEqual(['E R-03'])
    expect(found(request({ copyTo: '水利站' }))).toEqual(['E R-03'])
    const county: RuleContext = { directory, unitId: 'xzf' }
    expect(found(request({ mainTo: '云川市人民政府', copyTo: '柳河镇人民政府，县财政局。' }), county)).toEqual([
      'E R-03',
      'E R-03',
    ])
    expect(found(request({ copyTo: '柳河镇人民政府' }), {})).toEqual([]) // no address book, no guess
  })

  it('[R-04] one matter', () => {
    expect(found(request({ title: '柳河镇人民政府关于解决资金以及增加编制的请示' }))).toEqual(['W R-04'])
    expect(found(request({}, '恳请县政府安排专项资金予以支持。', '另外，恳请县政府同意增加编制2名。', '妥否，请批示。'))).toEqual(
      ['W R-04'],
    )
  })

  it('[R-05] no request in a 报告', () => {
    expect(found(withType('报告', '恳请县政府拨付资金20万元。', '特此报告。'))).toEqual(['E R-05'])
    expect(found(withType('报告', '情况如上。', '妥否，请批示。'))).toContain('E R-05')
    expect(found(withType('报告', '群众请求县政府解决饮水问题，已经办结。项目已报请审批。', '特此报告。'))).toEqual([])
    expect(found(withType('意见', '以上意见如无不妥，请批转各地执行。'))).toEqual([])
  })

  it('[R-07] organs, not persons', () => {
    expect(found(request({ mainTo: '林县长：' }))).toEqual(['E R-07'])
    expect(found(request({ issuer: '镇长　陈立新' }))).toEqual(['E R-07'])
    expect(found({ ...pumpLetter, elements: { ...pumpLetter.elements, mainTo: '余主任：' } })).toEqual(['W R-07'])
    expect(found({ ...pumpLetter, elements: { ...pumpLetter.elements, mainTo: '王超斌委员：' } })).toEqual([])
  })

  it('[R-31] nothing secret', () => {
    const codes = { docType: '通知', secrecy: '秘密' }
    expect(found({ ...floodDutyNotice, codes })).toEqual(['E R-31'])
    expect(found({ ...floodDutyNotice, elements: { ...floodDutyNotice.elements, remark: '机密★1年' } })).toEqual(['E R-31'])
    expect(found(withType('通知', '要严守国家秘密，机密文件按规定保管。', '特此通知。'))).toEqual([])
  })

  it('[R-36] numbers that stand in the text', () => {
    const said = (text: string) => found(withType('通知', text, '特此通知。'))
    expect(said('根据青政办〔2026〕12号和国办发〔1996〕2号文件')).toEqual([])
    for (const bad of [
      '青政办[2026]12号',
      '青政办（2026）12号',
      '青政办〔2026〕第12号',
      '青政办〔2026〕012号',
      '青政办〔26〕12号',
    ]) {
      expect(said(`根据${bad}文件`), bad).toEqual(['W R-36'])
    }
    expect(check(withType('通知', '根据青政办[2026]第012号文件', '特此通知。'))[0]?.message).toContain('青政办〔2026〕12号')
  })

  it('[R-37] the date', () => {
    for (const good of ['', '2026年7月4日', '2028年2月29日']) expect(found(request({ issuedOn: good })), good).toEqual([])
    for (const bad of ['2026年07月04日', '二〇二六年七月四日', '2026.7.4', '2026年2月29日'])
      expect(found(request({ issuedOn: bad })), bad).toEqual(['E R-37'])
  })

  it('[R-38] ordinals', () => {
    const said = (...lines: string[]) => found(withType('通知', ...lines, '特此通知。'))
    expect(
      said(
        '一、总体要求',
        '（一）原则',
        '1.安全',
        '（1）守住底线',
        '2.高效',
        '（二）目标',
        '二、任务',
        '（三）接着数',
        '三、保障',
      ),
    ).toEqual([])
    expect(said('一、总体要求', '三、任务')).toEqual(['W R-38'])
    expect(said('一、总体要求', '（二）原则')).toEqual(['W R-38'])
    expect(said('一、总体要求', '（1）原则')).toEqual(['W R-38'])
    expect(said('一、总体要求', '1、原则')).toEqual(['W R-38'])
    expect(said('一、总体要求', '（一）、原则')).toEqual(['W R-38'])
    expect(said('一、条件', '应当具备：', '（一）甲', '（二）乙', '还应当具备：', '（一）丙')).toEqual([])
    expect(said('投资1.5亿元', '3.5公里')).toEqual([])
  })

  it('[R-39] attachments', () => {
    expect(found(request({ attachmentNote: '附件：1.预算表\n2.现场照片' }))).toEqual([])
    expect(found(request({ attachmentNote: '附件：1.预算表。\n3.现场照片' }))).toEqual(['W R-39', 'W R-39'])
    expect(found(request({ attachmentNote: '附件：预算表' }), { ...liuhe, attachments: [] })).toEqual(['W R-39'])
    expect(found(request({ attachmentNote: '附件：预算表' }), { ...liuhe, attachments: [{ name: '预算表.xlsx' }] })).toEqual([])
  })

  it('[R-40] [DR-10] [DR-11] title, wholeness, closing words', () => {
    expect(found(request({ title: '关于防汛的情况' }))).toEqual(['W R-40'])
    expect(found(request({ title: '' }))).toEqual(['E DR-10'])
    expect(found({ codes: { docType: '通知' } })).toEqual(expect.arrayContaining(['E DR-10', 'E DR-10', 'W DR-10', 'W DR-10']))
    expect(found(request({}, '情况如上。'))).toEqual(['W DR-11'])
    expect(found(withType('通知', '请认真执行。', '特此报告。'))).toEqual(['W DR-11'])
    expect(found(withType('公告', '自即日起施行。'))).toEqual(['I DR-11'])
  })
})

describe('tracked documents', () => {
  const who: Who = { id: 'c1', author: 'u-1', at: 1, step: 'review' }
  const context = { author: 'u-1', step: 'review', now: 1, newId: () => `c${++ids}`, isUnsent: () => false }

  it('[DR-12] struck text is no text, inserted text is', () => {
    let doc = make(request({ mainTo: '青禾县人民政府、青禾县财政局：', copyTo: '清水村' }))
    expect(errorRules(checkDocument(doc, liuhe))).toEqual(['R-02', 'R-03'])
    doc = trackedEdit(doc, { find: '、青禾县财政局', put: '' }, context)
    doc = trackedEdit(doc, { find: '清水村', put: '石桥乡人民政府' }, context)
    expect(checkDocument(doc, liuhe)).toEqual([])
    doc = trackedEdit(doc, { find: '资金的请示|', put: '。' }, context)
    const [finding] = checkDocument(doc, liuhe)
    expect(finding?.rule).toBe('R-40')
    expect(doc.textBetween(finding?.from ?? 0, finding?.to ?? 0)).toBe('。')
  })

  it('[DR-12] a struck block is left out, a struck boundary joins two paragraphs', () => {
    const doc = make(request({}, '一、情况', '三、多出来的一段', '二、资金', '妥否，', '请批示。'))
    const marked = structuredClone(doc.toJSON()) as { content: { content: { attrs: Record<string, unknown> }[] }[] }
    const body = marked.content[1]?.content ?? []
    if (body[1]) body[1].attrs['trk'] = [{ ...who, k: 'blkDel' }]
    if (body[4]) body[4].attrs['trk'] = [{ ...who, k: 'brkDel' }]
    expect(checkDocument(schema.nodeFromJSON(marked), liuhe)).toEqual([])
    expect(checkDocument(doc, liuhe).length).toBeGreaterThan(0)
  })
})

describe('[DR-02] Chinese numerals', () => {
  it('reads what it writes', () => {
    for (let n = 1; n < 100; n++) expect(chineseNumber(chineseNumeral(n))).toBe(n)
    expect(chineseNumber('一百零三')).toBe(103)
    expect(chineseNumber('十十')).toBeNaN()
    expect(chineseNumber('')).toBeNaN()
  })
})
