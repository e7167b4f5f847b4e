import type { Fragment, Node as PmNode } from 'prosemirror-model'

/** A stretch of the first text that is replaced by one of the second; positions are those of the two fragments. */
export type TextEdit = { fromA: number; toA: number; fromB: number; toB: number }

/**
 * One unit of comparison: a word of Latin letters or digits, any other letter with the marks that combine with it, an
 * image or break, or the boundary between two paragraphs. Looks and comments are not part of it.
 */
export type Token = { key: string; from: number; to: number }

/** An edit in indices of tokens. */
export type TokenEdit = TextEdit

/** The key of a paragraph boundary; no text has this letter. */
export const boundaryKey = '\u0000'

const unit = /[\p{Script=Latin}\p{Nd}][\p{Script=Latin}\p{Nd}\p{M}]*|.(?:[\p{M}\p{EMod}]|\u200d.)*/gsu

function addText(tokens: Token[], text: string, start: number): void {
  for (const { 0: key, index } of text.matchAll(unit)) {
    tokens.push({ key, from: start + index, to: start + index + key.length })
  }
}

function addInline(tokens: Token[], content: Fragment, start: number): void {
  let pos = start
  let text = ''
  // a word may be half bold: text is read across nodes
  for (const node of content.content) {
    if (node.isText) {
      text += node.text ?? ''
      continue
    }
    addText(tokens, text, pos)
    pos += text.length
    text = ''
    tokens.push({ key: `\u0000${node.type.name}${JSON.stringify(node.attrs)}`, from: pos, to: pos + node.nodeSize })
    pos += node.nodeSize
  }
  addText(tokens, text, pos)
}

/** The tokens of inline content, or of textblocks that stand one after the other, boundaries between them included. */
export function tokensOf(blocks: readonly PmNode[], start = 0): Token[] {
  const tokens: Token[] = []
  let pos = start
  blocks.forEach((block, i) => {
    if (i > 0) tokens.push({ key: boundaryKey, from: pos - 1, to: pos + 1 })
    addInline(tokens, block.content, pos + 1)
    pos += block.nodeSize
  })
  return tokens
}

/** Texts that differ in more places than this are not worth reading side by side: what is left is one replacement. */
const mostEdits = 400

/** Myers' greedy comparison of `a[0…n)` and `b[0…m)`; null when they differ in more than `mostEdits` tokens. */
function shortestEdits(a: readonly string[], b: readonly string[]): TokenEdit[] | null {
  const [n, m] = [a.length, b.length]
  const most = Math.min(n + m, mostEdits)
  const reach = new Int32Array(2 * most + 2)
  const trace: Int32Array[] = []
  const zero = most
  for (let d = 0; d <= most; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach[zero + k - 1] ?? 0) < (reach[zero + k + 1] ?? 0))
      let x = down ? (reach[zero + k + 1] ?? 0) : (reach[zero + k - 1] ?? 0) + 1
      let y = x - k
      while (x < n && y < m && a[x] === b[y]) {
        x++
        y++
      }
      reach[zero + k] = x
      if (x >= n && y >= m) return pathBack(trace, d, n, m)
    }
    // of round d only the diagonals -d…d have been written
    trace.push(reach.slice(zero - d, zero + d + 1))
  }
  return null
}

/** Reads the way back through the rounds; single steps that touch become one edit. */
function pathBack(trace: readonly Int32Array[], rounds: number, n: number, m: number): TokenEdit[] {
  const edits: TokenEdit[] = []
  let [x, y] = [n, m]
  for (let d = rounds; d > 0; d--) {
    const k = x - y
    const reach = trace[d - 1]
    const at = (diagonal: number) => reach?.[diagonal + d - 1] ?? -1
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const before = down ? at(k + 1) : at(k - 1)
    const [endX, endY] = [down ? before : before + 1, down ? before - k : before + 1 - k]
    const edit = { fromA: before, toA: endX, fromB: down ? endY - 1 : endY, toB: endY }
    const last = edits.at(-1)
    if (last && last.fromA === edit.toA && last.fromB === edit.toB) {
      last.fromA = edit.fromA
      last.fromB = edit.fromB
    } else edits.push(edit)
    x = edit.fromA
    y = edit.fromB
  }
  return edits.reverse()
}

