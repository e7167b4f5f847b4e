import { changeAll, textEdits, type TextEdit } from './corrections.ts'
import type { LiveBlock } from './live-blocks.ts'
import type { Rule } from './rules.ts'

const han = '[\\u4e00-\\u9fff》”’）〕]'
const hanAfter = '[\\u4e00-\\u9fff《“‘（〔]'
const full: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '?': '？', '!': '！', '.': '。' }

// behind a Chinese character, or between a figure or word and one; 3.5, 10:30, 1,000 and web addresses stay as they are
const single = new RegExp(`(?<=${han})[,;:?!]|(?<=[\\w%℃])[,;](?=${hanAfter})|(?<=${han})\\.(?=\\s*$|${hanAfter})`, 'g')
const brackets = /\(([^()（）\n]*[\u4e00-\u9fff][^()（）\n]*)\)/g
const quotes = /"([^"\n“”]*[\u4e00-\u9fff][^"\n“”]*)"/g
// (一) at the beginning is an ordinal: R-38 says so
const ordinal = /^\s*\([一二三四五六七八九十\d]+\)/

/** The half-width marks of a Chinese text with what stands there in full width, as offsets. */
function halfWidth(text: string): { at: number; length: number; put: string }[] {
  const marks = [...text.matchAll(single)].map(({ index, 0: mark }) => ({ at: index, length: 1, put: full[mark] ?? mark }))
  const head = ordinal.exec(text)?.[0].length ?? 0
  const pair = (pattern: RegExp, open: string, close: string): void => {
    for (const match of text.matchAll(pattern)) {
      if (match.index < head) continue
      marks.push({ at: match.index, length: 1, put: open }, { at: match.index + match[0].length - 1, length: 1, put: close })
    }
  }
  pair(brackets, '（', '）')
  pair(quotes, '“', '”')
  return marks.toSorted((a, b) => a.at - b.at)
}

const editsOf = (block: LiveBlock, marks: ReturnType<typeof halfWidth>): TextEdit[] =>
  marks.flatMap(({ at, length, put }) => textEdits(block, at, at + length, put))

/** DR-14: Chinese text takes full-width punctuation (GB/T 15834); one finding a paragraph, mended as a whole. */
const fullWidth: Rule = ({ all, found }) =>
  all.flatMap((block) => {
    // most paragraphs hold none: asked cheaply first, for this runs while one types
    if (!/[,;:?!."()]/.test(block.text)) return []
    const marks = halfWidth(block.text)
    const [first, last] = [marks[0], marks.at(-1)]
    if (!first || !last) return []
    const shown = [...new Set(marks.map(({ at }) => block.text[at]))].join(' ')
    const message = `中文里的标点用全角，这里有${marks.length}处半角标点（${shown}）`
    const words = marks.length === 1 ? `改为“${first.put}”` : `${marks.length}处改为全角`
    return [
      found('DR-14', 'W', 'GB/T 15834', message, block, first.at, last.at + last.length, changeAll(words, editsOf(block, marks))),
    ]
  })

export const punctuationRules: readonly Rule[] = [fullWidth]
