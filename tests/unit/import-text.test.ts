import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseOfficialText } from '../../src-shared/document/import-text.ts'
import { formatOfficialDate, parseOfficialDate } from '../../src-shared/document/official-date.ts'
import { fixtures } from '../support/fixtures.ts'

const tight = (text: string): string => text.replace(/[\s\u3000]/g, '')

/** All 50 texts where the fixtures are at hand, else the 31 the project ships. */
const council = path.join(fixtures ?? '', 'gongwen/state-council')
type Entry = { file: string; title: string; office: string; number: string; text: string }
const shipped = JSON.parse(readFileSync(new URL('../../src-server/sample/texts.json', import.meta.url), 'utf8')) as (Entry & {
  no: string
})[]
const index: Entry[] = existsSync(`${council}/index.json`)
  ? (JSON.parse(readFileSync(`${council}/index.json`, 'utf8')) as Entry[]).map((entry) => ({
      ...entry,
      text: readFileSync(`${council}/${entry.file}`, 'utf8'),
    }))
  : shipped.map((entry) => ({ ...entry, file: `${entry.no}.txt` }))
const texts = index.map((entry) => ({ entry, parsed: parseOfficialText(entry.text) }))

describe('[DR-01] a text of the State Council read as a 公文', () => {
  it('takes title, 发文字号 and 文种 from every text', () => {
    for (const { entry, parsed } of texts) {
      expect(tight(parsed.elements?.title ?? ''), entry.file).toBe(tight(entry.title))
      expect(parsed.number, entry.file).toBe(entry.number)
      const end = /(决定|意见|通知|通报|批复|函)$/.exec(entry.title)?.[1]
      if (end) expect(parsed.codes?.docType, entry.file).toBe(end)
    }
  })

  it('leaves no web noise and no index line in any paragraph', () => {
    for (const { entry, parsed } of texts) {
      const lines = [...parsed.paragraphs, ...parsed.annex].map((l) => l.text)
      expect(lines.length, entry.file).toBeGreaterThan(0)
      for (const line of lines) expect(line, entry.file).not.toMatch(/扫一扫|-->|&n?b?sp;|索\s*引\s*号|主\s*题\s*词/)
      expect(lines.map(tight), entry.file).not.toContain(tight(entry.title) === tight(lines[0] ?? '') ? 'x' : tight(entry.number))
    }
  })

  it('loses nothing: every line of the text is an element, a paragraph or known noise', () => {
    for (const { entry, parsed } of texts) {
      const raw = entry.text.replace(/&sp;/g, '')
      const from = raw.indexOf('主 题 词')
      const kept = tight(
        [
          ...Object.values(parsed.elements ?? {}),
          ...parsed.paragraphs.map((l) => l.text),
          ...parsed.annex.map((l) => l.text),
        ].join(''),
      )
      for (const line of raw.slice(from).split('\n').slice(1)) {
        const text = tight(line)
        if (text === '' || /^(扫一扫|-->)/.test(text) || /^(中华人民共和国国务院令|第\d+号)$/.test(text)) continue
        if (text === tight(entry.number) || /^(经济管理|文秘工作|体育)/.test(text)) continue // topic words of the old index
        expect(kept.includes(text), `${entry.file}: ${text.slice(0, 40)}`).toBe(true)
      }
    }
  })

  it('finds 主送, signature and date wherever the text has them', () => {
    const withMainTo = texts.filter(({ parsed }) => /[：]$/.test(parsed.elements?.mainTo ?? ''))
    const orders = texts.filter(({ parsed }) => parsed.codes?.docType === '命令')
    expect(withMainTo.length + orders.length).toBe(texts.length) // an order (令) has no 主送
    for (const { entry, parsed } of texts) {
      const issuer = tight(parsed.elements?.issuer ?? '')
      if (parsed.codes?.docType === '命令') expect(issuer).toBe('总理李克强')
      else expect(issuer, entry.file).toBe(entry.office.replaceAll('、', ''))
      expect(parsed.issuedOn, entry.file).toMatch(/^(19|20)\d\d-\d\d-\d\d$/)
    }
    const count = (has: (t: (typeof texts)[number]) => boolean) => texts.filter(has).length
    console.info(
      `import-text: ${texts.length} texts, ${withMainTo.length} with 主送, ${count((t) => t.parsed.issuedOn !== undefined)} with signature and date, ` +
        `${count((t) => t.parsed.codes?.openness === '主动公开')} 公开发布, ${count((t) => t.parsed.annex.length > 0)} with text after the signature`,
    )
  })

  it('gives heading lines their level and leaves run-on paragraphs as body text', () => {
    const text =
      '关于开展检查的通知\n各村：\n一、总体要求\n（一）基本原则\n1.安全第一\n（1）守住底线\n二、工作安排。各村要于7月底前完成。\n柳河镇人民政府\n2026年7月14日'
    const parsed = parseOfficialText(text)
    expect(parsed.elements).toMatchObject({
      title: '关于开展检查的通知',
      mainTo: '各村：',
      issuer: '柳河镇人民政府',
      issuedOn: '2026年7月14日',
    })
    expect(parsed.paragraphs.map((l) => l.style ?? 'body')).toEqual(['h1', 'h2', 'h3', 'h4', 'body'])
  })

  it('takes a heading with a comma as a heading, a sentence with one as text (texts 008, 034 and 052)', () => {
    const styleOf = (start: string) =>
      texts.flatMap(({ parsed }) => [...parsed.paragraphs, ...parsed.annex]).find((line) => line.text.startsWith(start))?.style
    for (const heading of ['一、逐年扩招，分步实施', '二、丰富赛事活动，完善赛事体系', '四、政策衔接，三医联动'])
      expect(styleOf(heading), heading).toBe('h1')
    const read = parseOfficialText('1.各村要高度重视，认真组织实施。\n（一）健全机制，落实责任：')
    expect(read.paragraphs.map((line) => line.style)).toEqual([undefined, undefined])
  })

  it('takes a title over several lines, a first line that reads like a title, and no page furniture', () => {
    expect(parseOfficialText('下载打印全屏收藏\n关于开展汛期\n检查的通知\n各村：\n请照办。').elements).toMatchObject({
      title: '关于开展汛期检查的通知',
      mainTo: '各村：',
    })
    expect(parseOfficialText('# 密码法\n<!-- INFO END -->\n## 第一章\n第一条　为了规范。').elements?.title).toBe('密码法')
    expect(parseOfficialText('防汛工作方案\n现印发给你们。').elements?.title).toBe('防汛工作方案')
    expect(parseOfficialText('现印发给你们。\n请照办。').elements?.title).toBe('')
  })

  it('reads plain text without title, signature or anything known as body text', () => {
    expect(parseOfficialText('').paragraphs).toEqual([])
    expect(parseOfficialText('今天开会。').paragraphs.map((l) => l.text)).toEqual(['今天开会。'])
  })
})

describe('[DR-02] written dates', () => {
  it.each([
    ['2026年7月14日', '2026-07-14'],
    ['一九九六年一月二十五日', '1996-01-25'],
    ['二〇〇四年十月十五日', '2004-10-15'],
    ['二○○五年二月三十日', undefined],
    ['2026年13月1日', undefined],
    ['2026年2月29日', undefined],
    ['2026.7.14', undefined],
  ])('%s', (text, on) => expect(parseOfficialDate(text)).toBe(on))
  it('writes them without leading zeros', () => expect(formatOfficialDate('2026-07-04')).toBe('2026年7月4日'))
})
