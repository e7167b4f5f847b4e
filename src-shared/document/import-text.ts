import type { DocumentContent } from './make.ts'
import type { ParagraphStyle } from './schema.ts'
import { docTypeOfTitle, type DocType } from './doc-types.ts'
import { parseOfficialDate } from './official-date.ts'

export type TextLine = { text: string; style?: ParagraphStyle }

/** A plain text read as a 公文: the 要素, the body, and the 附件 that follow the signature, each beginning with its heading. */
export type ImportedText = Omit<DocumentContent, 'paragraphs'> & {
  paragraphs: TextLine[]
  /** what stands after the signature: 附件, or the text a 印发 or 令 brings with it */
  annex: TextLine[]
  /** 发文字号 as written */
  number?: string
  /** 成文日期, 'YYYY-MM-DD' */
  issuedOn?: string
}

const noise =
  /^(扫一扫在手机打开当前页|<!--.*-->|-->|【.{0,6}(打印|关闭|字体|字号).{0,10}|(下载|打印|全屏|收藏|分享|关闭|加大|还原|减小|】)+|(责任编辑|分享到|您的位置|相关报道|相关文档|字号)[:：].*)$/
const labels = [
  '索引号',
  '主题分类',
  '发文机关',
  '成文日期',
  '标题',
  '发文字号',
  '发布日期',
  '主题词',
  '公文种类',
  '有效性',
] as const
const tight = (text: string): string => text.replace(/[\s\u3000]/g, '')

const numberLine = /^(?:[^\s，。]{1,12}〔\d{4}〕\d+号|(?:.{0,12}令)?第\d+号)$/
const noteLine = /^（(.{2,30})）$/
const attachmentLead = /^附件[：:]\s*\S/

/** Reads a 公文 from plain text: pasted text, or a page of the State Council's document library with its index lines (DR-01). */
export function parseOfficialText(text: string): ImportedText {
  const lines = cleanLines(text)
  const { card, rest } = indexCard(lines)
  const head = readHead(rest, card)
  const { main, tail } = splitAtSignature(rest.slice(head.next), card['发文机关'])
  const { body, attachments } = splitAttachments(main)
  const number = head.number ?? card['发文字号']
  const issued = tail?.date ?? ''
  const openness = tail?.remark === '此件公开发布' ? '主动公开' : ''
  const iso = parseOfficialDate(issued)
  return {
    codes: { docType: head.docType || kindOfNumber(number) || '通知', openness },
    elements: {
      title: head.title,
      mainTo: head.mainTo,
      attachmentNote: attachments,
      issuer: tail?.issuer ?? '',
      issuedOn: issued,
      remark: tail?.remark ? `（${tail.remark}）` : '',
    },
    paragraphs: body.map(styled),
    annex: (tail?.after ?? []).map(styledAnnex),
    ...(number === undefined ? {} : { number }),
    ...(iso === undefined ? {} : { issuedOn: iso }),
  }
}

