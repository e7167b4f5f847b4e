import type { Node as PmNode } from 'prosemirror-model'
import type { Paragraph, Piece } from './plain.ts'

/** What a sequence is made of; each level adds to the one before. */
export const levels = [
  { name: 'L1', label: 'insert, delete, replace in a paragraph', kinds: ['insert', 'delete'] },
  { name: 'L2', label: '+ delete, replace over paragraphs', kinds: ['deleteAcross'] },
  { name: 'L3', label: '+ split, join, Enter and type on', kinds: ['split', 'join'] },
  { name: 'L4', label: '+ bold on and off', kinds: ['format'] },
  { name: 'L5', label: '+ block attribute', kinds: ['align'] },
  { name: 'L6', label: '+ list on and off', kinds: ['list'] },
] as const
export type Kind = (typeof levels)[number]['kinds'][number]

/**
 * A place between two letters, told by the letters: so it can be found again in a document that shows struck text, in
 * whatever way. With struck text between the two, `side` says after which of them the caret stands.
 */
export type Place = { before: string | undefined; after: string | undefined; side: 'before' | 'after' }

/** One edit, in terms of what an accepting reader sees. */
export type Operation =
  | { kind: 'insert'; at: Place; piece: Piece }
  | { kind: 'delete' | 'deleteAcross' | 'join'; from: Place; to: Place; piece: Piece | null }
  | { kind: 'split'; at: Place; piece: Piece | null }
  | { kind: 'format'; from: Place; to: Place; bold: boolean }
  | { kind: 'align'; letter: string; value: string | null }
  | { kind: 'list'; letter: string; on: boolean }

/** Seeded choices (mulberry32) and letters that never come twice in one sequence. */
export class Dice {
  private state: number
  private letter = 0x4e00

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(of: number): boolean {
    return this.next() < of
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.int(0, from.length - 1)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  text(low: number, high: number): string {
    return Array.from({ length: this.int(low, high) }, () => String.fromCharCode(this.letter++)).join('')
  }
}

/** 2–5 paragraphs, some centred, now and then an empty one; bold only where a level formats. */
export function startOf(dice: Dice, withBold: boolean): Paragraph[] {
  return Array.from({ length: dice.int(2, 5) }, () => {
    const pieces = [
      { text: dice.text(0, 4), bold: withBold && dice.chance(0.4) },
      { text: dice.text(0, 4), bold: false },
    ]
    return { align: dice.chance(0.3) ? 'center' : null, pieces: pieces.filter((piece) => piece.text) }
  })
}

type Block = { letters: string; listed: boolean }

function blocksOf(doc: PmNode): Block[] {
  const blocks: Block[] = []
  doc.descendants((node, _pos, parent) => {
    if (node.isTextblock) blocks.push({ letters: node.textContent, listed: parent?.type.name === 'list_item' })
    return !node.isTextblock
  })
  return blocks
}

const place = (dice: Dice, { letters }: Block, offset: number): Place => ({
  before: letters[offset - 1],
  after: letters[offset],
  side: dice.pick(['before', 'after'] as const),
})

/** The next edit of a sequence on the plain document, or null where the kind finds nothing to do. */
function operationOf(dice: Dice, kind: Kind, doc: PmNode, withBold: boolean): Operation | null {
  const blocks = blocksOf(doc)
  const full = blocks.flatMap((block, i) => (block.letters ? [i] : []))
  if (!full.length) return null
  const at = (i: number): Block => blocks[i] ?? { letters: '', listed: false }
  const first = dice.pick(full)
  const block = at(first)
  const size = block.letters.length
  const spot = (): Place => place(dice, block, dice.int(0, size))
  const piece = (): Piece => ({ text: dice.text(1, 3), bold: withBold && dice.chance(0.25) })
  const across = (): { from: Place; to: Place } | null => {
    const rest = full.filter((i) => i > first && i <= first + 3)
    if (!rest.length) return null
    const last = at(dice.pick(rest))
    return { from: spot(), to: place(dice, last, dice.int(0, last.letters.length)) }
  }
  switch (kind) {
    case 'insert':
      return { kind, at: spot(), piece: piece() }
    case 'delete': {
      const from = dice.int(0, size - 1)
      const to = dice.int(from + 1, Math.min(size, from + 4))
      return { kind, from: place(dice, block, from), to: place(dice, block, to), piece: dice.chance(0.4) ? piece() : null }
    }
    case 'deleteAcross': {
      const range = across()
      return range && { kind, ...range, piece: dice.chance(0.4) ? piece() : null }
    }
    case 'split':
      return { kind, at: spot(), piece: dice.chance(0.4) ? piece() : null }
    case 'join': {
      const next = at(first + 1)
      return next.letters ? { kind, from: place(dice, block, size), to: place(dice, next, 0), piece: null } : null
    }
    case 'format': {
      const bold = dice.chance(0.5)
      const wide = dice.chance(0.3) ? across() : null
      if (wide) return { kind, ...wide, bold }
      const from = dice.int(0, size - 1)
      return { kind, from: place(dice, block, from), to: place(dice, block, dice.int(from + 1, size)), bold }
    }
    case 'align':
      return { kind, letter: block.letters.charAt(0), value: dice.pick([null, 'center', 'right']) }
    case 'list':
      return { kind, letter: block.letters.charAt(0), on: !block.listed }
  }
}

/** A random edit among these kinds. */
export function nextOperation(dice: Dice, kinds: readonly Kind[], doc: PmNode, withBold: boolean): Operation | null {
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = operationOf(dice, dice.pick(kinds), doc, withBold)
    if (found) return found
  }
  return null
}
