import { describe, expect, it } from 'vitest'
import { togetherOf } from '../../../src-shared/document/corrections.ts'
import { elementText } from '../../../src-shared/document/header.ts'
import type { DocumentContent } from '../../../src-shared/document/make.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { checkDocument, type RuleContext } from '../../../src-shared/document/rules.ts'
import { saidFacts } from '../../../src-shared/document/said-facts.ts'
import type { HeaderCode } from '../../../src-shared/document/schema.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { Transform } from 'prosemirror-transform'
import { as, county, found, liuhe, make, text, unitId } from './support.ts'

const water = as(unitId('青禾县水利局'))
const saying = (codes: Partial<Record<HeaderCode, string>>, content: DocumentContent): DocumentContent => ({
  ...content,
  codes: { ...content.codes, ...codes },
})
const notice = text('通知', { mainTo: '各村民委员会：' }, '请认真执行。', '特此通知。')
const fromWater = (docType: string, mainTo: string, ...lines: string[]): DocumentContent =>
  text(docType, { title: `青禾县水利局关于堤防的${docType}`, issuer: '青禾县水利局', mainTo }, ...lines)
const training = fromWater('请示', '云川市水利局：', '现就培训请示如下。', '妥否，请批示。')
const dike = fromWater('请示', '云川市水利局：', '现就重大项目调整请示如下。', '妥否，请批示。')
const orders = fromWater('通知', '各乡镇人民政府：', '现就排查通知如下：各乡镇要立即组织排查。', '特此通知。')
const agreed = '已经本级政府同意'

/** rule, the text that says the fact and breaks it, the context, and the near ones that must not be found */
const cases: [rule: string, level: string, wrong: DocumentContent, near: DocumentContent[], context?: RuleContext][] = [
  [
    'R-09',
    'W',
    saying({ weight: '重大事项' }, training),
    [training, saying({ weight: '重大事项', approval: agreed }, training)],
    water,
  ],
  ['R-09', 'W', dike, [saying({ weight: '一般事项' }, dike), saying({ approval: agreed }, dike)], water],
  ['R-10', 'W', orders, [saying({ approval: agreed }, orders)], water],
  ['R-11', 'W', saying({ approval: agreed }, orders), [orders, saying({ approval: agreed }, training)], water],
  [
    'R-13',
    'I',
    saying({ weight: '重大事项' }, notice),
    [notice, saying({ weight: '重大事项' }, text('通知', { copyTo: '县政府。' })), saying({ weight: '一般事项' }, text('决定'))],
  ],
  [
    'R-14',
    'I',
    saying({ otherSuperiors: '云川市水利局' }, notice),
    [notice, saying({ otherSuperiors: '云川市水利局' }, text('通知', { copyTo: '云川市水利局。' }))],
  ],
  ['R-17', 'W', saying({ concerned: '青禾县财政局' }, notice), [notice]],
]

describe('[WF-125] 依据与会签: what the writer says of the matter is what the rules go by', () => {
  it.each(cases.map((one) => [...one]))(
    '%s is found where the fact is said, and only there',
    (rule, level, wrong, near, context = liuhe) => {
      expect(found(wrong, context)).toContain(`${level} ${rule}`)
      for (const one of near) expect(found(one, context)).not.toContainEqual(expect.stringMatching(`${rule}$`))
    },
  )

  it('R-14 and R-17 know an organ by its name and by its 规范化简称', () => {
    const one = saying(
      { concerned: '县财政局、县应急局', otherSuperiors: '县水利局' },
      text('通知', { copyTo: '青禾县水利局。' }),
    )
    const facts = { consultations: [{ unit: '青禾县财政局', outcome: 'agree' as const }] }
    const rules = checkDocument(make(one), { ...liuhe, facts }).filter(({ rule }) => rule === 'R-14' || rule === 'R-17')
    expect(rules.map(({ message }) => message)).toEqual(['内容涉及县应急局的职权，起草时要征求它的意见'])
  })

  it('R-20 holds 重大事项 for the 主要负责人', () => {
    const facts = { signer: { name: '周强', principal: false } }
    expect(found(saying({ weight: '重大事项' }, notice), { ...liuhe, facts })).toContain('E R-20')
    expect(found(notice, { ...liuhe, facts })).not.toContain('E R-20')
  })

  it('what is not said is no fact, and a text that says nothing keeps its bytes and its SM3', () => {
    expect(saidFacts(make(notice))).toEqual({})
    expect(JSON.stringify(bodyJson(make(notice)))).not.toMatch(/approval|weight|concerned|otherSuperiors/)
    expect(saidFacts(make(saying({ concerned: ' 县财政局，县应急局、', weight: '一般事项' }, notice)))).toEqual({
      major: false,
      concerned: ['县财政局', '县应急局'],
    })
  })
})

/** The document once the corrections of a rule were made. */
function mended(content: DocumentContent, rule: string, context: RuleContext) {
  const doc = make(content)
  const tr = new Transform(doc)
  const { edits, count } = togetherOf(checkDocument(doc, context).filter((one) => one.rule === rule))
  for (const { from, to, text: words } of edits)
    if (words === '') tr.delete(from, to)
    else tr.replaceWith(from, to, schema.text(words))
  expect(checkDocument(tr.doc, context).map((one) => one.rule)).not.toContain(rule)
  return { doc: tr.doc, count }
}

describe('[WF-126] what is said is put into the text with one press', () => {
  it('R-11 writes 经……同意 where the text sets out', () => {
    const { doc } = mended(saying({ approval: agreed }, orders), 'R-11', water)
    expect(doc.textContent).toContain('经青禾县人民政府同意，现就排查通知如下')
    const without = make(saying({ approval: agreed }, fromWater('通知', '各乡镇人民政府：', '各乡镇要排查。', '特此通知。')))
    expect(checkDocument(without, water).find(({ rule }) => rule === 'R-11')?.correction).toBeUndefined()
  })

  it('R-13 and R-14 add the organ to 抄送, behind those that stand there', () => {
    const major = saying({ weight: '重大事项' }, notice)
    expect(elementText(mended(major, 'R-13', liuhe).doc, 'copyTo')).toBe('青禾县人民政府。')
    const two = saying({ otherSuperiors: '云川市水利局' }, text('通知', { copyTo: '县财政局，县应急局。' }))
    expect(elementText(mended(two, 'R-14', county).doc, 'copyTo')).toBe('县财政局，县应急局，云川市水利局。')
  })
})
