import type { Mark, Node as PmNode } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { schema } from '../../../src-shared/document/schema.ts'
import { liveBlocks, positionOf, type LiveBlock, type LiveTable } from './live.ts'
import type { Random } from './random.ts'

/**
 * An edit as a plain editor makes it, told in terms of what an accepting reader sees, so that the same edit can be
 * made on the marked document and on the accepted one.
 */
export type Operation = { name: string; run: (state: EditorState) => Transaction }

export type Sides = { left: 'left' | 'right'; right: 'left' | 'right' }
export type Scene = { blocks: LiveBlock[]; tables: LiveTable[]; doc: PmNode }

export const scene = (doc: PmNode): Scene => ({ ...liveBlocks(doc), doc })
export const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index]
  if (found === undefined) throw new Error(`scene has no item ${index}`)
  return found
}

export const texts = (blocks: readonly LiveBlock[], where: (block: LiveBlock) => boolean = () => true) =>
  blocks.flatMap((block, i) => (block.kind === 'text' && where(block) ? [i] : []))
export const inBody = (block: LiveBlock) => block.element === null

export function sidesOf(random: Random): Sides {
  return { left: random.pick(['left', 'right'] as const), right: random.pick(['left', 'right'] as const) }
}

/** Range between two places; both ends may stand anywhere between struck letters. */
export function rangeOf(
  blocks: readonly LiveBlock[],
  from: [number, number],
  to: [number, number],
  sides: Sides,
): [number, number] {
  const a = positionOf(at(blocks, from[0]), from[1], sides.left)
  const b = positionOf(at(blocks, to[0]), to[1], sides.right)
  return a <= b ? [a, b] : [b, b]
}

export function marksFor(random: Random): Mark[] {
  return random.chance(0.25) ? [schema.mark('strong')] : []
}

/** Makes a random operation that fits the scene, or none where it has no place for one. */
export type Maker = (random: Random, scene: Scene) => Operation | null

/** Two places in different blocks of one container. */
export function spread(random: Random, { blocks }: Scene): { from: [number, number]; to: [number, number] } | null {
  const first = random.pick(texts(blocks, inBody))
  const rest = texts(blocks).filter((i) => i > first && i <= first + 3 && at(blocks, i).container === at(blocks, first).container)
  if (!rest.length) return null
  const last = random.pick(rest)
  return {
    from: [first, random.int(0, at(blocks, first).letters.length)],
    to: [last, random.int(0, at(blocks, last).letters.length)],
  }
}

export const twice = (pos: number): [number, number] => [pos, pos]
