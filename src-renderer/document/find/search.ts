import type { Node as PmNode } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { liveBlocks } from '../../../src-shared/document/live-blocks.ts'
import { isStruck } from '../../../src-shared/revision/who.ts'
import { groupMeta } from '../../../src-shared/revision/track.ts'
import { paperOrder } from '../editor/areas.ts'

/** A stretch of the document whose living text is what was looked for. */
export type Match = { from: number; to: number }

/** Lower case where that keeps every letter at its place, as it does for all but a few letters of the world. */
const folded = (text: string): string => {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

/** Words on both sides of a picture are not one word, and replacing them must not take the picture away. */
function holdsPicture(doc: PmNode, { from, to }: Match): boolean {
  let holds = false
  doc.nodesBetween(from, to, (node) => {
    holds ||= node.type.name === 'image' && !isStruck(node)
  })
  return holds
}

/**
 * Where `query` stands in the text as it reads if every open change is accepted: struck words are neither found nor in the
 * way of what stands around them (UI-48). In the order of the paper; upper and lower case are one. Pure.
 */
export function findAll(doc: PmNode, query: string): Match[] {
  const wanted = folded(query)
  if (wanted === '') return []
  const ranked = liveBlocks(doc).map((block, i) => ({
    block,
    rank: paperOrder.indexOf(block.place === 'paragraph' ? 'body' : block.place),
    i,
  }))
  ranked.sort((a, b) => a.rank - b.rank || a.i - b.i)
  return ranked.flatMap(({ block }) => {
    const text = folded(block.text)
    const found: Match[] = []
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
      found.push({ from: block.at(at), to: block.at(at + wanted.length - 1) + 1 })
    return found.filter((match) => !holdsPicture(doc, match))
  })
}

/**
 * Replaces these matches in one transaction: one undo, and while changes are tracked one change, because the group travels
 * under one id (RV-24, UI-48). `group` is left out where a single match is replaced.
 */
export function replaceMatches(state: EditorState, matches: readonly Match[], words: string, group: boolean): Transaction {
  const tr = state.tr
  for (const { from, to } of matches.toSorted((a, b) => b.from - a.from)) {
    if (words === '') tr.delete(from, to)
    else tr.insertText(words, from, to)
  }
  return group ? tr.setMeta(groupMeta, true) : tr
}

/** The match to go to from a position: the one at or after it, else the first. -1 where there is none. */
export function matchFrom(matches: readonly Match[], pos: number): number {
  const next = matches.findIndex((match) => match.from >= pos)
  return next >= 0 ? next : matches.length ? 0 : -1
}
