import fc from 'fast-check'
import { EditorState } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { togetherOf } from '../../../src-shared/document/corrections.ts'
import { elementText } from '../../../src-shared/document/header.ts'
import { liveBlocks } from '../../../src-shared/document/live-blocks.ts'
import type { DocumentContent } from '../../../src-shared/document/make.ts'
import { checkDocument, type RuleContext } from '../../../src-shared/document/rules.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import { corrected } from '../../../src-renderer/findings/correct.ts'
import { trackedEdit } from '../../../src-server/sample/tracked.ts'
import { faultyRequest } from './faulty-request.ts'
import { as, liuhe, make, text } from './support.ts'

let ids = 0
const hand = (author: string) => ({ author, step: 'review', now: 1, newId: () => `c${++ids}`, isUnsent: () => false })

/** Corrects as the desk does: what `rule` found, or all; tracked where an author is given. */
function mend(doc: PmNode, context: RuleContext, rule?: string, author?: string): PmNode {
  const { edits } = togetherOf(checkDocument(doc, context).filter((one) => rule === undefined || one.rule === rule))
  const state = EditorState.create({ doc, schema })
  const tr = corrected(state, edits, rule !== undefined)
  return author === undefined ? tr.doc : trackTransaction(tr, state, hand(author)).doc
}
const lines = (doc: PmNode): string[] =>
  liveBlocks(doc)
    .filter((b) => b.place === 'paragraph')
    .map((b) => b.text)
const mended = (content: DocumentContent, context: RuleContext = liuhe): PmNode => mend(make(content), context)

describe('[DR-16] a correction puts right what was found', () => {
  const line = (wrong: string) => lines(mended(text('通知', { mainTo: '各村：' }, wrong, '特此通知。')))[0]
  it.each([
    ['R-36', '按青政办[2026]第012号和国办发（2019）3号执行。', '按青政办〔2026〕12号和国办发〔2019〕3号执行。'],
    ['R-37', '二○二六年七月十四日起执行。', '2026年7月14日起执行。'],
    ['DR-14', '各村(居)要值守,随时"报告"情况.', '各村（居）要值守，随时“报告”情况。'],
    ['DR-15', '按《国家行政机关公文处理办法》办。', '按《党政机关公文处理工作条例》办。'],
  ])('[%s] %s', (_rule, wrong, right) => expect(line(wrong)).toBe(right))

  it.each([
    ['二〇二六年七月十四日', '2026年7月14日'],
    ['2026年07月04日', '2026年7月4日'],
    ['2026.7.4', '2026年7月4日'],
    ['2026-07-04', '2026年7月4日'],
  ])('[R-37] 成文日期 %s', (wrong, right) =>
    expect(elementText(mended(text('报告', { issuedOn: wrong })), 'issuedOn')).toBe(right),
  )

  it('[R-03] an organ goes with the mark that parts it', () => {
    const copyTo = (written: string) => elementText(mended(text('报告', { copyTo: written })), 'copyTo')
    expect(copyTo('县水利局，清水村。')).toBe('县水利局。')
    expect(copyTo('清水村，县水利局。')).toBe('县水利局。')
    expect(copyTo('清水村。')).toBe('')
  })

  it('[R-39] [R-40] [DR-11] marks, numbers and closing words', () => {
    const doc = mended({
      ...text(
        '请示',
        { title: '柳河镇人民政府关于拨款的请示。', attachmentNote: '附件：1.图。\n3.表' },
        '情况如下。',
        '特此报告。',
      ),
    })
    expect(elementText(doc, 'title')).toBe('柳河镇人民政府关于拨款的请示')
    expect(elementText(doc, 'attachmentNote')).toBe('附件：1.图\n2.表')
    expect(lines(doc)).toEqual(['情况如下。', '妥否，请批示。'])
  })

  it('[R-38] numbers on to the end of the section, and all ordinals a hand wrote alike', () => {
    const said = (...body: string[]) => lines(mended(text('通知', { mainTo: '各村：' }, ...body, '特此通知。'))).slice(0, -1)
    expect(said('一、甲', '三、乙', '（一）子', '（三）丑', '四、丙')).toEqual([
      '一、甲',
      '二、乙',
      '（一）子',
      '（二）丑',
      '三、丙',
    ])
    expect(said('一、甲', '1、子', '2、丑', '(一)寅')).toEqual(['一、甲', '1.子', '2.丑', '（一）寅'])
  })

  it('nothing is mended that has no one right form', () => {
    for (const wrong of ['按青政办〔26〕12号执行。', '二〇二六年二月三十日。']) expect(line(wrong)).toBe(wrong)
    expect(elementText(mended(text('报告', { issuedOn: '2026年2月29日' })), 'issuedOn')).toBe('2026年2月29日')
  })

  it('mended again and again, the faulty 请示 keeps only what a person must decide', () => {
    const context = as('shiqiao')
    let doc = make(faultyRequest)
    for (let i = 0; i < 4; i++) doc = mend(doc, context)
    const left = checkDocument(doc, context)
    expect(left.filter((one) => one.correction)).toEqual([])
    expect([...new Set(left.map((one) => one.rule))].toSorted()).toEqual(['DR-15', 'R-02', 'R-04', 'R-07'])
  })
})

