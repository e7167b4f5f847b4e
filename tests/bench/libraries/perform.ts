import type { Mark, Node as PmNode } from 'prosemirror-model'
import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { lettersOf, type Piece } from './plain.ts'
import type { Operation, Place } from './plan.ts'

/** An open document an edit is made in: the plain one, or one with a tracker around it. */
export type Editing = {
  state: () => EditorState
  dispatch: (tr: Transaction) => void
  isStruck: (node: PmNode) => boolean
  /** how a paragraph becomes a list item here, and stops being one */
  list: (state: EditorState, pos: number, on: boolean) => Transaction
  /** keys instead of transactions, for libraries that listen to keys only */
  keys?: {
    type: (piece: Piece) => void
    press: (key: 'Backspace' | 'Enter') => void
  }
}

/** A letter the plan counts on is in no document any more. */
export class LetterLost extends Error {}

function find(letters: Map<string, number>, letter: string): number {
  const pos = letters.get(letter)
  if (pos === undefined) throw new LetterLost(`letter ${letter} is gone`)
  return pos
}

function positionOf(letters: Map<string, number>, { before, after, side }: Place): number {
  const left = (letter: string): number => find(letters, letter) + 1
  if (before !== undefined && (side === 'before' || after === undefined)) return left(before)
  return find(letters, after ?? '')
}

/** The caret or selection is put where the edit happens, as a person would, in a transaction of its own. */
function select(editing: Editing, from: number, to = from): void {
  const state = editing.state()
  editing.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, to)))
}

/** The marks of what is typed: as ProseMirror gives them to it, a tracker's included, and bold or not as planned. */
export function marksFor({ doc, schema }: EditorState, from: number, to: number, bold: boolean): readonly Mark[] {
  const $from = doc.resolve(from)
  const marks = (from === to ? $from.marks() : $from.marksAcross(doc.resolve(to))) ?? []
  const strong = schema.mark('strong')
  return bold ? strong.addToSet(marks) : strong.type.removeFromSet(marks)
}

function write(editing: Editing, from: number, to: number, piece: Piece): void {
  if (editing.keys) return editing.keys.type(piece)
  const state = editing.state()
  const text = state.schema.text(piece.text, marksFor(state, from, to, piece.bold))
  editing.dispatch(state.tr.replaceWith(from, to, text))
}

function remove(editing: Editing, from: number, to: number): void {
  if (editing.keys) editing.keys.press('Backspace')
  else editing.dispatch(editing.state().tr.delete(from, to))
}

/**
 * The textblocks the paragraph that begins with a live letter may have begun with: its own, and before it those in which
 * nothing is alive (a boundary may be struck between them). The caller tries them in this order.
 */
export function blocksFor(editing: Editing, letter: string): number[] {
  const { doc } = editing.state()
  const $pos = doc.resolve(find(lettersOf(doc, editing.isStruck), letter))
  const found = [$pos.before()]
  const alive = (node: PmNode): boolean =>
    node.children.some((child) => !editing.isStruck(child) && child.textContent !== '\u200B')
  const before: { pos: number; node: PmNode }[] = []
  doc.nodesBetween(0, $pos.before(), (node, pos) => {
    if (node.isTextblock && pos < $pos.before()) before.push({ pos, node })
    return !node.isTextblock
  })
  for (const { pos, node } of before.reverse()) {
    found.push(pos)
    if (alive(node)) break
  }
  return found
}

/** Makes an edit; for one on a whole block, in the textblock at `block`. */
export function perform(editing: Editing, operation: Operation, block: number): void {
  const letters = lettersOf(editing.state().doc, editing.isStruck)
  const range = ({ from, to }: { from: Place; to: Place }): [number, number] => {
    const [a, b] = [positionOf(letters, from), positionOf(letters, to)]
    return a <= b ? [a, b] : [b, a]
  }
  switch (operation.kind) {
    case 'insert': {
      const pos = positionOf(letters, operation.at)
      select(editing, pos)
      return write(editing, pos, pos, operation.piece)
    }
    case 'delete':
    case 'deleteAcross':
    case 'join': {
      const [from, to] = range(operation)
      select(editing, from, to)
      return operation.piece ? write(editing, from, to, operation.piece) : remove(editing, from, to)
    }
    case 'split': {
      const pos = positionOf(letters, operation.at)
      select(editing, pos)
      if (editing.keys) editing.keys.press('Enter')
      else editing.dispatch(editing.state().tr.split(pos))
      // typing goes on where the library has left the caret
      const { from, to } = editing.state().selection
      return operation.piece ? write(editing, from, to, operation.piece) : undefined
    }
    case 'format': {
      const [from, to] = range(operation)
      select(editing, from, to)
      const { tr, schema } = editing.state()
      const strong = schema.mark('strong')
      return editing.dispatch(operation.bold ? tr.addMark(from, to, strong) : tr.removeMark(from, to, strong.type))
    }
    case 'align':
      select(editing, block + 1)
      return editing.dispatch(editing.state().tr.setNodeAttribute(block, 'align', operation.value))
    case 'list':
      select(editing, block + 1)
      return editing.dispatch(editing.list(editing.state(), block, operation.on))
  }
}

/** List items as nodes: a paragraph is wrapped, or lifted out. */
export function listAsNodes(state: EditorState, pos: number, on: boolean): Transaction {
  const range = state.doc.resolve(pos + 1).blockRange()
  const { bullet_list: list, list_item: item } = state.schema.nodes
  if (!range || !list || !item) throw new Error('no list here')
  if (!on) return range.depth ? state.tr.lift(range, 0) : state.tr
  return range.depth ? state.tr : state.tr.wrap(range, [{ type: list }, { type: item }])
}
