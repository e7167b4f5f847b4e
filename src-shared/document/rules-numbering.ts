import { chineseNumber, chineseNumeral } from './chinese-number.ts'
import type { Finding, Rule } from './rules.ts'

type Ordinal = { level: number; n: number; text: string }

const forms: readonly (readonly [RegExp, (digits: string) => number])[] = [
  [/^([一二三四五六七八九十百]+)、/, chineseNumber],
  [/^（([一二三四五六七八九十百]+)）/, chineseNumber],
  [/^(\d{1,3})[.．](?!\d)/, Number],
  [/^（(\d{1,3})）/, Number],
]

const write: readonly ((n: number) => string)[] = [
  (n) => `${chineseNumeral(n)}、`,
  (n) => `（${chineseNumeral(n)}）`,
  (n) => `${n}.`,
  (n) => `（${n}）`,
]

function ordinalOf(text: string): Ordinal | undefined {
  for (const [level, [pattern, read]] of forms.entries()) {
    const match = pattern.exec(text)
    const n = match ? read(match[1] ?? '') : Number.NaN
    if (match && n > 0) return { level, n, text: match[0] }
  }
  return undefined
}

// what a hand often writes in the place of 1. and （一）
const malformed: readonly (readonly [RegExp, string])[] = [
  [/^\d{1,2}、/, '第三级序数写作“1.”，用下脚点，不用顿号。全文同样的地方请一并改'],
  [/^（[一二三四五六七八九十]+）[、．.]/, '“（一）”后面不再加标点。全文同样的地方请一并改'],
  [/^\([一二三四五六七八九十\d]+\)/, '序数的括号用全角“（）”。全文同样的地方请一并改'],
]

/**
 * ordinals go 一、→（一）→ 1. →（1）, without gaps, each level beginning with its first (GB/T 9704 7.3.3). Two
 * customs of State Council documents are allowed: 1. directly under 一、, and （一） counted on through the whole text.
 * A list may begin anew after a paragraph that announces it with a colon.
 */
const ordinals: Rule = ({ body, found }) => {
  const findings: Finding[] = []
  const open: (number | undefined)[] = [undefined, undefined, undefined, undefined] // the last ordinal of each level, in its section
  const running: number[] = [0, 0, 0, 0] // the last ordinal of each level in the whole text
  const told = new Set<string>()
  let announced = false
  for (const block of body) {
    const text = block.text.trimStart()
    const first = announced
    announced = /[：:]\s*$/.test(text)
    const shift = block.text.length - text.length
    const wrong = malformed.find(([pattern]) => pattern.test(text))
    if (wrong && !told.has(wrong[1])) {
      told.add(wrong[1]) // one hand writes them all alike: said once, not at every line
      findings.push(found('R-38', 'W', 'GB/T 9704 7.3.3', wrong[1], block, shift, shift + (wrong[0].exec(text)?.[0].length ?? 0)))
    }
    const ordinal = ordinalOf(text)
    if (!ordinal) continue
    const { level, n } = ordinal
    const say = (message: string) =>
      findings.push(found('R-38', 'W', 'GB/T 9704 7.3.3', message, block, shift, shift + ordinal.text.length))
    const numeral = write[level]
    const previous = open[level]
    const fits = (first && n === 1) || (previous === undefined ? n === 1 || n === (running[level] ?? 0) + 1 : n === previous + 1)
    if (!fits && numeral) {
      const wanted = numeral(previous === undefined ? 1 : previous + 1)
      say(
        previous === undefined
          ? `这一级从“${wanted}”起，这里写的是“${ordinal.text}”`
          : `序数不连续：前面是“${numeral(previous)}”，这里应是“${wanted}”`,
      )
    } else if (level === 3 && open[2] === undefined) {
      say('“（1）”是第四级，要放在“1.”之下。请先用“一、”“（一）”“1.”')
    }
    open[level] = n
    running[level] = n
    for (let deeper = level + 1; deeper < open.length; deeper++) open[deeper] = undefined
  }
  return findings
}

/** attachment names carry no end punctuation, are numbered on, and as many as files attached (GB/T 9704 7.3.4). */
const attachments: Rule = ({ element, text, context, found }) => {
  const block = element('attachmentNote')
  if (!block || text('attachmentNote') === '') return []
  const findings: Finding[] = []
  let listed = 0
  let offset = 0
  for (const line of block.text.split('\n')) {
    const name = line.replace(/^\s*附件[：:]/, '').trim()
    const from = offset
    offset += line.length + 1
    if (name === '') continue
    listed += 1
    const end = /[。；;，,、．.]+$/.exec(name)
    if (end)
      findings.push(
        found('R-39', 'W', 'GB/T 9704 7.3.4', `附件名称后面不加标点，请去掉“${end[0]}”`, block, from, from + line.length),
      )
    const n = /^(\d+)[.．]/.exec(name)?.[1]
    if (n !== undefined && Number(n) !== listed) {
      findings.push(
        found('R-39', 'W', 'GB/T 9704 7.3.4', `附件序号应是“${listed}.”，这里写的是“${n}.”`, block, from, from + line.length),
      )
    }
  }
  const files = context.attachments?.length
  if (files !== undefined && files !== listed) {
    const message =
      files === 0 ? `附件说明列了${listed}个附件，还没有添加文件` : `附件说明列了${listed}个，实际添加了${files}个，请核对`
    findings.push(found('R-39', 'W', 'GB/T 9704 7.3.4', message, block))
  }
  return findings
}

export const numberingRules: readonly Rule[] = [ordinals, attachments]
