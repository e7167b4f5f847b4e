import type { Node as PmNode } from 'prosemirror-model'
import { elementNames, entriesOf, type ElementName } from './schema.ts'

/** Where a piece of text stands: a 要素, or the body. */
export type BlockPlace = ElementName | 'paragraph'

export type LiveBlock = {
  place: BlockPlace
  /** id of the block the text begins in */
  id: string | null
  /** the text as it stands if every open change is accepted */
  text: string
  style: string
  inTable: boolean
  /** the document position of a character of `text`, by its offset; the end for an offset behind the last */
  at: (offset: number) => number
}

type Segment = { offset: number; pos: number; length: number }

/**
 * The textblocks of the final projection (最终稿) with the way back to document positions: struck text and struck
 * blocks left out, paragraphs whose boundary is struck read as one.
 */
export function liveBlocks(doc: PmNode): LiveBlock[] {
  const blocks: (LiveBlock & { segments: Segment[]; end: number })[] = []
  doc.descendants((node, pos, parent) => {
    const entries = entriesOf(node)
    if (entries.some((e) => e.k === 'blkDel')) return false
    if (!node.isTextblock) return true
    const name = node.type.name
    const place = elementNames.find((element) => element === name) ?? 'paragraph'
    const previous = blocks.at(-1)
    const joins = place === 'paragraph' && previous?.place === 'paragraph' && entries.some((e) => e.k === 'brkDel')
    const block = joins ? previous : fresh(node, place, pos, parent?.type.name === 'tableCell')
    if (!joins) blocks.push(block)
    readInline(node, pos + 1, block)
    return false
  })
  return blocks
}

function fresh(node: PmNode, place: BlockPlace, pos: number, inTable: boolean): LiveBlock & { segments: Segment[]; end: number } {
  const id = node.attrs['id'] as string | null
  const style = String(node.attrs['style'] ?? '')
  const block = {
    place,
    id,
    text: '',
    style,
    inTable,
    segments: [] as Segment[],
    end: pos + 1,
    at: (_offset: number): number => pos + 1,
  }
  block.at = (offset) => {
    const segment = block.segments.findLast((s) => s.offset <= offset)
    if (!segment) return block.end
    return segment.pos + Math.min(offset - segment.offset, segment.length)
  }
  return block
}

function readInline(node: PmNode, start: number, block: { text: string; segments: Segment[]; end: number }): void {
  node.forEach((child, offset) => {
    const pos = start + offset
    if (child.marks.some((m) => m.type.name === 'del')) return
    const text = child.isText ? (child.text ?? '') : child.type.name === 'hardBreak' ? '\n' : ''
    if (text === '') return
    block.segments.push({ offset: block.text.length, pos, length: text.length })
    block.text += text
  })
  if (block.segments.length === 0) block.end = start
}
