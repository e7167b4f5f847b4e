import type { LiveBlock } from './live-blocks.ts'
import type { Finding } from './rules.ts'

/** One edit of a correction: document positions `from`…`to` are replaced by `text`. */
export type TextEdit = { from: number; to: number; text: string }

/** The one right way to put a finding right: what the button says it does, and the edits that do it, together one change. */
export type Correction = { words: string; edits: readonly TextEdit[] }

/**
 * The edits that turn a stretch of a block's living text into `text`, by offsets of that text. What stays the same at both
 * ends is not touched; struck text and pictures in between are neither struck again nor taken away, for each run of living
 * letters is edited for itself. Pure.
 */
export function textEdits(block: LiveBlock, from: number, to: number, text: string): TextEdit[] {
  const old = block.text.slice(from, to)
  const same = Math.min(old.length, text.length)
  let head = 0
  while (head < same && old[head] === text[head]) head += 1
  let tail = 0
  while (tail < same - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1
  const put = text.slice(head, text.length - tail)
  const [start, end] = [from + head, to - tail]
  if (start === end) {
    if (put === '') return []
    const pos = start > 0 ? block.at(start - 1) + 1 : block.at(0)
    return [{ from: pos, to: pos, text: put }]
  }
  const runs: TextEdit[] = []
  for (let offset = start; offset < end; offset++) {
    const pos = block.at(offset)
    const last = runs.at(-1)
    if (last?.to === pos) last.to = pos + 1
    else runs.push({ from: pos, to: pos + 1, text: runs.length === 0 ? put : '' })
  }
  return runs
}

/** 改为“…”: a stretch of a block's text, by offsets, put in other words. */
export const changeTo = (block: LiveBlock, from: number, to: number, text: string): Correction => ({
  words: text === '' ? `去掉“${block.text.slice(from, to)}”` : `改为“${text}”`,
  edits: textEdits(block, from, to, text),
})

/** The same kind of change at several places at once, such as numbering on. */
export const changeAll = (words: string, edits: readonly TextEdit[]): Correction => ({ words, edits })

const meet = (a: TextEdit, b: TextEdit): boolean => (a.from < b.to && b.from < a.to) || (a.from === b.from && a.to === b.to)

/**
 * The edits of many corrections that can be made together, from the end of the document to its beginning, and how many
 * corrections they are. Of two that touch the same letters the first is made; the other is found again afterwards if it
 * is still one. Pure.
 */
export function togetherOf(findings: readonly Finding[]): { edits: TextEdit[]; count: number } {
  const edits: TextEdit[] = []
  let count = 0
  for (const { correction } of findings) {
    if (!correction || correction.edits.some((one) => edits.some((other) => meet(one, other)))) continue
    edits.push(...correction.edits)
    count += 1
  }
  return { edits: edits.toSorted((a, b) => b.from - a.from || b.to - a.to), count }
}
