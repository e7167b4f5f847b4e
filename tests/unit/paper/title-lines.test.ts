import { expect, test } from 'vitest'
import { titleLines } from '../../../src-shared/paper/title-lines.ts'
import { councilFiles } from '../../support/fixtures.ts'
import { Random } from '../../support/revision/random.ts'

const width = (line: string): number => [...line].reduce((sum, char) => sum + (char < '\u0100' ? 0.5 : 1), 0)
const council = councilFiles().map((one) => one.title)

/** A line shorter than the ones above and below it. */
const hourglass = (lines: readonly string[]): boolean =>
  lines.some(
    (line, i) =>
      i > 0 && i < lines.length - 1 && width(line) < width(lines[i - 1] ?? '') && width(line) < width(lines[i + 1] ?? ''),
  )

test('PP-121 fifty real titles: whole words, 《》 and figures, no line begins with 的 or ends with 关于, no hourglass', () => {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  expect(council.length).toBeGreaterThan(30)
  for (const title of council) {
    const lines = titleLines(title)
    expect(lines.join(''), title).toBe(title)
    expect(lines.length, title).toBeLessThanOrEqual(Math.ceil(width(title) / 20) + 1)
    const breaks = new Set<number>()
    let at = 0
    for (const line of lines.slice(0, -1)) breaks.add((at += line.length))
    const words = [...segmenter.segment(title)]
    for (const place of breaks)
      expect(
        words.some(({ index }) => index === place),
        `${title} ${place}`,
      ).toBe(true)
    for (const line of lines) {
      expect(width(line), title).toBeLessThanOrEqual(20)
      expect(line, title).not.toMatch(/^[的、，。》”）]/)
    }
    for (const line of lines.slice(0, -1)) expect(line, title).not.toMatch(/(关于|和|与|《|“|（|\d)$/)
    expect(hourglass(lines), lines.join('|')).toBe(false)
  }
})

test('PP-121 titles as they should break: organs, names in 《》, joint issue, words the dictionary does not know', () => {
  expect(titleLines('青禾县人民政府关于做好汛期工作的通知')).toEqual(['青禾县人民政府关于做好汛期工作的通知'])
  expect(titleLines('国务院办公厅关于印发《政府网站集约化试点工作方案》的通知')).toEqual([
    '国务院办公厅关于印发',
    '《政府网站集约化试点工作方案》的通知',
  ])
  expect(titleLines('国务院办公厅对十届全国人大四次会议第7240号建议的答复')[1]).toMatch(/^(四次会议|第7240号)/)
  expect(titleLines('国务院办公厅关于湖北省巴东县地质灾害险情有关问题的复函').join('|')).toContain('巴东县')
  const joint = titleLines('青禾县财政局、青禾县水利局、青禾县应急管理局关于下达二〇二六年防汛抢险专项资金预算的通知')
  expect(joint.join('|')).toMatch(/青禾县财政局、.*青禾县水利局、.*青禾县应急管理局/)
  for (const organ of ['青禾县财政局', '青禾县水利局', '青禾县应急管理局']) expect(joint.join('|')).toContain(organ)
  expect(joint.length).toBe(3)
  const law = titleLines(
    '国务院关于在海南博鳌乐城国际医疗旅游先行区暂时调整实施《中华人民共和国药品管理法实施条例》有关规定的决定',
  )
  expect(law).toContain('《中华人民共和国药品管理法实施条例》')
  expect(law.join('|')).toContain('博鳌')
})

test('PP-121 whatever is written, lines join to the title and fit; a title of 200 characters and an unbroken run too', () => {
  const parts = [
    '关于',
    '《',
    '》',
    '“',
    '”',
    '的',
    '通知',
    '2026',
    '年',
    '青禾县',
    '、',
    '和',
    '印发',
    'Liuhen',
    '（',
    '）',
    '防汛',
    ' ',
    '　',
  ]
  for (let seed = 1; seed <= 1000; seed++) {
    const random = new Random(seed)
    const title = Array.from({ length: random.int(1, 60) }, () => random.pick(parts)).join('')
    const lines = titleLines(title)
    expect(lines.join(''), `seed ${seed}`).toBe(title)
    for (const line of lines) expect(width(line), `seed ${seed}`).toBeLessThanOrEqual(20)
  }
  const long = '关于'.concat('进一步加强和改进全县防汛抗旱应急管理工作'.repeat(10)).slice(0, 198).concat('通知')
  expect(titleLines(long).join('')).toBe(long)
  expect(titleLines(long).length).toBeLessThanOrEqual(11)
  expect(titleLines('国'.repeat(200)).map(width)).toEqual(Array.from({ length: 10 }, () => 20))
  expect(titleLines('x'.repeat(100)).every((line) => width(line) <= 20)).toBe(true)
  expect(titleLines('')).toEqual([])
})
