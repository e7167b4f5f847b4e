import { describe, expect, it } from 'vitest'
import { basisOf } from '../../../src-shared/document/articles.ts'
import type { DocumentContent } from '../../../src-shared/document/make.ts'
import type { RuleContext, RuleFacts } from '../../../src-shared/document/rules.ts'
import { as, county, found, liuhe, text, unitId } from './support.ts'

/** A rule, what it is about, the text that breaks it and what is found, the near miss that must not. */
type Case = [rule: string, what: string, wrong: Given, level: string, near: Given]
type Given = [DocumentContent, RuleContext?]

const request = (elements: DocumentContent['elements'] = {}, ...lines: string[]) => text('请示', elements, ...lines)
const notice = (elements: DocumentContent['elements'] = {}, ...lines: string[]) =>
  text('通知', { mainTo: '各村民委员会：', ...elements }, ...(lines.length ? lines : ['请认真执行。', '特此通知。']))
const facts = (given: RuleFacts, context: RuleContext = liuhe): RuleContext => ({ ...context, facts: given })
const water = as(unitId('青禾县水利局'))
const fromWater = (docType: string, elements: DocumentContent['elements'], ...lines: string[]) =>
  text(docType, { title: `青禾县水利局关于堤防的${docType}`, issuer: '青禾县水利局', ...elements }, ...lines)

