import { NodeSelection, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { moveBlock } from '../../../src-shared/revision/moves.ts'
import { counter } from './documents.ts'
import { at, inBody, scene, type Maker } from './operation-tools.ts'

/** The transaction of a block moved up or down; an empty one where there is no place to go. */
function moved(state: EditorState, index: number, direction: -1 | 1, moveId: string): Transaction {
  const block = at(scene(state.doc).blocks, index)
  const selection =
    block.kind === 'table' ? NodeSelection.create(state.doc, block.before) : TextSelection.create(state.doc, block.start)
  let done = state.tr
  moveBlock(direction, () => moveId)(state.apply(state.tr.setSelection(selection)), (tr) => (done = tr))
  return done
}

const moveIds = counter('move')

/** A paragraph, list item or table moved past its neighbour, by the command (RV-23). */
export const moveOneBlock: Maker = (random, { blocks }) => {
  const index = random.pick(blocks.flatMap((block, i) => (inBody(block) ? [i] : [])))
  const direction = random.pick([-1, 1] as const)
  const moveId = moveIds()
  return {
    name: `move block ${index} ${direction < 0 ? 'up' : 'down'}`,
    run: (state) => moved(state, index, direction, moveId),
  }
}
