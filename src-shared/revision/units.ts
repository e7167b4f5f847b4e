import type { Node as PmNode } from 'prosemirror-model'

/**
 * The header and every block of the body with its position. An edit leaves all of them but one or two as they are, so
 * what is read from a unit can be kept by node, with positions relative to it.
 */
export function eachUnit(doc: PmNode, act: (unit: PmNode, pos: number) => void): void {
  let pos = 0
  for (const part of doc.children) {
    if (part.type.name === 'body') {
      let at = pos + 1
      for (const block of part.children) {
        act(block, at)
        at += block.nodeSize
      }
    } else act(part, pos)
    pos += part.nodeSize
  }
}
