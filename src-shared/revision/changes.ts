import type { Mark, Node as PmNode } from 'prosemirror-model'
import { pictureWords } from '../document/picture-size.ts'
import { entriesOf, type AttrValue, type Entry, type Who } from '../document/schema.ts'
import type { Change, ChangeKind } from './types.ts'
import { eachUnit } from './units.ts'
import { delType, fmtType, insType, isTrackingMark, whoOf } from './who.ts'

const textLimit = 200

/** One bit per way a change can show, so that thousands of changes are gathered without a set each. */
const bit = { ins: 1, del: 2, fmt: 4, brkIns: 8, brkDel: 16, blkIns: 32, blkDel: 64, attr: 128 } as const satisfies Record<
  Entry['k'] | 'ins' | 'del' | 'fmt',
  number
>
const textBits = bit.ins | bit.del | bit.brkIns | bit.brkDel | bit.blkIns | bit.blkDel
const insertBits = bit.ins | bit.blkIns | bit.brkIns
const deleteBits = bit.del | bit.blkDel | bit.brkDel

/** How much untouched text, and how many untouched paragraph boundaries, lie before a place. */
type Place = { readonly solid: number; readonly edges: number }

/**
 * True when nothing untouched lies between two pieces of a change, so that they are one place (RV-24). A paragraph
 * boundary does not divide looks and attributes: they are set over a whole selection.
 */
const isOnePlace = (end: Place, solid: number, edges: number, seen: number): boolean =>
  end.solid === solid && (end.edges === edges || (seen & textBits) === 0)

/** One place of a change inside one unit. Positions and counts are relative to the unit's start. */
type Piece = {
  readonly who: Who
  readonly moveId: string | undefined
  readonly place: string
  readonly cell: boolean
  readonly start: Place
  end: Place
  from: number
  to: number
  seen: number
  oldText: string
  newText: string
  /** boundaries before the first letter: they count only where text came before */
  oldBreaks: number
  newBreaks: number
  attribute: Change['attribute']
}

/** What is not text, in words: a struck picture's old size is read in the words of its change. */
const leafWords = (node: PmNode): string =>
  node.type.name === 'hardBreak' ? '\n' : node.type.name === 'image' ? pictureWords(node) : ''

const moveIdOf = (of: Mark | Entry): string | undefined =>
  'attrs' in of ? ((of.attrs['moveId'] as string | null | undefined) ?? undefined) : of.moveId

/** What a unit holds, kept as long as it does not change. */
type Found = { readonly pieces: readonly Piece[]; readonly ids: ReadonlySet<string>; readonly here: Place }
const cache = new WeakMap<PmNode, Found>()

class Reader {
  readonly pieces: Piece[] = []
  private readonly last = new Map<string, Piece>()
  /** places about whole blocks around the present position */
  private readonly around = new Set<Piece>()
  here: Place = { solid: 0, edges: 0 }

  private touch(id: string, of: Mark | Entry, from: number, to: number, place: string, cell: boolean): Piece {
    const known = this.last.get(id)
    // the cells of one column are one place
    const { solid, edges } = this.here
    if (known && (isOnePlace(known.end, solid, edges, known.seen) || (cell && known.cell) || this.around.has(known))) {
      if (to > known.to) known.to = to
      if (from < known.from) known.from = from
      known.end = this.here
      return known
    }
    const piece: Piece = {
      who: whoOf(of),
      moveId: moveIdOf(of),
      place,
      cell,
      start: this.here,
      end: this.here,
      from,
      to,
      seen: 0,
      oldText: '',
      newText: '',
      oldBreaks: 0,
      newBreaks: 0,
      attribute: undefined,
    }
    this.pieces.push(piece)
    this.last.set(id, piece)
    return piece
  }

  block(node: PmNode, pos: number): void {
    const around = node.attrs['trk'] ? this.entries(node, pos) : none
    for (const piece of around) this.around.add(piece)
    if (node.isTextblock && !isTrackedEdge(node)) this.here = { ...this.here, edges: this.here.edges + 1 }
    const place = node.type.name
    let at = pos + 1
    for (const child of node.children) {
      if (!child.isInline) this.block(child, at)
      else this.inline(child, at, place)
      at += child.nodeSize
    }
    // what is said about a whole block goes on behind it
    for (const piece of around) {
      piece.end = this.here
      this.around.delete(piece)
    }
  }