const cases: Case[] = [
  ['R-01', '文种 of the fifteen', [text('汇报', {}, '特此汇报。')], 'E', [text('报告')]],
  ['R-01', 'title and 文种 are one', [text('报告', { title: '柳河镇人民政府关于防汛的请示' })], 'W', [text('报告')]],
  [
    'R-02',
    'one 主送',
    [request({ mainTo: '青禾县人民政府、青禾县水利局：' })],
    'E',
    [request({ mainTo: '青禾县人民政府（办公室）：' })],
  ],
  ['R-03', 'not copied down', [request({ copyTo: '县水利局，清水村。' })], 'E', [request({ copyTo: '县水利局，石桥乡。' })]],
  [
    'R-04',
    'one matter',
    [request({ title: '柳河镇人民政府关于拨付资金以及增加编制的请示' })],
    'W',
    [request({ title: '柳河镇人民政府关于拨付防汛和抗旱资金的请示' })],
  ],
  [
    'R-05',
    'no request in a 报告',
    [text('报告', {}, '恳请县政府安排资金20万元。', '特此报告。')],
    'E',
    [text('报告', {}, '群众请求县政府安排资金，已经办结。', '特此报告。')],
  ],
  ['R-06', 'past the superior', [request({ mainTo: '云川市人民政府：' })], 'E', [request({ mainTo: '青禾县人民政府：' })]],
  [
    'R-06',
    'past the superior who is copied',
    [request({ mainTo: '云川市人民政府：', copyTo: '青禾县人民政府。' })],
    'W',
    [request({ mainTo: '青禾县人民政府：', copyTo: '云川市水利局。' })],
  ],
  ['R-07', 'not to a person', [request({ mainTo: '林县长：' })], 'E', [request({ mainTo: '县政府：' })]],
  [
    'R-08',
    'passed on with an own view',
    [text('报告', { title: '柳河镇人民政府关于转报清水村请示的报告' }, '现将清水村的请示转报如下。', '特此报告。')],
    'W',
    [
      text(
        '报告',
        { title: '柳河镇人民政府关于转报清水村请示的报告' },
        '现将清水村的请示转报如下，经我镇研究，原则同意。',
        '特此报告。',
      ),
    ],
  ],
  [
    'R-09',
    'asked at home before',
    [fromWater('请示', { mainTo: '云川市水利局：' }, '现就重大项目调整请示如下。', '妥否，请批示。'), water],
    'W',
    [fromWater('请示', { mainTo: '云川市水利局：' }, '经县人民政府同意，现就重大项目调整请示如下。', '妥否，请批示。'), water],
  ],
  [
    'R-09',
    'everyday matters go straight',
    [fromWater('请示', { mainTo: '云川市水利局：' }, '现就培训请示如下。', '妥否，请批示。'), facts({ major: true }, water)],
    'W',
    [fromWater('请示', { mainTo: '云川市水利局：' }, '现就培训请示如下。', '妥否，请批示。'), water],
  ],
  [
    'R-10',
    'a department commands no township',
    [fromWater('通知', { mainTo: '各乡镇人民政府：' }, '各乡镇要立即组织排查。', '特此通知。'), water],
    'W',
    [fromWater('通知', { mainTo: '各乡镇人民政府：' }, '经县人民政府同意，各乡镇要立即组织排查。', '特此通知。'), water],
  ],
  [
    'R-10',
    'a 函 asks and does not command',
    [fromWater('通知', { mainTo: '各乡镇人民政府：' }, '各乡镇要立即组织排查。', '特此通知。'), water],
    'W',
    [fromWater('函', { mainTo: '柳河镇人民政府：' }, '请贵镇协助排查。', '盼复。'), water],
  ],
  [
    'R-11',
    '经政府同意 is written',
    [
      fromWater('通知', { mainTo: '各乡镇人民政府：' }, '各乡镇要立即组织排查。', '特此通知。'),
      facts({ approvedByGovernment: true }, water),
    ],
    'W',
    [
      fromWater('通知', { mainTo: '各乡镇人民政府：' }, '经县人民政府批准，各乡镇要立即组织排查。', '特此通知。'),
      facts({ approvedByGovernment: true }, water),
    ],
  ],
  [
    'R-12',
    'all agree before it goes down',
    [notice(), facts({ consultations: [{ unit: '县应急管理局', outcome: 'disagree' }] })],
    'E',
    [notice(), facts({ consultations: [{ unit: '县应急管理局', outcome: 'overdue' }] })],
  ],
  [
    'R-13',
    'important: copied to the superior',
    [text('决定', { mainTo: '各村民委员会：' }, '本决定自发布之日起施行。')],
    'I',
    [text('决定', { mainTo: '各村民委员会：', copyTo: '县政府。' }, '本决定自发布之日起施行。')],
  ],
  [
    'R-14',
    'the other superior',
    [request(), facts({ otherSuperiors: ['云川市水利局'] })],
    'I',
    [request({ copyTo: '云川市水利局。' }), facts({ otherSuperiors: ['云川市水利局'] })],
  ],
  [
    'R-15',
    'joint issue of equals',
    [notice({ issuer: '青禾县人民政府　青禾县财政局' }), county],
    'W',
    [notice({ issuer: '中共青禾县委员会　青禾县人民政府' }), county],
  ],
  [
    'R-16',
    'no 内设机构 outward',
    [notice({ issuer: '青禾县水利局规划科' }), water],
    'E',
    [notice({ issuer: '青禾县人民政府办公室' }), county],
  ],
  ['R-16', 'a section by its bare name', [notice({ issuer: '水利站' })], 'E', [notice({ issuer: '柳河镇人民政府' })]],
  [
    'R-17',
    'whose field it is was asked',
    [notice(), facts({ concerned: ['县财政局'] })],
    'W',
    [notice(), facts({ concerned: ['县财政局'], consultations: [{ unit: '县财政局', outcome: 'agree' }] })],
  ],
  [
    'R-20',
    '主要负责人 signs what goes up',
    [request(), facts({ signer: { name: '周强', principal: false } })],
    'E',
    [notice(), facts({ signer: { name: '周强', principal: false } })],
  ],
  [
    'R-22',
    'all sign a joint document',
    [notice(), facts({ cosigners: [{ unit: '石桥乡人民政府', signed: false }] })],
    'E',
    [notice(), facts({ cosigners: [{ unit: '石桥乡人民政府', signed: true }] })],
  ],
  [
    'R-23',
    'changed after 签发',
    [notice(), facts({ changedSinceSigned: true })],
    'E',
    [notice(), facts({ changedSinceSigned: false })],
  ],
  ['R-31', 'nothing secret', [notice({ remark: '机密★1年' })], 'E', [notice({}, '要保守国家秘密。', '特此通知。')]],
  [
    'R-36',
    'a number in the text',
    [notice({}, '按青政办[2026]第012号执行。', '特此通知。')],
    'W',
    [notice({}, '按青政办〔2026〕12号执行，见表[3]第12号桩。', '特此通知。')],
  ],
  [
    'R-36',
    'the own number',
    [notice(), facts({ number: '柳政〔2026〕012号' })],
    'E',
    [notice(), facts({ number: '柳政〔2026〕12号' })],
  ],
  ['R-37', '成文日期', [request({ issuedOn: '二〇二六年七月十四日' })], 'E', [request({ issuedOn: '2026年7月14日' })]],
  [
    'R-37',
    'until 2012 Chinese numerals were right',
    [request({ issuedOn: '2026年07月14日' })],
    'E',
    [request({ issuedOn: '二〇一〇年七月十四日' })],
  ],
  [
    'R-37',
    'a date in the body',
    [notice({}, '二〇二六年六月三日降雨。', '特此通知。')],
    'W',
    [notice({}, '二〇二六年度计划已下达。', '特此通知。')],
  ],
  [
    'R-38',
    'numbered without gaps',
    [notice({}, '一、总体要求', '三、任务', '特此通知。')],
    'W',
    [notice({}, '一、总体要求', '二、任务', '特此通知。')],
  ],
  [
    'R-38',
    'a text behind a centred heading counts anew',
    [notice({}, '一、总体要求', '二、任务', '一、要求', '特此通知。')],
    'W',
    [
      {
        ...notice(),
        paragraphs: ['一、总体要求', '二、任务', '特此通知。', { text: '防汛预案', style: 'centered' }, '一、要求'],
      },
    ],
  ],
  [
    'R-39',
    'no mark behind the name of an 附件',
    [request({ attachmentNote: '附件：预算表。' })],
    'W',
    [request({ attachmentNote: '附件：预算表（2026年版）' })],
  ],
  [
    'R-40',
    'no mark behind the title',
    [request({ title: '柳河镇人民政府关于拨付资金的请示。' })],
    'W',
    [request({ title: '柳河镇人民政府关于《堤防规划》的请示' })],
  ],
  ['DR-10', 'a title', [request({ title: '' })], 'E', [request()]],
  [
    'DR-11',
    'the own closing words',
    [notice({}, '请认真执行。', '特此报告。')],
    'W',
    [notice({}, '请认真执行，特此报告的情况除外。', '特此通知。')],
  ],
  [
    'DR-14',
    'full-width marks',
    [notice({}, '各村要加强值守,随时报告.', '特此通知。')],
    'W',
    [notice({}, '长3.5公里，8:30起巡查1,200人次，用Word,Excel填报，详见http://oa.cn:80/a,b。', '特此通知。')],
  ],
  [
    'DR-14',
    'brackets and quotes',
    [notice({}, '镇政府(防汛办)负责“"一线"”工作。', '特此通知。')],
    'W',
    [notice({}, '型号为(XT-5)，参数见"A1"。', '特此通知。')],
  ],
  [
    'DR-15',
    'rules that ended',
    [notice({}, '按照《国家行政机关公文处理办法》办理。', '特此通知。')],
    'W',
    [notice({}, '《国家行政机关公文处理办法》停止执行。', '特此通知。')],
  ],
  [
    'DR-15',
    '主题词',
    [notice({}, '请执行。', '特此通知。', '主题词：水利 防汛 通知')],
    'W',
    [notice({}, '检索时填写主题词：水利。', '特此通知。')],
  ],
]

