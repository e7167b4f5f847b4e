import { Fragment, Slice, type Node as PmNode, type ResolvedPos } from 'prosemirror-model'
import { ReplaceStep } from 'prosemirror-transform'
import { schema, type Entry, type Who } from '../document/schema.ts'
import { blocksOf, graftBlock, graftInline, inlineOf } from './graft.ts'
import { insertsApart, neighbour, newWho, type Pen } from './pen.ts'
import { headIndex, isDeadBlock, nearestLivePlace } from './place.ts'
import { strike, Striker, type StrikePlan } from './strike.ts'
import { idOf, isElement, isParagraph, sameValue } from './who.ts'

/** Index of the step that put exactly the new content in, so that later positions inside it survive; -1 if none did. */
export type Mirror = number
export const none: Mirror = -1

const isInlineSlice = (slice: Slice): boolean => slice.content.firstChild?.isInline ?? false

/**
 * Who deletes and who inserts: a replacement is one change with two sides (RV-03). In a group, what replaces my own
 * unsent text belongs to that text, not to the group (RV-24).
 */
export function sign(pen: Pen, doc: PmNode, plan: StrikePlan, from: number, to: number, inserts: boolean) {
  const del = plan.marks ? (neighbour(pen, doc, from, to, 'delete') ?? newWho(pen, 'delete')) : undefined
  if (!inserts) return { del, ins: undefined }
  if (del && !insertsApart(pen)) return { del, ins: del }
  const continues = !pen.bond || plan.ops.some((op) => op.do === 'remove')
  const ins = (continues ? neighbour(pen, doc, to, to, 'insert') : undefined) ?? newWho(pen, 'insert')
  return { del, ins }
}

/** The attributes of the second half of a split: those of the paragraph as it reads, joins included. */
function splitAttributes($pos: ResolvedPos, last: PmNode): Readonly<Record<string, unknown>> {
  const container = $pos.node(-1)
  const head = container.child(headIndex(container, $pos.index(-1)))
  const here = $pos.parent
  const attrs: Record<string, unknown> = { ...last.attrs }
  // a copy of this paragraph takes its looks from the run it belongs to; pasted or chosen attributes stay
  if (head === here || idOf(last) !== idOf(here)) return attrs
  for (const name of Object.keys(attrs)) if (sameValue(attrs[name], here.attrs[name])) attrs[name] = head.attrs[name]
  return attrs
}

/** Inserts a slice at a place in a textblock as new content. */
export function insertAt(pen: Pen, pos: number, slice: Slice, who: Who): Mirror {
  const $pos = pen.tr.doc.resolve(pos)
  const step = (content: Slice): Mirror => {
    if (!content.size) return none
    pen.tr.step(new ReplaceStep(pos, pos, content))
    return content.size === slice.size ? pen.tr.steps.length - 1 : none
  }
  if (!isParagraph($pos.parent)) return step(new Slice(graftInline(inlineOf(slice.content), who), 0, 0))
  if (isInlineSlice(slice)) return step(new Slice(graftInline(slice.content, who), 0, 0))
  const inBody = $pos.node(-1).type.name === 'body'
  const blocks = blocksOf(slice.content, inBody)
  const first = slice.openStart > 0 && isParagraph(blocks[0]) ? blocks.shift() : undefined
  const last = slice.openEnd > 0 && isParagraph(blocks.at(-1)) ? blocks.pop() : undefined
  if (first && !last && !blocks.length) return step(new Slice(graftInline(first.content, who), 0, 0))
  const paragraph = schema.node('paragraph')
  const split: Entry[] = [{ ...who, k: 'brkIns' }]
  const tail = last ?? paragraph.type.create($pos.parent.attrs)
  const nodes = [
    paragraph.copy(graftInline((first ?? paragraph).content, who)),
    ...blocks.map((node) => graftBlock(node, who, pen.ctx, isParagraph(node) ? split : [{ ...who, k: 'blkIns' }])),
    graftBlock(tail.type.create(splitAttributes($pos, tail), tail.content), who, pen.ctx, split),
  ]
  return step(new Slice(Fragment.fromArray(nodes), 1, 1))
}

/** Strikes by plan and inserts at `pos`; what is inserted comes after what is struck. */
export function strikeAndInsert(
  pen: Pen,
  plan: StrikePlan,
  pos: number,
  end: number,
  del: Who | undefined,
  insert: (at: number) => Mirror,
): Mirror {
  const who = del ?? { id: '', author: '', at: 0, step: '' }
  if (pos >= end) {
    const mirror = insert(pos)
    strike(pen, plan, who)
    return mirror
  }
  const before = pen.tr.steps.length
  strike(pen, plan, who)
  return insert(pen.tr.mapping.slice(before).map(pos, -1))
}

/** Moves the end of a deletion that stands in a struck block to the live paragraph beyond it, so a join joins text. */
function beyondDead(doc: PmNode, pos: number, direction: -1 | 1): number {
  const $pos = doc.resolve(pos)
  const container = $pos.node(-1)
  let index = $pos.index(-1)
  if (!isDeadBlock(container, index)) return pos
  let at = direction < 0 ? $pos.before() : $pos.after()
  for (;;) {
    index += direction
    if (index < 0 || index >= container.childCount) return pos
    const node = container.child(index)
    if (!isDeadBlock(container, index)) return isParagraph(node) ? at + direction : pos
    at += direction * node.nodeSize
  }
}

/** A replacement between two places in the text of one container, or within one element (RV-01…RV-03, RV-06). */
export function replaceText(pen: Pen, rawFrom: number, rawTo: number, slice: Slice): Mirror {
  const doc = pen.tr.doc
  const apart = doc.resolve(rawFrom).parent !== doc.resolve(rawTo).parent
  const from = apart ? beyondDead(doc, rawFrom, -1) : rawFrom
  const to = apart ? beyondDead(doc, rawTo, 1) : rawTo
  const striker = new Striker(pen, doc)
  const $from = doc.resolve(from)
  if (!apart) striker.text(from, to)
  else striker.run($from.node(-1), $from.start(-1), from, to)
  const plan = striker.plan()
  const content = isElement($from.parent) ? new Slice(inlineOf(slice.content), 0, 0) : slice
  const { del, ins } = sign(pen, doc, plan, from, to, content.size > 0)
  return strikeAndInsert(pen, plan, nearestLivePlace(doc, to), to, del, (at) => (ins ? insertAt(pen, at, content, ins) : none))
}