  /** Reads a block's entries; gives back the places that are about the block as a whole. */
  private entries(node: PmNode, pos: number): Piece[] {
    const around: Piece[] = []
    for (const entry of entriesOf(node)) {
      const boundary = entry.k === 'brkIns' || entry.k === 'brkDel'
      const whole = !boundary && !(entry.k === 'attr' && node.type.name === 'header')
      const [from, to] = [boundary ? pos - 1 : pos, whole ? pos + node.nodeSize : pos + 1]
      const piece = this.touch(entry.id, entry, from, to, node.type.name, node.type.name === 'tableCell')
      piece.seen |= bit[entry.k]
      if (entry.k === 'brkIns') {
        if (piece.newText) piece.newText += '\n'
        else piece.newBreaks++
      } else if (entry.k === 'brkDel') {
        if (piece.oldText) piece.oldText += '\n'
        else piece.oldBreaks++
      } else if (entry.k === 'attr') piece.attribute ??= { name: entry.name, old: entry.old, new: entry.new }
      if (whole) around.push(piece)
    }
    return around
  }

  private inline(node: PmNode, pos: number, place: string): void {
    let tracked = false
    for (const mark of node.marks) {
      const { type, attrs } = mark
      if (type !== insType && type !== delType && type !== fmtType) continue
      const piece = this.touch(attrs['id'] as string, mark, pos, pos + node.nodeSize, place, false)
      const text = node.text ?? leafWords(node)
      if (type === fmtType) {
        piece.seen |= bit.fmt
        piece.attribute ??= { name: String(attrs['mark']), old: attrs['old'] as AttrValue, new: attrs['new'] as AttrValue }
        continue
      }
      tracked = true
      if (type === insType) {
        piece.seen |= bit.ins
        piece.newText += text
      } else {
        piece.seen |= bit.del
        piece.oldText += text
      }
    }
    if (tracked) return
    this.here = { ...this.here, solid: this.here.solid + 1 }
    for (const mark of node.marks) {
      const piece = mark.type === fmtType ? this.last.get(mark.attrs['id'] as string) : undefined
      if (piece) piece.end = this.here
    }
  }
}

const none: readonly Piece[] = []

/** True when the boundary before the block is inserted or struck by anybody. */
const isTrackedEdge = (node: PmNode): boolean => entriesOf(node).some(({ k }) => k === 'brkIns' || k === 'brkDel')

function piecesOf(unit: PmNode): Found {
  const known = cache.get(unit)
  if (known) return known
  const reader = new Reader()
  reader.block(unit, 0)
  const { pieces, here } = reader
  const found = { pieces, here, ids: new Set(pieces.map(({ who }) => who.id)) }
  cache.set(unit, found)
  return found
}

/** A change that is being gathered. Most have one piece; only those with more need `old` and `new`. */
type Gathered = {
  readonly change: Change
  readonly first: Piece
  seen: number
  /** the piece seen last, and what lies before its unit */
  last: Piece
  before: Place
  texts: { old: Text; new: Text } | null
}

/** The text of a change on its way: of its present place, of the first one, and what will be told. */
type Text = { place: string; first: string; all: string }

/** Cuts to a number of letters without cutting one that takes two units. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const last = text.charCodeAt(limit - 1)
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit)
}

function extend(text: Text, breaks: number, more: string, limit: number): void {
  if (text.place.length > limit) return
  text.place = text.place ? text.place + '\n'.repeat(breaks) + more : more
}

/** Ends a place: its text counts once, however often the same was struck or written in other places. */
function close(text: Text, limit: number): void {
  const { place, first, all } = text
  text.place = ''
  if (!place || place === first) return
  if (!first) text.first = place
  if (all.length <= limit) text.all = all ? `${all}…${place}` : place
}

const sum = (a: Place, b: Place): Place => ({ solid: a.solid + b.solid, edges: a.edges + b.edges })

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

function begin(piece: Piece, start: number, before: Place): Gathered {
  const { id, author, at, step } = piece.who
  const change: Change = {
    id,
    author,
    at,
    step,
    kind: 'insert',
    places: 1,
    from: start + piece.from,
    to: start + piece.to,
    place: piece.place,
    oldText: piece.oldText,
    newText: piece.newText,
    attribute: piece.attribute,
    moveId: piece.moveId,
    moved: undefined,
  }
  return { change, first: piece, seen: piece.seen, last: piece, before, texts: null }
}

/** Adds a further piece of a change: more of the same place, or a place of its own. */
function add(gathered: Gathered, piece: Piece, start: number, before: Place, limit: number): void {
  const { change, first } = gathered
  const texts = (gathered.texts ??= {
    old: { place: first.oldText, first: '', all: '' },
    new: { place: first.newText, first: '', all: '' },
  })
  const end = sum(gathered.before, gathered.last.end)
  if (!isOnePlace(end, before.solid + piece.start.solid, before.edges + piece.start.edges, gathered.seen)) {
    change.places++
    close(texts.old, limit)
    close(texts.new, limit)
  }
  if (start + piece.to > change.to) change.to = start + piece.to
  if (start + piece.from < change.from) change.from = start + piece.from
  gathered.seen |= piece.seen
  gathered.last = piece
  gathered.before = before
  extend(texts.old, piece.oldBreaks, piece.oldText, limit)
  extend(texts.new, piece.newBreaks, piece.newText, limit)
  change.attribute ??= piece.attribute
}