describe('[DR-17] corrections are edits like any other', () => {
  it('all of a rule are one change, and rejecting it gives the original', () => {
    const start = make(text('通知', { mainTo: '各村：' }, '一、甲', '三、乙', '四、丙', '特此通知。'))
    const doc = mend(start, liuhe, 'R-38', 'zhao')
    expect(listChanges(doc)).toHaveLength(1)
    expect(lines(doc)).toEqual(['一、甲', '二、乙', '三、丙', '特此通知。'])
    expect(rejectAll(doc).eq(start)).toBe(true)
  })

  it('all together stay changes of their own', () => {
    const start = make(faultyRequest)
    const doc = mend(start, as('shiqiao'), undefined, 'zhao')
    expect(listChanges(doc).length).toBeGreaterThan(8)
    expect(rejectAll(doc).eq(start)).toBe(true)
  })

  it('words that others struck inside it are neither struck again nor brought back', () => {
    let doc = make(text('通知', { mainTo: '各村：' }, '按青政办[2026]第XX012号执行。', '特此通知。'))
    doc = trackedEdit(doc, { find: 'XX', put: '' }, hand('li'))
    const both = mend(doc, liuhe, undefined, 'zhao')
    expect(lines(both)[0]).toBe('按青政办〔2026〕12号执行。')
    expect(acceptAll(both).textContent).toContain('按青政办〔2026〕12号执行。')
    expect(listChanges(both).filter((one) => one.author === 'zhao' && one.oldText?.includes('X'))).toEqual([])
  })

  it('random faults with random strikes: corrected, tracked, the original comes back and no rule finds more', () => {
    const parts = [
      '按青政办[2026]第08号',
      '值守,报告.',
      '（防汛）',
      '(应急)',
      '二〇二六年七月九日',
      '一、',
      '三、',
      '1、',
      '3.5公里',
      '《国家行政机关公文处理办法》',
      '柳河',
      '。',
      '“x”',
      '"甲"',
    ]
    const paragraph = fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((all) => all.join(''))
    const given = fc.tuple(fc.array(paragraph, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(6))
    const seed = Number(process.env['RULES_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
    console.info(`corrections: seed ${seed}`)
    fc.assert(
      fc.property(given, ([body, at, length]) => {
        let start = make(text('通知', { mainTo: '各村：' }, ...body, '特此通知。'))
        const state = EditorState.create({ doc: start, schema })
        const block = liveBlocks(start).filter((one) => one.text !== '')[
          at % liveBlocks(start).filter((one) => one.text !== '').length
        ]
        if (block && length > 0) {
          const from = at % block.text.length
          const to = Math.min(from + length, block.text.length)
          start = trackTransaction(state.tr.delete(block.at(from), block.at(to - 1) + 1), state, hand('li')).doc
        }
        const before = checkDocument(start, liuhe)
        const doc = mend(start, liuhe, undefined, 'zhao')
        const after = checkDocument(doc, liuhe)
        expect(after.filter((one) => one.level === 'E').length).toBeLessThanOrEqual(
          before.filter((one) => one.level === 'E').length,
        )
        // what the writer did is taken back by rejecting all; the strike of the other goes with it
        expect(rejectAll(doc).eq(rejectAll(start))).toBe(true)
        doc.check()
      }),
      { numRuns: 150, seed },
    )
  })
})
