import type { EditorState, Transaction } from 'prosemirror-state'
import { carryAnchors } from '../../../src-shared/revision/carried-anchors.ts'
import { anchorsAlong, memoOfCut, moveFor, moveMeta, type CutMemo } from '../../../src-shared/revision/moves.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'

/** What was cut from a page last: pasted into the same page soon after, it is a move (RV-23). */
export type CutBoard = {
  /** tells the two halves of a move on their way to the door that they belong together */
  stamp: (tr: Transaction, state: EditorState) => Transaction
  /** something else is on the clipboard now */
  forget: () => void
}

/** One memo per page: what is cut from another page arrives as new text. */
export function makeCutBoard(context: () => TrackContext): CutBoard {
  let memo: CutMemo | undefined
  return {
    stamp: (tr, state) => {
      const event: unknown = tr.getMeta('uiEvent')
      if (event === 'cut') {
        memo = memoOfCut(tr, state, context())
        return memo ? tr.setMeta(moveMeta, memo.moveId) : tr
      }
      if (event !== 'paste' && event !== 'drop') return tr
      const moveId = moveFor(tr, memo, context())
      const along = anchorsAlong(tr, memo, context())
      if (event === 'paste') memo = undefined
      if (moveId !== undefined) tr.setMeta(moveMeta, moveId)
      return carryAnchors(tr, along)
    },
    forget: () => {
      memo = undefined
    },
  }
}
