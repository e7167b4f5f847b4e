/*
 * The index knows pairs of neighbouring units: a word of two and more is looked for by its pairs, a single character by every
 * pair that begins with it. The last unit of a text is paired with a line's end. Figures say little by their pairs, so a run
 * of digits or letters is known as a whole too, once with what stands before it and once with what comes after (第50, 50号).
 */

const end = 0x0a
const space = 0x20

/** A pair as one number. */
export const pairOf = (first: number, second: number): number => ((first << 16) | second) >>> 0

const isOfRun = (unit: number): boolean => (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a)

/**
 * A run with its neighbour as a number: first units of the private use area, which texts hardly have; where they do, or two runs share a number,
 * a text is found that does not hold it, and falls at its proof.
 */
function runOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  const mixed = (hash ^ (hash >>> 15)) >>> 0
  return pairOf(0xe000 | ((mixed >>> 16) & 0x0fff), mixed & 0xffff)
}

/** Calls `found` with every run: from, and behind. */
function eachRun(text: string, found: (from: number, to: number) => void): void {
  let from = -1
  for (let i = 0; i <= text.length; i++) {
    const inRun = i < text.length && isOfRun(text.charCodeAt(i))
    if (inRun && from < 0) from = i
    if (inRun || from < 0) continue
    found(from, i)
    from = -1
  }
}

/** All pairs and runs of a folded text, each once, in order. */
export function pairsOf(folded: string): Uint32Array {
  const all = new Uint32Array(3 * folded.length)
  let count = 0
  for (let i = 0; i < folded.length; i++) {
    const first = folded.charCodeAt(i)
    if (first === end || first === space) continue
    all[count++] = pairOf(first, i + 1 < folded.length ? folded.charCodeAt(i + 1) : end)
  }
  eachRun(folded, (from, to) => {
    if (from > 0) all[count++] = runOf(folded, from - 1, to)
    if (to < folded.length) all[count++] = runOf(folded, from, to + 1)
  })
  const sorted = all.subarray(0, count).sort()
  let kept = 0
  for (let i = 0; i < count; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[kept++] = sorted[i] ?? 0
  return sorted.slice(0, kept)
}

/** What a text must have to hold a word of two units and more, each once. A run at the word's edge may go on in the text. */
export function pairsOfTerm(term: string): number[] {
  const pairs = new Set<number>()
  for (let i = 0; i + 1 < term.length; i++) pairs.add(pairOf(term.charCodeAt(i), term.charCodeAt(i + 1)))
  eachRun(term, (from, to) => {
    if (from === 0 || to === term.length) return
    pairs.add(runOf(term, from - 1, to))
    pairs.add(runOf(term, from, to + 1))
  })
  return [...pairs]
}
