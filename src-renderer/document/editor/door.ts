import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import type { EditorView } from 'prosemirror-view'
import { addBlockIds } from '../../../src-shared/revision/assign-ids.ts'
import { trackComposition } from '../../../src-shared/revision/composition.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'

/** How a transaction came through the door. Each one that changes the document carries exactly one of these (UI-20). */
export type Passage = 'tracked' | 'untracked' | 'raw' | 'settled' | 'history' | 'remote'

/** What the door asks of the desk around it. */
export type DoorOptions = {
  /** null: read only, nothing passes but remote changes */
  tracking: () => 'tracked' | 'untracked' | null
  context: () => TrackContext
  /** after every passage; `steps` is empty where only the selection moved */
  onPassed: (change: { docChanged: boolean; passage: Passage | null; steps: readonly Step[] }) => void
  /** an undo of what the server has already: it was struck by a new change (RV-09), or there was nothing it could do */
  onUndoSent: (done: 'recorded' | 'nothing') => void
}

/** Counters of the assertion that nothing escapes: `landed` counts what the state saw, `passed` what the door let in. */
export type DoorCounters = { landed: number; passed: number; refused: number }

const passageKey = 'liuhen.passage'
const doorKey = new PluginKey<number>('liuhen.door')

/** The meta under which a transaction that brings a newer body travels. */
export const remoteKey = 'liuhen.remote'

/** Input methods deliver their last change up to 20 ms after compositionend; at 40 ms all of it has arrived [measured]. */
const SETTLE_MS = 40

export type Door = {
  plugin: Plugin<number>
  /** the view's `dispatchTransaction` */
  dispatch: (view: EditorView, tr: Transaction) => void
  /** compositions under way or waiting to be settled: no autosave, no remote change meanwhile */
  busy: (view: EditorView) => boolean
  /** settles a waiting composition at once, for commands and closing; does nothing while the input method still composes */
  settle: (view: EditorView) => void
  counters: DoorCounters
  close: () => void
}

/** The one way any change gets into an open document: tracked or untracked, with block ids, counted (UI-20). */
export function makeDoor(options: DoorOptions): Door {
  const counters: DoorCounters = { landed: 0, passed: 0, refused: 0 }
  let raw: { before: EditorState; last: Transaction } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const plugin = new Plugin<number>({
    key: doorKey,
    state: {
      init: () => 0,
      apply: (tr, count) => (tr.docChanged ? count + 1 : count),
    },
    // a plugin's appended change, or anything that calls `state.apply` past the door, stops here
    filterTransaction: (tr) => {
      const free = !tr.docChanged || tr.getMeta(passageKey) !== undefined
      if (!free) counters.refused += 1
      return free
    },
    props: {
      handleDOMEvents: {
        // in front of struck text at the start of a paragraph Chromium would compose inside the strike and take it away with
        // it; stored marks make ProseMirror put the caret outside (it does so by itself behind struck text only)
        compositionstart: (view) => {
          const { empty, $from } = view.state.selection
          const struck = $from.nodeAfter?.marks.some((mark) => mark.type.name === 'del')
          if (empty && struck && $from.parentOffset === 0 && !view.state.storedMarks)
            view.dispatch(view.state.tr.setStoredMarks([]))
          return false
        },
        compositionend: (view) => {
          arm(view)
          return false
        },
      },
    },
  })

  function arm(view: EditorView): void {
    clearTimeout(timer)
    timer = setTimeout(() => settle(view), SETTLE_MS)
  }

  function apply(view: EditorView, tr: Transaction, passage: Passage | null): void {
    if (passage && tr.docChanged) {
      tr.setMeta(passageKey, passage)
      counters.passed += 1
    }
    const before = doorKey.getState(view.state) ?? 0
    view.updateState(view.state.apply(tr))
    counters.landed += (doorKey.getState(view.state) ?? 0) - before
    if (counters.landed !== counters.passed)
      throw new Error(`a change escaped the door: ${counters.landed} landed, ${counters.passed} passed`)
    options.onPassed({ docChanged: tr.docChanged, passage, steps: tr.steps })
  }

  function settle(view: EditorView): void {
    clearTimeout(timer)
    if (!raw || view.isDestroyed) return
    if (view.composing) return
    const { before, last } = raw
    raw = undefined
    const ctx = options.context()
    const settled = trackComposition(before, view.state, ctx)
    if (!settled) return options.onPassed({ docChanged: false, passage: 'settled', steps: [] })
    // history puts an appended transaction into the group of the one it names: one undo takes both
    addBlockIds(settled, ctx.newId).setMeta('appendedTransaction', last)
    apply(view, settled, 'settled')
  }

  function dispatch(view: EditorView, tr: Transaction): void {
    if (!tr.docChanged) return apply(view, tr, null)
    if (tr.getMeta(remoteKey) !== undefined) return apply(view, tr.setMeta('addToHistory', false), 'remote')
    const mode = options.tracking()
    if (mode === null) {
      counters.refused += 1
      return
    }
    if (tr.getMeta('history$') !== undefined) {
      if (raw) return
      if (mode === 'untracked') return apply(view, tr, 'history')
      const undone = trackTransaction(tr, view.state, options.context())
      if (undone === tr) return apply(view, tr, 'history')
      if (undone.docChanged) apply(view, addBlockIds(undone, options.context().newId), 'tracked')
      return options.onUndoSent(undone.docChanged ? 'recorded' : 'nothing')
    }
    if (mode === 'untracked') return apply(view, addBlockIds(tr, options.context().newId), 'untracked')
    if (raw !== undefined || view.composing || tr.getMeta('composition') !== undefined) {
      // rewriting now would abort the input method (tracked-changes.md §1.4): through untouched, retraced at the end
      raw = { before: raw?.before ?? view.state, last: tr }
      apply(view, tr, 'raw')
      if (!view.composing) arm(view)
      return
    }
    const ctx = options.context()
    apply(view, addBlockIds(trackTransaction(tr, view.state, ctx), ctx.newId), 'tracked')
  }

  return {
    plugin,
    dispatch,
    busy: (view) => raw !== undefined || view.composing,
    settle,
    counters,
    close: () => clearTimeout(timer),
  }
}
