import { chineseNumber, chineseNumeral } from './chinese-number.ts'
import { changeAll, changeTo, textEdits, type TextEdit } from './corrections.ts'
import type { LiveBlock } from './live-blocks.ts'
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
const malformed: readonly (readonly [RegExp, string, (written: string) => string])[] = [
  [/^\d{1,2}、/, '第三级序数写作“1.”，用下脚点，不用顿号。全文同样的地方请一并改', (w) => w.replace('、', '.')],
  [/^（[一二三四五六七八九十]+）[、．.]/, '“（一）”后面不再加标点。全文同样的地方请一并改', (w) => w.slice(0, -1)],
  [
    /^\([一二三四五六七八九十\d]+\)/,
    '序数的括号用全角“（）”。全文同样的地方请一并改',
    (w) => w.replace('(', '（').replace(')', '）'),
  ],
]

/** A centred heading or 附件 begins a text of its own, with ordinals of its own. */
const startsText = (block: LiveBlock): boolean => block.style === 'centered' || /^\s*附件\s*\d*\s*$/.test(block.text)

/** All places of a text where the hand wrote ordinals that way. */
const alike = (body: readonly LiveBlock[], [pattern, , right]: (typeof malformed)[number]): TextEdit[] =>
  body.flatMap((block) => {
    const shift = block.text.length - block.text.trimStart().length
    const written = pattern.exec(block.text.slice(shift))?.[0]
    return written === undefined ? [] : textEdits(block, shift, shift + written.length, right(written))
  })

/**
 * The ordinals of one level from a paragraph on, counted on from `n` to the end of the section or to where a list begins anew.
 */
function countedOn(body: readonly LiveBlock[], start: number, level: number, n: number): TextEdit[] {
  const edits: TextEdit[] = []
  let next = n
  for (let i = start; i < body.length; i++) {
    const block = body[i]
    if (!block) break
    const text = block.text.trimStart()
    if (startsText(block)) break
    const ordinal = ordinalOf(text)
    if (!ordinal || ordinal.level > level) continue
    const anew = i > start && ordinal.n === 1
    if (ordinal.level < level || anew) break
    const shift = block.text.length - text.length
    edits.push(...textEdits(block, shift, shift + ordinal.text.length, write[level]?.(next) ?? ordinal.text))
    next += 1
  }
  return edits
}

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
  for (const [i, block] of body.entries()) {
    const text = block.text.trimStart()
    if (startsText(block)) {
      open.fill(undefined)
      running.fill(0)
    }
    const first = announced
    announced = /[：:]\s*$/.test(text)
    const shift = block.text.length - text.length
    const wrong = malformed.find(([pattern]) => pattern.test(text))
    if (wrong && !told.has(wrong[1])) {
      told.add(wrong[1]) // one hand writes them all alike: said once, not at every line
      const end = shift + (wrong[0].exec(text)?.[0].length ?? 0)
      const edits = alike(body, wrong)
      const mended = changeAll(edits.length === 1 ? '改正这个序数' : `改正全文${edits.length}处`, edits)
      findings.push(found('R-38', 'W', 'GB/T 9704 7.3.3', wrong[1], block, shift, end, mended))
    }
    const ordinal = ordinalOf(text)
    if (!ordinal) continue
    const { level, n } = ordinal
    const say = (message: string, wanted?: number) => {
      const edits = wanted === undefined ? [] : countedOn(body, i, level, wanted)
      const words = edits.length > 1 ? `从这里起重新编号，改${edits.length}处` : `改为“${numeral?.(wanted ?? 1)}”`
      const end = shift + ordinal.text.length
      findings.push(found('R-38', 'W', 'GB/T 9704 7.3.3', message, block, shift, end, changeAll(words, edits)))
    }
    const numeral = write[level]
    const previous = open[level]
    const fits = (first && n === 1) || (previous === undefined ? n === 1 || n === (running[level] ?? 0) + 1 : n === previous + 1)
    if (!fits && numeral) {
      const right = previous === undefined ? 1 : previous + 1
      const wanted = numeral(right)
      say(
        previous === undefined
          ? `这一级从“${wanted}”起，这里写的是“${ordinal.text}”`
          : `序数不连续：前面是“${numeral(previous)}”，这里应是“${wanted}”`,
        right,
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
    const at = from + line.indexOf(name)
    const end = /[。；;，,、．.]+$/.exec(name)
    if (end) {
      const message = `附件名称后面不加标点，请去掉“${end[0]}”`
      const [start, stop] = [at + end.index, at + name.length]
      findings.push(found('R-39', 'W', 'GB/T 9704 7.3.4', message, block, start, stop, changeTo(block, start, stop, '')))
    }
    const n = /^(\d+)[.．]/.exec(name)?.[1]
    if (n !== undefined && Number(n) !== listed) {
      const message = `附件序号应是“${listed}.”，这里写的是“${n}.”`
      const mended = changeTo(block, at, at + n.length, String(listed))
      findings.push(found('R-39', 'W', 'GB/T 9704 7.3.4', message, block, at, at + n.length, mended))
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