/** Lines with web noise and character entities taken out. */
function cleanLines(text: string): string[] {
  return text
    .replace(/&(nbsp|sp|ensp|emsp);/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/\u00a0/g, ' ')
        .replace(/^#{1,6}\s+/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !noise.test(line))
}

/** The index lines (索引号：… 主题词：…) a page of the document library begins with, by label. */
function indexCard(lines: readonly string[]): { card: Record<string, string>; rest: string[] } {
  const card: Record<string, string> = {}
  const labelOf = (line: string): string | undefined => labels.find((label) => tight(line) === `${label}：`)
  let i = 0
  while (i < lines.length) {
    const label = labelOf(lines[i] ?? '')
    if (label === undefined) break
    i += 1
    const value = lines[i]
    if (label === '主题词' || value === undefined || labelOf(value) !== undefined) continue
    card[label] = value
    i += 1
  }
  return { card, rest: lines.slice(i) }
}

type Head = { title: string; mainTo: string; docType: DocType | ''; number?: string; next: number }

/** Title (which may run over several lines), 发文字号 and 主送机关; `next` is where the body begins. */
function readHead(lines: readonly string[], card: Readonly<Record<string, string>>): Head {
  let next = 0
  let title = ''
  const wanted = tight(card['标题'] ?? '')
  const found = wanted ? findTitle(lines, wanted) : undefined
  if (found !== undefined) {
    next = found
    title = card['标题'] ?? ''
  } else {
    next = titleEnd(lines)
    title = lines.slice(0, next).join('')
  }
  const written = title
  if (wanted) title = card['标题'] ?? title
  let number: string | undefined
  if (numberLine.test(tight(lines[next] ?? ''))) number = tight(lines[next++] ?? '')
  // 令: the number belongs to the order, the title to what the order puts in force
  if (number !== undefined && /^第\d+号$/.test(number)) number = card['发文字号'] ?? `${tight(written)}${number}`
  let mainTo = ''
  const to = lines[next]
  if (to !== undefined && /[：:]$/.test(to) && to.length <= 400 && !/[。；]/.test(to)) {
    mainTo = to
    next += 1
  }
  return {
    title,
    mainTo,
    docType: docTypeOfTitle(title) || docTypeOfTitle(written),
    next,
    ...(number === undefined ? {} : { number }),
  }
}

/**
 * Where a title without an index card ends: with its 文种 within the first lines, else after the first line, if that
 * reads like a title at all.
 */
function titleEnd(lines: readonly string[]): number {
  let title = ''
  for (const [i, line] of lines.slice(0, 6).entries()) {
    if (numberLine.test(tight(line)) || /[：。；]$/.test(line)) break
    title += line
    if (docTypeOfTitle(title) !== '') return i + 1
  }
  const first = lines[0] ?? ''
  return lines.length > 1 && first.length <= 60 && !/[：:。；，]$/.test(first) ? 1 : 0
}

/** Where the lines after the title begin, if some run of up to six of the first lines reads as the title. */
function findTitle(lines: readonly string[], wanted: string): number | undefined {
  for (let from = 0; from < Math.min(3, lines.length); from++) {
    let joined = ''
    for (let i = from; i < Math.min(from + 6, lines.length); i++) {
      joined += tight(lines[i] ?? '')
      if (joined === wanted) return i + 1
      if (!wanted.startsWith(joined)) break
    }
  }
  return undefined
}

type Tail = { issuer: string; date: string; remark: string; after: string[] }

/** The first line that is a date alone, under a short line that names who signs, ends the body. */
function splitAtSignature(lines: readonly string[], office: string | undefined): { main: string[]; tail?: Tail } {
  for (let i = 1; i < lines.length; i++) {
    const issuer = lines[i - 1] ?? ''
    if (parseOfficialDate(lines[i] ?? '') === undefined || /[。；：，]$/.test(issuer)) continue
    if (issuer.length > 40 && tight(issuer) !== tight(office ?? '')) continue
    const note = noteLine.exec(lines[i + 1] ?? '')
    return {
      main: lines.slice(0, i - 1),
      tail: { issuer, date: lines[i] ?? '', remark: note?.[1] ?? '', after: lines.slice(i + (note ? 2 : 1)) },
    }
  }
  return { main: [...lines] }
}

/** 附件说明: the last lines of the body from 附件： on; several names are kept one to a line. */
function splitAttachments(lines: readonly string[]): { body: string[]; attachments: string } {
  const from = lines.findLastIndex((line) => attachmentLead.test(line))
  if (from < 0 || lines.length - from > 30) return { body: [...lines], attachments: '' }
  const rest = lines.slice(from)
  if (!rest.slice(1).every((line) => /^\d+[.．]/.test(line))) return { body: [...lines], attachments: '' }
  return { body: lines.slice(0, from), attachments: rest.join('\n') }
}

function kindOfNumber(number: string | undefined): DocType | '' {
  if (number === undefined) return ''
  if (number.includes('函')) return '函'
  return number.includes('令') ? '命令' : ''
}

const levels: readonly (readonly [RegExp, ParagraphStyle])[] = [
  [/^[一二三四五六七八九十百]+、/, 'h1'],
  [/^（[一二三四五六七八九十百]+）/, 'h2'],
  [/^\d+[.．](?!\d)/, 'h3'],
  [/^（\d+）/, 'h4'],
]

/**
 * A line with the style of its level (GB/T 9704 §7.3.3). Only a line that is all heading takes the style; where the
 * text runs on behind the heading, as in 一、××。各地要…, the paragraph stays body text.
 */
function styled(text: string): TextLine {
  const style = levels.find(([pattern]) => pattern.test(text))?.[1]
  // a heading may have a comma, 一、逐年扩招，分步实施; a sentence with one is text
  const runsOn = /[。；：].+|[；：，]$|，.*。$/.test(text)
  const heading = text.length <= 60 && !runsOn
  return style && heading ? { text, style } : { text }
}

function styledAnnex(text: string, index: number, all: readonly string[]): TextLine {
  if (/^第[一二三四五六七八九十百]+[章节](?!条)/.test(text) && text.length <= 40) return { text, style: 'centered' }
  if (/^附件\d*$/.test(text)) return { text }
  const previous = all[index - 1]
  const title = index === 0 || (previous !== undefined && /^附件\d*$/.test(previous))
  const short = text.length <= 40 && !/[。；：]$/.test(text) && !levels.some(([pattern]) => pattern.test(text))
  const runsOn = index === 1 && !/^附件\d*$/.test(all[0] ?? '') && short && docTypeOfTitle(all[0] ?? '') === ''
  return short && (title || runsOn) ? { text, style: 'centered' } : styled(text)
}
