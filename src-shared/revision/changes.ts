import type { Mark, Node as PmNode } from 'prosemirror-model'
import { entriesOf, type AttrValue, type Entry, type Who } from '../document/schema.ts'
import type { Change, ChangeKind } from './types.ts'
import { delType, fmtType, insType, isTrackingMark, whoOf } from './who.ts'

const textLimit = 200

/** One bit per way a change can show, so that thousands of changes are gathered without a set each. */
const bit = { ins: 1, del: 2, fmt: 4, brkIns: 8, brkDel: 16, blkIns: 32, blkDel: 64, attr: 128 } as const satisfies Record<
  Entry['k'] | 'ins' | 'del' | 'fmt',
  number
>

/** A change that is being gathered, and what has been seen of it so far. */
type Gathered = { change: Change; seen: number }

function kindOf(seen: number): ChangeKind {
  const inserts = (seen & (bit.ins | bit.blkIns)) !== 0
  const deletes = (seen & (bit.del | bit.blkDel)) !== 0
  if (deletes && (inserts || (seen & bit.brkIns) !== 0)) return 'replace'
  if (seen & bit.blkIns) return 'insertBlock'
  if (seen & bit.blkDel) return 'deleteBlock'
  if (inserts) return 'insert'
  if (deletes) return 'delete'
  if (seen & bit.brkIns) return 'split'
  if (seen & bit.brkDel) return 'join'
  return seen & bit.fmt ? 'format' : 'attribute'
}

const moveIdOf = (of: Mark | Entry): string | undefined =>
  'attrs' in of ? ((of.attrs['moveId'] as string | null | undefined) ?? undefined) : of.moveId

const append = (text: string, more: string) =>
  text.length >= textLimit ? text : text === '' && more.length <= textLimit ? more : (text + more).slice(0, textLimit)

function gather(found: Map<string, Gathered>, id: string, of: Mark | Entry, from: number, to: number, place: string): Gathered {
  const known = found.get(id)
  if (known) {
    if (to > known.change.to) known.change.to = to
    if (from < known.change.from) known.change.from = from
    return known
  }
  const { author, at, step } = whoOf(of)
  const fresh: Gathered = {
    change: {
      id,
      author,
      at,
      step,
      kind: 'insert',
      from,
      to,
      place,
      oldText: '',
      newText: '',
      attribute: undefined,
      moveId: moveIdOf(of),
    },
    seen: 0,
  }
  found.set(id, fresh)
  return fresh
}

function readEntries(found: Map<string, Gathered>, node: PmNode, pos: number): void {
  for (const entry of entriesOf(node)) {
    const boundary = entry.k === 'brkIns' || entry.k === 'brkDel'
    const end = boundary || (entry.k === 'attr' && node.type.name === 'header') ? pos + 1 : pos + node.nodeSize
    const gathered = gather(found, entry.id, entry, boundary ? Math.max(0, pos - 1) : pos, end, node.type.name)
    const { change } = gathered
    gathered.seen |= bit[entry.k]
    if (entry.k === 'brkIns' && change.newText) change.newText = append(change.newText, '\n')
    if (entry.k === 'brkDel' && change.oldText) change.oldText = append(change.oldText, '\n')
    if (entry.k === 'attr') change.attribute ??= { name: entry.name, old: entry.old, new: entry.new }
  }
}

function readMarks(found: Map<string, Gathered>, node: PmNode, pos: number, place: string): void {
  for (const mark of node.marks) {
    const { type, attrs } = mark
    if (type !== insType && type !== delType && type !== fmtType) continue
    const gathered = gather(found, attrs['id'] as string, mark, pos, pos + node.nodeSize, place)
    const { change } = gathered
    const text = node.text ?? (node.type.name === 'hardBreak' ? '\n' : '')
    if (type === insType) {
      gathered.seen |= bit.ins
      change.newText = append(change.newText, text)
    } else if (type === delType) {
      gathered.seen |= bit.del
      change.oldText = append(change.oldText, text)
    } else {
      gathered.seen |= bit.fmt
      change.attribute ??= { name: String(attrs['mark']), old: attrs['old'] as AttrValue, new: attrs['new'] as AttrValue }
    }
  }
}

function walk(found: Map<string, Gathered>, parent: PmNode, start: number): void {
  const place = parent.type.name
  let pos = start
  for (const node of parent.children) {
    if (node.isInline) {
      if (node.marks.length) readMarks(found, node, pos, place)
    } else {
      if (node.attrs['trk']) readEntries(found, node, pos)
      walk(found, node, pos + 1)
    }
    pos += node.nodeSize
  }
}

/** All open changes in document order, one per change id; a deletion and an insertion of one id are a replacement (RV-03). */
export function listChanges(doc: PmNode): Change[] {
  const found = new Map<string, Gathered>()
  walk(found, doc, 0)
  return Array.from(found.values(), ({ change, seen }) => {
    change.kind = kindOf(seen)
    return change
  })
}

/** The changes nobody has decided yet: what a signer is shown and counts. `decisions` is a map or set by change id. */
export const openChanges = (doc: PmNode, decisions: { has: (changeId: string) => boolean }): Change[] =>
  listChanges(doc).filter((change) => !decisions.has(change.id))

/** The signature of each change in the document, by id; every distinct one if a forger signed one id twice. */
export function changeSignatures(doc: PmNode): Map<string, Who[]> {
  const found = new Map<string, Who[]>()
  const add = (of: Mark | Entry) => {
    const who = whoOf(of)
    const known = found.get(who.id)
    if (!known) found.set(who.id, [who])
    else if (!known.some((other) => other.author === who.author && other.at === who.at && other.step === who.step))
      known.push(who)
  }
  doc.descendants((node) => {
    for (const mark of node.marks) if (isTrackingMark(mark)) add(mark)
    if (!node.isInline) for (const entry of entriesOf(node)) add(entry)
  })
  return found
}
