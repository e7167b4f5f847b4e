import type { Node as PmNode } from 'prosemirror-model'
import { entriesOf } from '../../../src-shared/document/schema.ts'

const has = (node: PmNode, kind: string) => entriesOf(node).some((entry) => entry.k === kind)
const isStruck = (node: PmNode) => node.marks.some((mark) => mark.type.name === 'del')

/** One block as an accepting reader sees it, with its places in the marked document. */
export type LiveBlock = {
  kind: 'text' | 'table'
  /** which container it stands in: position of the container's content start in the marked document */
  container: number
  containerType: string
  element: string | null
  /** before the first and after the last block that make it up */
  before: number
  after: number
  /** content start of the first and content end of the last paragraph */
  start: number
  end: number
  /** positions of live letters */
  letters: number[]
  /** positions before members after the first */
  members: number[]
}

export type LiveRow = { pos: number; end: number; cells: { pos: number; end: number }[] }
export type LiveTable = { pos: number; end: number; rows: LiveRow[] }

function lettersOf(node: PmNode, start: number): number[] {
  const letters: number[] = []
  node.forEach((child, offset) => {
    if (isStruck(child)) return
    for (let i = 0; i < child.nodeSize; i++) letters.push(start + offset + i)
  })
  return letters
}

function hasLiveText(node: PmNode): boolean {
  let live = false
  node.descendants((child) => {
    if (child.isInline && !isStruck(child)) live = true
    return !live
  })
  return live
}

/** All blocks that are alive, in document order. On a document without tracking these are simply its blocks. */
export function liveBlocks(doc: PmNode): { blocks: LiveBlock[]; tables: LiveTable[] } {
  const blocks: LiveBlock[] = []
  const tables: LiveTable[] = []
  const container = (node: PmNode, start: number) => {
    let pos = start
    let group: LiveBlock | null = null
    let dead = false
    const close = () => {
      if (group && !(dead && !group.letters.length)) blocks.push(group)
      group = null
    }
    node.forEach((child) => {
      const end = pos + child.nodeSize
      if (child.isTextblock) {
        if (group && has(child, 'brkDel')) {
          group.letters.push(...lettersOf(child, pos + 1))
          group.after = end
          group.end = end - 1
          group.members.push(pos)
        } else {
          close()
          dead = has(child, 'blkDel')
          group = {
            kind: 'text',
            container: start,
            containerType: node.type.name,
            element: child.type.name === 'paragraph' ? null : child.type.name,
            before: pos,
            after: end,
            start: pos + 1,
            end: end - 1,
            letters: lettersOf(child, pos + 1),
            members: [],
          }
        }
      } else if (has(child, 'blkDel') && !hasLiveText(child)) {
        // struck tables are no obstacle for a join
      } else {
        close()
        blocks.push({
          kind: 'table',
          container: start,
          containerType: node.type.name,
          element: null,
          before: pos,
          after: end,
          start: pos,
          end,
          letters: [],
          members: [],
        })
        const table: LiveTable = { pos, end, rows: [] }
        child.forEach((row, rowOffset) => {
          if (has(row, 'blkDel') && !hasLiveText(row)) return
          const rowPos = pos + 1 + rowOffset
          const cells: { pos: number; end: number }[] = []
          row.forEach((cell, cellOffset) => {
            if (has(cell, 'blkDel') && !hasLiveText(cell)) return
            const cellPos = rowPos + 1 + cellOffset
            cells.push({ pos: cellPos, end: cellPos + cell.nodeSize })
            container(cell, cellPos + 1)
          })
          if (cells.length) table.rows.push({ pos: rowPos, end: rowPos + row.nodeSize, cells })
        })
        tables.push(table)
      }
      pos = end
    })
    close()
  }
  doc.forEach((part, offset) => container(part, offset + 1))
  return { blocks, tables }
}

/** The position of a place: as far left as it can stand, or as far right. */
export function positionOf(block: LiveBlock, offset: number, side: 'left' | 'right'): number {
  const before = block.letters[offset - 1]
  const after = block.letters[offset]
  if (side === 'left') return before === undefined ? block.start : before + 1
  return after === undefined ? block.end : after
}
