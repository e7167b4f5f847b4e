import { expect, it } from 'vitest'
import { fold } from '../../../src-renderer/data/search/folding.ts'
import { loadInitials } from '../../../src-renderer/data/search/initials.ts'
import { pairsOf, pairsOfTerm } from '../../../src-shared/search/bigrams.ts'
import { fitOf, fits, headingInitials, headingOf, snippetOf, titlePlaces } from '../../../src-shared/search/match.ts'
import { filterOf, noFilter, termsOf } from '../../../src-shared/search/query.ts'
import { searchableOf, searchText } from '../../../src-shared/search/searchable.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { noIncoming } from '../../../src-shared/workflow/incoming/part.ts'
import { noIssue } from '../../../src-shared/workflow/issue/part.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { Transform } from 'prosemirror-transform'
import { v7 } from 'uuid'
import { signedState } from '../../support/states.ts'
import { seeded } from '../../support/search/corpus.ts'

it('FD-02 folded text is as long as what it came from; 繁体, capitals, full width and all brackets are one', () => {
  expect(fold('國務院關於農業')).toBe('国务院关于农业')
  expect(fold('青政辦發［２０２４］１２號')).toBe('青政办发(2024)12号')
  for (const number of ['青政办发〔2024〕12号', '青政办发[2024]12号', '青政办发（2024）12号', '青政办发【2024】12号'])
    expect(fold(number)).toBe('青政办发(2024)12号')
  expect(fold('GB/T　9704')).toBe('gb/t 9704')
  const random = seeded(9)
  for (let n = 0; n < 300; n++) {
    const text = Array.from({ length: 20 }, () => String.fromCodePoint(random.below(0xd800) + 1)).join('') + '𠮷İẞ\n'
    expect(fold(text)).toHaveLength(text.length)
    expect(fold(fold(text))).toBe(fold(text))
  }
})

it('FD-01 whatever stands in a text has its pairs and runs there', () => {
  const random = seeded(4)
  const alphabet = [...'国务院12345ab年月日第号。\n ']
  for (let n = 0; n < 2000; n++) {
    const text = Array.from({ length: 30 }, () => random.pick(alphabet)).join('')
    const at = random.below(28)
    const term = text.slice(at, at + 2 + random.below(8))
    if (/\s/.test(term) || term.length < 2) continue
    const all = new Set(pairsOf(text))
    expect(
      pairsOfTerm(term).filter((pair) => !all.has(pair)),
      JSON.stringify([text, term]),
    ).toEqual([])
  }
  // a run says more than its pairs: 第350号 holds 第3, 35, 50 and 0号, and is not 第50号
  const all = new Set(pairsOf(fold('第350号文件、第5号、第120号')))
  expect(pairsOfTerm('第50号').every((pair) => all.has(pair))).toBe(false)
})

it('FD-03 title, 文号, units, persons, 文种 and day of 发文 and 收文; the text with changes accepted, opinions and names of files', async () => {
  const sent = signedState()
  const state = {
    ...sent,
    issue: { ...noIssue, number: { prefix: '柳政发', year: 2026, seq: 12, by: sent.drafter, at: 1, cmdId: v7() as never } },
    opinions: [{ ...sent.opinions[0], by: sent.drafter, text: '同意，请\n抓紧办。' } as never],
    attachments: [{ sm3: 'b'.repeat(64), name: '预算表.xlsx', size: 1, mime: '' }],
  }
  const one = searchableOf(state, 'wang')
  expect(one).toMatchObject({ number: '柳政发〔2026〕12号', docType: '请示', stage: 'signed' })
  expect(one.persons).toContain(sent.drafter.name)
  const came = { ...state, kind: 'incoming' as const, state: 'S6' as const, signed: null, issue: noIssue }
  const incoming = {
    ...noIncoming,
    fromUnit: '省水利厅',
    number: '水函〔2025〕7号',
    datedOn: '2025-12-30',
    register: { year: 2026, seq: 345, by: sent.drafter, at: 1 },
  }
  const received = searchableOf({ ...came, incoming }, 'wang')
  expect(received).toMatchObject({ number: '水函〔2025〕7号 2026-0345', stage: 'handling', on: '2025-12-30' })
  expect(received.units[0]).toBe('省水利厅')

  const text = makeDocument({ elements: { title: '题目', mainTo: '县政府' }, paragraphs: ['甲乙丙。', '丁戊。'] }, v7)
  let at = 0
  text.descendants((node, pos) => {
    if (node.isText && node.text === '甲乙丙。') at = pos
  })
  const mark = schema.marks['del']?.create({ id: v7(), author: 'wang', at: 1, step: 'review' })
  if (!mark) throw new Error('no mark')
  const struck = new Transform(text).addMark(at + 1, at + 2, mark).doc
  expect(searchText(state, bodyJson(struck))).toBe('县政府\n甲丙。\n丁戊。\n同意，请 抓紧办。\n预算表.xlsx')
  const initialsOf = await loadInitials()
  expect(initialsOf('银行𠮷行长A1，')).toBe('yh  hza  ')
  const heading = headingOf(one, headingInitials(one, initialsOf), fold)
  expect(['12号', fold('柳政發[2026]'), sent.drafter.name, 'zzyw', 'lz'].map((term) => fitOf(heading, term))).toEqual([
    fits.number,
    fits.number,
    fits.names,
    fits.none,
    fits.initials,
  ])
})

it('FD-04 the snippet is of one line, says where the words are, and parts no character', () => {
  const text = `第一行没有。\n${'前'.repeat(40)}𠮷跃进闸${'后'.repeat(100)}闸\n末行`
  const found = snippetOf(text, fold(text), ['跃进闸', '闸'])
  expect(found?.text.startsWith('…前')).toBe(true)
  expect(found?.places.map(([from, to]) => found.text.slice(from, to))).toEqual(['跃进闸'])
  expect(snippetOf(text, fold(text), ['没在'])).toBeNull()
  const short = snippetOf('甲乙', '甲乙', ['乙'])
  expect(short).toEqual({ text: '甲乙', places: [[1, 2]] })
  const heading = headingOf({ ...searchableOf(signedState(), 'wang'), title: '关于农田水利的通知' }, 'gyntsldtz', fold)
  expect(titlePlaces(heading, ['农田', '水利', 'tz'])).toEqual([
    [2, 6],
    [7, 9],
  ])
})

it('FD-10 every part of a filter must be met; words are folded, each once, eight at most', () => {
  const one = searchableOf(signedState(), 'wang')
  const passes = (filter: Partial<typeof noFilter>): boolean => filterOf({ ...noFilter, ...filter }, fold)(one)
  expect(passes({})).toBe(true)
  expect(passes({ docTypes: ['请示'], stages: ['signed', 'issued'], unit: '柳河鎮', person: '王' })).toBe(true)
  expect(passes({ docTypes: ['通知'] })).toBe(false)
  expect(passes({ stages: ['issued'] })).toBe(false)
  expect(passes({ person: '没有此人' })).toBe(false)
  expect([passes({ from: one.on, to: one.on }), passes({ from: '9999-01-01' }), passes({ to: '1949-10-01' })]).toEqual([
    true,
    false,
    false,
  ])
  expect(termsOf(' 防汛　防汛 ＡＢ a b c d e f g h', fold)).toEqual(['防汛', 'ab', 'a', 'b', 'c', 'd', 'e', 'f'])
})