describe('each rule: what breaks it, and the near miss that does not', () => {
  it.each(cases)('[%s] %s', (rule, _what, wrong, level, near) => {
    expect(found(...wrong)).toContain(`${level} ${rule}`)
    expect(found(...near).filter((one) => one.endsWith(` ${rule}`))).toEqual([])
  })

  it('[DR-18] rules that need facts of the work are silent without them', () => {
    const needs = new Set(['R-11', 'R-12', 'R-14', 'R-17', 'R-20', 'R-22', 'R-23'])
    for (const [rule, , [content, context]] of cases.filter(([id]) => needs.has(id)))
      expect(found(content, { ...context, facts: undefined }), rule).not.toContainEqual(expect.stringMatching(`${rule}$`))
  })

  it('[DR-19] the short words of its article stand behind every rule', () => {
    for (const [rule] of cases) expect(basisOf(rule), rule).toMatch(/。$/)
    expect(basisOf('DR-99')).toBeUndefined()
  })
})

describe('[R-06] who stands above whom', () => {
  it('is asked of the address book: a department reaches the higher department straight, and without a book nothing is said', () => {
    expect(found(fromWater('报告', { mainTo: '云川市水利局：' }), water)).not.toContain('E R-06')
    expect(found(fromWater('报告', { mainTo: '云川市人民政府：' }), water)).toContain('E R-06')
    expect(found(request({ mainTo: '云川市人民政府：' }), {})).not.toContain('E R-06')
  })
})
