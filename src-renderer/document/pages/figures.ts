import type { Node as PmNode } from 'prosemirror-model'
import { Decoration } from 'prosemirror-view'
import { slackOf } from '../../../src-shared/paper/breaks.ts'
import { columnMm } from '../../../src-shared/document/picture-size.ts'
import { pitch } from '../../../src-shared/paper/measures.ts'
import { linePx } from '../../paper/units.ts'
import { pxPerMm } from './place.ts'

/*
 * Pictures stand on lines of their own, as on paper: what is left of the column beside them, and of their lines above and
 * below, is a margin of the picture, so nothing stands in the text for it.
 */

/**
 * What stands around a picture, in px. `most`: how wide it is where paper made it smaller than the text asks, else null. `first`:
 * the first of those side by side.
 */
export type PictureRoom = {
  most: number | null
  above: number
  below: number
  left: number
  right: number
  first: boolean
}

// rounding must not send the end of the line to the next one
const hair = 0.5

/** The room of each picture in a laid out figure that is so many lines high. */
export function roomsOf(figure: HTMLElement, lines: number): PictureRoom[] {
  const column = figure.getBoundingClientRect()
  const images = [...figure.querySelectorAll('img')]
  const boxes = images.map((one) => one.getBoundingClientRect())
  const height = (lines + slackOf(lines)) * linePx
  return boxes.map((box, i) => ({
    most: images[i]?.dataset['shrunk'] === 'true' || box.height > columnMm.height * pxPerMm - 1 ? box.width : null,
    above: (height - box.height) / 2,
    below: (height - box.height) / 2,
    left: i === 0 ? Math.max(0, box.left - column.left) : 0,
    right: i === images.length - 1 ? Math.max(0, column.right - box.right - hair) : 0,
    first: i === 0,
  }))
}

const isText = (node: PmNode | null | undefined): boolean => node?.isText === true && (node.text ?? '').trim() !== ''

/** How wide blanks are at most, in px. */
const widthOf = (blanks: PmNode): number => (blanks.text ?? '').length * pitch * pxPerMm

/** Of the room beside the pictures of a figure, the part that blanks between them in the text leave. */
function shareLeft(nodes: readonly PmNode[], rooms: readonly PictureRoom[]): number {
  let [blanks, pending, seen] = [0, 0, 0]
  for (const node of nodes) {
    if (node.isText && !isText(node)) pending += widthOf(node)
    else if (node.type.name !== 'image' || (seen > 0 && rooms[seen]?.first !== false)) break
    else {
      blanks += seen > 0 ? pending : 0
      pending = 0
      seen += 1
    }
  }
  const room = (rooms[0]?.left ?? 0) + (rooms[seen - 1]?.right ?? 0)
  return room > 0 ? Math.max(0, 1 - blanks / room) : 0
}

/** Decorations that give the pictures of a paragraph at `pos` their room. */
export function figureDecorations(paragraph: PmNode, pos: number, rooms: readonly PictureRoom[]): Decoration[] {
  const all: Decoration[] = []
  const nodes = paragraph.content.content
  let drawn = 0
  let share = 1
  paragraph.forEach((node, offset, index) => {
    const room = node.type.name === 'image' ? rooms[drawn] : undefined
    if (!room) return
    if (room.first) share = shareLeft(nodes.slice(index), rooms.slice(drawn))
    drawn += 1
    const next = nodes[index + 1]
    // blanks behind pictures stand on their line
    const right = Math.max(0, room.right * share - (next?.isText && !isText(next) ? widthOf(next) : 0))
    const margin = [room.above, right, room.below, room.left * share].map((px) => `${px.toFixed(2)}px`).join(' ')
    const most = room.most === null ? '' : `; --most: ${room.most.toFixed(2)}px`
    // the line before it is the last of its text
    const turns = room.first && isText(nodes[index - 1])
    const attrs = turns ? { nodeName: 'span', class: 'pg-picture turns' } : { class: 'pg-picture' }
    const from = pos + 1 + offset
    all.push(Decoration.node(from, from + node.nodeSize, { ...attrs, style: `--room: ${margin}${most}` }))
  })
  return all
}
