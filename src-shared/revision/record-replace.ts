import { Fragment, Slice, type ResolvedPos } from 'prosemirror-model'
import type { Who } from '../document/schema.ts'
import { inlineOf, peel } from './graft.ts'
import { movedBy, type Pen } from './pen.ts'
import { containerDepth, nearestLivePlace, sameContainer } from './place.ts'
import { recordAttributes } from './record-attributes.ts'
import { replaceBlocks, updateBlock, updateElement } from './record-blocks.ts'
import { insertAt, none, replaceText, sign, strikeAndInsert, type Mirror } from './record-text.ts'
import { Striker } from './strike.ts'
import { idOf, isElement } from './who.ts'

/** A range over several containers: text is struck where it stands, nothing is joined, whole body blocks go (RV-13). */
function replaceAcross(pen: Pen, $from: ResolvedPos, $to: ResolvedPos, slice: Slice): Mirror {
  const doc = pen.tr.doc
  const striker = new Striker(pen, doc)
  const body = doc.lastChild
  const bodyStart = doc.content.size - (body?.nodeSize ?? 0) + 1
  striker.replaced = true
  striker.text($from.pos, Math.min($to.pos, bodyStart))
  let pos = bodyStart
  body?.children.forEach((child, index) => {
    const end = pos + child.nodeSize
    if (pos >= $from.pos && end <= $to.pos && child.type.name === 'table') striker.blocks(body, bodyStart, index, index + 1)
    else striker.text(Math.max(pos, $from.pos), Math.min(end, $to.pos))
    pos = end
  })
  const plan = striker.plan()
  const content = inlineOf(slice.content)
  const { del, ins } = sign(pen, doc, plan, $from.pos, $from.pos, content.size > 0)
  const place = $from.parent.inlineContent
    ? $from.end()
    : $to.parent.inlineContent
      ? $to.pos
      : nearestLivePlace(doc, bodyStart + 1)
  return strikeAndInsert(pen, plan, place, $to.pos, del, (at) =>
    ins && pen.tr.doc.resolve(at).parent.inlineContent ? insertAt(pen, at, new Slice(content, 0, 0), ins) : none,
  )
}

/** Records a replacement whose ends lie in different containers; false when they do not. */
export function recordAcross(pen: Pen, from: number, to: number, slice: Slice): boolean {
  const $from = pen.tr.doc.resolve(from)
  const $to = pen.tr.doc.resolve(to)
  const apart = !sameContainer($from, $to) || ($from.parent !== $to.parent && isElement($from.parent))
  if (apart) replaceAcross(pen, $from, $to, slice)
  return apart
}

/** Records an arbitrary replacement (RV-01…RV-03, RV-06, RV-08, RV-13). */
export function recordReplace(pen: Pen, from: number, to: number, raw: Slice, who: () => Who): Mirror {
  const doc = pen.tr.doc
  const $from = doc.resolve(from)
  const $to = doc.resolve(to)
  const inText = $from.parent.inlineContent && $to.parent.inlineContent
  const kind = $from.node(containerDepth($from)).type.name
  if ((kind === 'doc' || kind === 'header') && !$from.parent.inlineContent && sameContainer($from, $to)) {
    return replaceHeaderOrDoc(pen, $from, $to, raw, who)
  }
  if (inText && $from.parent === $to.parent) return replaceText(pen, from, to, peel(raw))
  if (!sameContainer($from, $to) || kind === 'header' || kind === 'doc') return replaceAcross(pen, $from, $to, raw)
  const slice = peel(raw)
  if (inText) return replaceText(pen, from, to, slice)
  if (!$from.parent.inlineContent && !$to.parent.inlineContent) return replaceBlocks(pen, $from, $to, slice.content.content, who)
  const blocks = slice.content.content
  const moved = movedBy(pen)
  if ($from.parent.inlineContent) {
    // from inside a paragraph to behind a block: the rest of the paragraph, and the blocks after it
    const first = slice.openStart > 0 ? blocks[0] : undefined
    const $after = doc.resolve($from.after())
    replaceBlocks(pen, $after, $to, first ? blocks.slice(1) : blocks, who)
    const start = moved(from, 1)
    const end = Math.max(start, moved($from.end(), -1))
    return replaceText(pen, start, end, new Slice(first ? inlineOf(first.content) : Fragment.empty, 0, 0))
  }
  const last = slice.openEnd > 0 ? blocks.at(-1) : undefined
  replaceText(pen, $to.start(), to, new Slice(last ? inlineOf(last.content) : Fragment.empty, 0, 0))
  const now = (pos: number) => pen.tr.doc.resolve(moved(pos, 1))
  if (last) recordAttributes(pen, now($to.before()).pos, last.attrs, who)
  return replaceBlocks(pen, now(from), now($to.before()), last ? blocks.slice(0, -1) : blocks, who)
}

/** Replaces header elements or the two halves of the document: their structure is fixed, only content changes. */
function replaceHeaderOrDoc(pen: Pen, $from: ResolvedPos, $to: ResolvedPos, slice: Slice, who: () => Who): Mirror {
  const parent = $from.parent
  let pos = $to.pos
  for (let index = $to.index() - 1; index >= $from.index(); index--) {
    const node = parent.child(index)
    pos -= node.nodeSize
    const now = slice.content.content.find((other) => other.type === node.type) ?? node.type.createAndFill()
    if (!now) continue
    if (node.type.name === 'body')
      replaceBlocks(pen, pen.tr.doc.resolve(pos + 1), pen.tr.doc.resolve(pos + node.nodeSize - 1), now.children, who)
    else if (node.type.name === 'header') {
      now.children.forEach((element, i) => updateElement(pen, pos, i, element, who))
      if (idOf(now) !== null) recordAttributes(pen, pos, now.attrs, who)
    } else updateBlock(pen, pos, now, who)
  }
  return none
}