const lengthOf = (tokens: readonly Token[], from: number, to: number): number =>
  from < to ? (tokens[to - 1]?.to ?? 0) - (tokens[from]?.from ?? 0) : 0

/**
 * Joins edits between which hardly anything is the same: a sentence written anew reads as one replacement, not as
 * crumbs of letters that happen to occur in both. A boundary between paragraphs always counts as the same.
 */
function withoutCrumbs(edits: readonly TokenEdit[], a: readonly Token[], b: readonly Token[]): TokenEdit[] {
  const result: TokenEdit[] = []
  const weight = (edit: TokenEdit) => Math.max(lengthOf(a, edit.fromA, edit.toA), lengthOf(b, edit.fromB, edit.toB))
  for (const edit of edits) {
    let next = edit
    for (;;) {
      const last = result.at(-1)
      if (!last) break
      const between = a.slice(last.toA, next.fromA)
      const same = lengthOf(a, last.toA, next.fromA)
      if (same > weight(last) || same > weight(next) || between.some(({ key }) => key === boundaryKey)) break
      // one letter between two small edits is a word of Chinese, not a crumb
      if (weight(last) + weight(next) < 4) break
      // what stands between two additions, or two deletions, stays as it is
      if (isOneSided(last) && isOneSided(next) && inserts(last) === inserts(next)) break
      next = { fromA: last.fromA, toA: next.toA, fromB: last.fromB, toB: next.toB }
      result.pop()
    }
    result.push(next)
  }
  return result
}

const inserts = (edit: TokenEdit): boolean => edit.fromA === edit.toA
const isOneSided = (edit: TokenEdit): boolean => inserts(edit) || edit.fromB === edit.toB

/** Moves a paragraph that came or went to begin with its own boundary, which carries its attributes. */
function slidToBoundary(edit: TokenEdit, floorA: number, floorB: number, a: readonly Token[], b: readonly Token[]): TokenEdit {
  if (!isOneSided(edit)) return edit
  const [tokens, from, to] = inserts(edit) ? [b, edit.fromB, edit.toB] : [a, edit.fromA, edit.toA]
  for (let by = 0; edit.fromA - by >= floorA && edit.fromB - by >= floorB; by++) {
    if (tokens[from - by]?.key === boundaryKey) {
      return { fromA: edit.fromA - by, toA: edit.toA - by, fromB: edit.fromB - by, toB: edit.toB - by }
    }
    if (tokens[from - by - 1]?.key !== tokens[to - by - 1]?.key) return edit
  }
  return edit
}

/** What a phrase begins with, and what one ends with. */
const opening = new Set('（《〈「『【〔［“‘(['.split(''))
const ending = new Set('）》〉」』】〕］”’)]。；，、：！？…'.split(''))

/** How well a stretch stands as a phrase of its own: 《甲》 added before 《乙》 is 《甲》, not 甲》《. */
function phraseScore(tokens: readonly Token[], from: number, to: number): number {
  const key = (index: number): string => tokens[index]?.key ?? boundaryKey
  const begins = key(from - 1) === boundaryKey ? 3 : opening.has(key(from)) || ending.has(key(from - 1)) ? 2 : 0
  return begins + (ending.has(key(to - 1)) && !opening.has(key(from - 1)) ? 1 : 0)
}

/** A row of tokens may be gone through from `A`, `B` on: where the edit before ends, or up to where the next one begins. */
type Limit = { A: number; B: number }

