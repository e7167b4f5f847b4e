import type { Node as PmNode } from 'prosemirror-model'
import { textDiff } from './text-diff.ts'

/** A run of a block's text; `own`: only this side has it. */
export type Piece = { text: string; own: boolean }

/** A place where two texts say different things, block by block; a side without the block is empty. `element` names a 要素. */
export type Difference = { element: string | null; mine: Piece[]; theirs: Piece[] }

type Block = { key: string; element: string | null; node: PmNode }

/** Textblocks in reading order; elements go by their names, paragraphs by their ids. */
function blocksOf(doc: PmNode): Block[] {
  const found: Block[] = []
  doc.descendants((node, _pos, parent) => {
    if (!node.isTextblock) return true
    const element = parent?.type.name === 'header' ? node.type.name : null
    found.push({ key: element ?? String(node.attrs['id']), element, node })
    return false
  })
  return found
}

/** What is said in a block, with leaves such as pictures as one sign. */
const wordsOf = (node: PmNode): string => node.textBetween(0, node.content.size, '', '￼')

/** A side's text cut at the edits: `from`/`to` pick the side. */
function piecesOf(node: PmNode, cuts: readonly { from: number; to: number }[]): Piece[] {
  const pieces: Piece[] = []
  const add = (from: number, to: number, own: boolean): void => {
    if (to > from) pieces.push({ text: node.textBetween(from, to, '', '￼'), own })
  }
  let at = 0
  for (const { from, to } of cuts) {
    add(at, from, false)
    add(from, to, true)
    at = to
  }
  add(at, node.content.size, false)
  return pieces
}

const whole = (node: PmNode): Piece[] => {
  const text = wordsOf(node)
  return text === '' ? [] : [{ text, own: true }]
}

function between(mine: Block, theirs: Block): Difference | undefined {
  const edits = textDiff(mine.node.content, theirs.node.content)
  if (edits.length === 0) return undefined
  return {
    element: mine.element,
    mine: piecesOf(
      mine.node,
      edits.map(({ fromA, toA }) => ({ from: fromA, to: toA })),
    ),
    theirs: piecesOf(
      theirs.node,
      edits.map(({ fromB, toB }) => ({ from: fromB, to: toB })),
    ),
  }
}

/**
 * Where two texts of one document differ in words, for reading them side by side (需处理, UI-11): blocks are the same by
 * their ids, in the order of `mine`; a block only `theirs` has stands behind the one before it. Looks are not compared.
 */
export function differingBlocks(mine: PmNode, theirs: PmNode): Difference[] {
  const ofMine = blocksOf(mine)
  const ofTheirs = blocksOf(theirs)
  const here = new Set(ofMine.map(({ key }) => key))
  const there = new Map(ofTheirs.map((block) => [block.key, block]))
  /** blocks that only they have, by the block they follow */
  const following = new Map<string, Block[]>()
  let last = ''
  for (const block of ofTheirs) {
    if (here.has(block.key)) last = block.key
    else following.set(last, [...(following.get(last) ?? []), block])
  }
  const onlyTheirs = (after: string): Difference[] =>
    (following.get(after) ?? [])
      .map((block) => ({ element: block.element, mine: [], theirs: whole(block.node) }))
      .filter((one) => one.theirs.length > 0)
  const found = onlyTheirs('')
  for (const block of ofMine) {
    const other = there.get(block.key)
    const difference = other ? between(block, other) : { element: block.element, mine: whole(block.node), theirs: [] }
    if (difference && difference.mine.length + difference.theirs.length > 0) found.push(difference)
    found.push(...onlyTheirs(block.key))
  }
  return found
}