/** What can only be said of a change when all of it has been seen. */
function finish({ change, seen, texts }: Gathered, limit: number): void {
  change.kind = kindOf(seen)
  if (texts) {
    close(texts.old, limit)
    close(texts.new, limit)
    change.oldText = texts.old.all
    change.newText = texts.new.all
  }
  change.oldText = cut(change.oldText, limit)
  change.newText = cut(change.newText, limit)
}

/** A move is told as one where both of its halves are open; a lone half is a deletion or an insertion (RV-23). */
function pairMoves(all: ReadonlyMap<string, Gathered>): void {
  const halves = new Map<string, { away: Change[]; here: Change[] }>()
  for (const { change, seen } of all.values()) {
    if (change.moveId === undefined) continue
    const [inserts, deletes] = [(seen & insertBits) !== 0, (seen & deleteBits) !== 0]
    if (inserts === deletes) continue
    const key = `${change.author}/${change.moveId}`
    const pair = halves.get(key) ?? { away: [], here: [] }
    halves.set(key, pair)
    pair[deletes ? 'away' : 'here'].push(change)
  }
  for (const { away, here } of halves.values()) {
    if (!away.length || !here.length) continue
    for (const change of away) Object.assign(change, { kind: 'move', moved: 'away' })
    for (const change of here) Object.assign(change, { kind: 'move', moved: 'here' })
  }
}

/**
 * All open changes in document order, one per change id; a deletion and an insertion of one id are a replacement (RV-03),
 * the two halves of a move are told as such (RV-23), and a change in several places says in how many (RV-24). With
 * `whole`, texts come in full length. What is read of a block is kept while it does not change, so that listing after a
 * key press costs a few milliseconds in a long document (RV-29).
 */
export function listChanges(doc: PmNode, { whole = false }: { whole?: boolean } = {}): Change[] {
  const limit = whole ? Infinity : textLimit
  const found = new Map<string, Gathered>()
  let before: Place = { solid: 0, edges: 0 }
  eachUnit(doc, (unit, start) => {
    const { pieces, here } = piecesOf(unit)
    for (const piece of pieces) {
      const known = found.get(piece.who.id)
      if (known) add(known, piece, start, before, limit)
      else found.set(piece.who.id, begin(piece, start, before))
    }
    before = sum(before, here)
  })
  for (const gathered of found.values()) finish(gathered, limit)
  pairMoves(found)
  return Array.from(found.values(), ({ change }) => change)
}

/** True when the change is in several separate places, so that what is typed beside one of them is no part of it (RV-24). */
export function isGroup(doc: PmNode, changeId: string): boolean {
  let before: Place = { solid: 0, edges: 0 }
  let end: Place | undefined
  let seen = 0
  let divided = false
  eachUnit(doc, (unit) => {
    const { pieces, ids, here } = piecesOf(unit)
    for (const { who, start, end: last, seen: bits } of ids.has(changeId) ? pieces : none) {
      if (who.id !== changeId) continue
      if (end && !isOnePlace(end, before.solid + start.solid, before.edges + start.edges, seen)) divided = true
      end = sum(before, last)
      seen |= bits
    }
    before = sum(before, here)
  })
  return divided
}

/** The changes nobody has decided yet: what a signer is shown and counts. `decisions` is a map or set by change id. */
export const openChanges = (doc: PmNode, decisions: { has: (changeId: string) => boolean }): Change[] =>
  listChanges(doc).filter((change) => !decisions.has(change.id))

/** The signature of each change in the document, by id; every distinct one if a forger signed one id twice. */
export function changeSignatures(doc: PmNode): Map<string, Who[]> {
  const found = new Map<string, Who[]>()
  const note = (of: Mark | Entry) => {
    const who = whoOf(of)
    const known = found.get(who.id)
    if (!known) found.set(who.id, [who])
    else if (!known.some((other) => other.author === who.author && other.at === who.at && other.step === who.step))
      known.push(who)
  }
  doc.descendants((node) => {
    for (const mark of node.marks) if (isTrackingMark(mark)) note(mark)
    if (!node.isInline) for (const entry of entriesOf(node)) note(entry)
  })
  return found
}