/** Moves what came or went to where it reads as a phrase, as far as the text around it is the same. */
function slidToPhrase(edit: TokenEdit, floor: Limit, ceiling: Limit, a: readonly Token[], b: readonly Token[]): TokenEdit {
  if (!isOneSided(edit)) return edit
  const [tokens, from, to] = inserts(edit) ? [b, edit.fromB, edit.toB] : [a, edit.fromA, edit.toA]
  const same = (left: number, right: number): boolean => tokens[left]?.key === tokens[right]?.key
  let [best, score] = [0, phraseScore(tokens, from, to)]
  const look = (by: number): void => {
    const here = phraseScore(tokens, from + by, to + by)
    if (here > score) [best, score] = [by, here]
  }
  for (let by = -1; edit.fromA + by >= floor.A && edit.fromB + by >= floor.B && same(from + by, to + by); by--) look(by)
  for (let by = 1; edit.toA + by <= ceiling.A && edit.toB + by <= ceiling.B && same(from + by - 1, to + by - 1); by++) look(by)
  return { fromA: edit.fromA + best, toA: edit.toA + best, fromB: edit.fromB + best, toB: edit.toB + best }
}

/** The edits that lead from one row of tokens to another, in order, in bounded time. */
export function tokenDiff(a: readonly Token[], b: readonly Token[]): TokenEdit[] {
  const least = Math.min(a.length, b.length)
  let head = 0
  while (head < least && a[head]?.key === b[head]?.key) head++
  let tail = 0
  while (tail < least - head && a[a.length - 1 - tail]?.key === b[b.length - 1 - tail]?.key) tail++
  const [endA, endB] = [a.length - tail, b.length - tail]
  if (head === endA && head === endB) return []
  const keys = (tokens: readonly Token[], end: number) => tokens.slice(head, end).map(({ key }) => key)
  const inside = head < endA && head < endB ? shortestEdits(keys(a, endA), keys(b, endB)) : null
  const edits = inside?.map(({ fromA, toA, fromB, toB }) => ({
    fromA: fromA + head,
    toA: toA + head,
    fromB: fromB + head,
    toB: toB + head,
  })) ?? [{ fromA: head, toA: endA, fromB: head, toB: endB }]
  let floor: Limit = { A: 0, B: 0 }
  const whole = withoutCrumbs(edits, a, b)
  return whole.map((edit, i) => {
    const next = whole[i + 1]
    const ceiling: Limit = next ? { A: next.fromA, B: next.fromB } : { A: a.length, B: b.length }
    const atBoundary = slidToBoundary(edit, floor.A, floor.B, a, b)
    const slid = atBoundary === edit ? slidToPhrase(edit, floor, ceiling, a, b) : atBoundary
    floor = { A: slid.toA, B: slid.toB }
    return slid
  })
}

/** Edits of tokens as positions. Tokens lie without gaps, so an edit begins where the token before it ends. */
export function positionsOf(
  edits: readonly TokenEdit[],
  a: readonly Token[],
  b: readonly Token[],
  startA: number,
  startB: number,
) {
  const place = (tokens: readonly Token[], index: number, start: number) => tokens[index - 1]?.to ?? start
  return edits.map(({ fromA, toA, fromB, toB }): TextEdit => ({
    fromA: place(a, fromA, startA),
    toA: place(a, toA, startA),
    fromB: place(b, fromB, startB),
    toB: place(b, toB, startB),
  }))
}

/**
 * What differs between the inline content of two textblocks, letter by letter (RV-32): never half a character, words of
 * Latin letters and numbers whole, bounded in time. Looks are not compared. Positions are those of the fragments.
 */
export function textDiff(a: Fragment, b: Fragment): TextEdit[] {
  const tokens = (content: Fragment) => {
    const found: Token[] = []
    addInline(found, content, 0)
    return found
  }
  const [ofA, ofB] = [tokens(a), tokens(b)]
  return positionsOf(tokenDiff(ofA, ofB), ofA, ofB, 0, 0)
}
