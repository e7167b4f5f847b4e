import type { Node as PmNode } from 'prosemirror-model'
import { Plugin, PluginKey, Selection, type EditorState, type Transaction } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import type { EditorView } from 'prosemirror-view'
import { blockIdsIn, withBlockIds } from '../../../src-shared/revision/assign-ids.ts'
import { diffSteps } from '../../../src-shared/revision/derive.ts'
import { trackComposition } from '../../../src-shared/revision/composition.ts'
import { coarseMeta, trackedMeta, trackTransaction } from '../../../src-shared/revision/track.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'
import { isHistory, passedOver } from './history.ts'
import { altersSpans } from './tables.ts'

/** How a transaction came through the door. Each one that changes the document carries exactly one of these (UI-20). */
export type Passage = 'tracked' | 'untracked' | 'raw' | 'settled' | 'history' | 'remote'

/** What is told beside the work: a change that came past the door (kept and recorded), or one recorded block by block. */
export type EscapeCode = 'RV-ESCAPED' | 'RV-COARSE'

/** What the door asks of the desk around it. */
export type DoorOptions = {
  /** null: read only, nothing passes but remote changes */
  tracking: () => 'tracked' | 'untracked' | null
  context: () => TrackContext
  /** after every passage; `steps` are to be saved: none where only the selection moved, or where a composition is under way */
  onPassed: (change: { docChanged: boolean; passage: Passage | null; steps: readonly Step[] }) => void
  /** an undo of what the server has already: it was struck by a new change (RV-09), or there was nothing it could do */
  onUndoSent: (done: 'recorded' | 'nothing') => void
  /** for the log: counted, and no work is lost by it (RV-40) */
  onEscape: (code: EscapeCode, detail: string) => void
  /** a change tracking cannot take (RV-41): told to the person who tried it */
  onRefused: () => void
  /** true in development and tests: an escape throws, once what was written is safe */
  assert: boolean
}

/**
 * Counters of the assertion that nothing escapes: `landed` counts what the state saw, `passed` what the door let in,
 * `refused` what it did not, `escaped` what came past it, `coarse` what was recorded block by block.
 */
export type DoorCounters = { landed: number; passed: number; refused: number; escaped: number; coarse: number }

const passageKey = 'liuhen.passage'
const doorKey = new PluginKey<number>('liuhen.door')

/** The meta under which a transaction that brings a newer body travels. */
export const remoteKey = 'liuhen.remote'

/** Input methods deliver their last change up to 20 ms after compositionend; at 40 ms all of it has arrived [measured]. */
const SETTLE_MS = 40

/** What an input method's own keys report instead of a key. */
const IME_KEY = 229

export type Door = {
  plugin: Plugin<number>
  /** the view's `dispatchTransaction` */
  dispatch: (view: EditorView, tr: Transaction) => void
  /** compositions under way or waiting to be settled: no autosave, no remote change meanwhile */
  busy: (view: EditorView) => boolean
  /** settles a waiting composition at once, for commands; does nothing while the input method still composes */
  settle: (view: EditorView) => void
  /** resolves once no composition is under way and the last one is in the document, tracked (RV-43) */
  settled: (view: EditorView) => Promise<void>
  /** ends a composition the input method itself will not end any more: the page is being left */
  end: (view: EditorView) => void
  counters: DoorCounters
  close: () => void
}

/** The steps of a settled composition from where the text is as it was before. */
function stepsFrom(tracked: Transaction, before: PmNode): Step[] {
  const at = tracked.docs.findLastIndex((doc) => doc.eq(before))
  return at < 0 ? [] : tracked.steps.slice(at)
}

/** A settled composition on the state before it, without the way there and back. */
function replayed(before: EditorState, tracked: Transaction): Transaction {
  const tr = before.tr
  for (const step of stepsFrom(tracked, before.doc)) tr.step(step)
  return tr.setSelection(Selection.fromJSON(tr.doc, tracked.selection.toJSON())).setMeta(trackedMeta, true).scrollIntoView()
}

/** The one way any change gets into an open document: tracked or untracked, with block ids, counted (UI-20). */
export function makeDoor(options: DoorOptions): Door {
  const counters: DoorCounters = { landed: 0, passed: 0, refused: 0, escaped: 0, coarse: 0 }
  /** the state before what an input method has written untracked */
  let raw: EditorState | undefined
  /** the newest change of a composition: the next one is undone with it */
  let last: Transaction | undefined
  /** a composition begins: ProseMirror takes a selection over several blocks away before the first letter */
  let opening = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiters: (() => void)[] = []
  /** the document as the door knows it; undefined while it is giving the view a state itself */
  let known: PmNode | undefined

  const settleFirst = (view: EditorView): boolean => {
    settle(view)
    return false
  }

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
    // a state given to the view past the door
    view: (view) => {
      const look = (now: EditorView): void => {
        if (known && now.state.doc !== known) mend(now, known, 'a state was set past the door')
      }
      if (known) look(view)
      else known = view.state.doc
      return { update: look }
    },
    props: {
      // a new key right after a composition is a change of its own (RV-44); ProseMirror makes keys up as well, in the middle
      // of reading a change of the page: those are part of what the input method does
      handleKeyDown: (view, event) => event.isTrusted && event.keyCode !== IME_KEY && settleFirst(view),
      handleDOMEvents: {
        beforeinput: (view, event) => (event.isComposing ? false : settleFirst(view)),
        paste: settleFirst,
        cut: settleFirst,
        drop: settleFirst,
        mousedown: settleFirst,
        compositionstart: (view) => {
          const { empty, $from } = view.state.selection
          opening = !empty
          queueMicrotask(() => (opening = false))
          // in front of struck text at the start of a paragraph Chromium would compose inside the strike and take it away
          // with it; stored marks make ProseMirror put the caret outside (it does so by itself behind struck text only)
          const struck = $from.nodeAfter?.marks.some((mark) => mark.type.name === 'del')
          if (empty && struck && $from.parentOffset === 0 && !view.state.storedMarks)
            view.dispatch(view.state.tr.setStoredMarks([]))
          return false
        },
        compositionend: (view) => {
          arm(view)
          return false
        },
        // a window that loses the caret may never hear of the composition's end
        blur: (view) => {
          if (view.composing) timer = setTimeout(() => end(view), SETTLE_MS)
          return false
        },
      },
    },
  })

  function arm(view: EditorView): void {
    clearTimeout(timer)
    timer = setTimeout(() => settle(view), SETTLE_MS)
  }

  function end(view: EditorView): void {
    if (!view.isDestroyed && view.composing) view.dom.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
  }

  function release(): void {
    const waiting = waiters
    waiters = []
    for (const done of waiting) done()
  }

  /** Applies a transaction to a state, the view's as a rule, and shows the result; `steps` are what there is to save. */
  function apply(view: EditorView, tr: Transaction, passage: Passage | null, on = view.state, steps = tr.steps): void {
    if (passage && tr.docChanged) {
      tr.setMeta(passageKey, passage)
      counters.passed += 1
    }
    const count = doorKey.getState(on) ?? 0
    const state = on.apply(tr)
    counters.landed += (doorKey.getState(state) ?? 0) - count
    known = undefined
    try {
      view.updateState(state)
    } finally {
      known = state.doc
      options.onPassed({ docChanged: tr.docChanged, passage, steps })
    }
    if (state.doc !== tr.doc) mend(view, tr.doc, 'a plugin changed the document past the door')
  }

  /** What came past the door is kept, recorded as it should have been, and reported (RV-40). */
  function mend(view: EditorView, before: PmNode, how: string): void {
    known = view.state.doc
    if (known.eq(before)) return
    counters.escaped += 1
    const mode = options.tracking()
    const { newId } = options.context()
    if (mode === null) {
      const back = view.state.tr
      for (const step of diffSteps(view.state.doc, before)) back.step(step)
      apply(view, back.setMeta('addToHistory', false), 'remote')
    } else if (mode === 'untracked') {
      options.onPassed({ docChanged: true, passage: 'untracked', steps: diffSteps(before, view.state.doc) })
      const named = withBlockIds(view.state, newId)
      if (named) apply(view, named, 'untracked')
    } else if (!raw) {
      const tracked = trackComposition(before, view.state, options.context())
      if (tracked) apply(view, blockIdsIn(tracked, newId), 'settled', view.state, stepsFrom(tracked, before))
    }
    options.onEscape('RV-ESCAPED', how)
    if (options.assert) throw new Error(`a change escaped the door: ${how}`)
  }

  function settle(view: EditorView): void {
    if (view.composing || (timer === undefined && last === undefined)) return
    clearTimeout(timer)
    timer = undefined
    const before = raw
    raw = last = undefined
    const ctx = options.context()
    const tracked = before && !view.isDestroyed ? trackComposition(before, view.state, ctx) : null
    if (before && !view.isDestroyed) {
      // as if it had been typed at once: what was raw on the way is in no history and in nothing that is saved
      const tr = tracked ? blockIdsIn(replayed(before, tracked), ctx.newId) : before.tr
      if (!tracked) tr.setSelection(Selection.fromJSON(before.doc, view.state.selection.toJSON()))
      apply(view, tr, 'settled', before)
    }
    // what waited for the end goes on, whether or not anything was left behind
    else options.onPassed({ docChanged: false, passage: 'settled', steps: [] })
    release()
  }

  /** Lets a transaction in as it has been recorded; it may only move the caret, past what is struck already. */
  function record(view: EditorView, tracked: Transaction): void {
    apply(view, blockIdsIn(tracked, options.context().newId), 'tracked')
    const coarse: unknown = tracked.getMeta(coarseMeta)
    if (coarse === undefined) return
    counters.coarse += 1
    options.onEscape('RV-COARSE', String(coarse))
  }

  function undo(view: EditorView, tr: Transaction): void {
    const tracked = trackTransaction(tr, view.state, options.context())
    if (tracked === tr) return apply(view, tr, 'history')
    // done with, so that the next undo gets to what was typed before
    apply(view, passedOver(view.state, tr), null)
    if (tracked.docChanged) record(view, tracked)
    options.onUndoSent(tracked.docChanged ? 'recorded' : 'nothing')
  }

  function dispatch(view: EditorView, tr: Transaction): void {
    if (!tr.docChanged) return apply(view, tr, null)
    if (tr.getMeta(remoteKey) !== undefined) return apply(view, tr.setMeta('addToHistory', false), 'remote')
    const mode = options.tracking()
    if (mode === null || (mode === 'tracked' && altersSpans(tr))) {
      counters.refused += 1
      return mode === null ? undefined : options.onRefused()
    }
    if (isHistory(tr)) {
      if (raw) return
      return mode === 'untracked' ? apply(view, tr, 'history') : undo(view, tr)
    }
    const composing = last !== undefined || opening || view.composing || tr.getMeta('composition') !== undefined
    if (composing) compose(view, tr, mode)
    else if (mode === 'untracked') apply(view, blockIdsIn(tr, options.context().newId), 'untracked')
    else record(view, trackTransaction(tr, view.state, options.context()))
  }

  /**
   * Rewriting while an input method composes would abort it (tracked-changes.md §1.4): through untouched, retraced at the
   * end. One undo takes all of it, the selection it was written over included.
   */
  function compose(view: EditorView, tr: Transaction, mode: 'tracked' | 'untracked'): void {
    if (last) tr.setMeta('appendedTransaction', last)
    last = tr
    if (mode === 'tracked') {
      raw ??= view.state
      apply(view, tr, 'raw', view.state, [])
    } else apply(view, blockIdsIn(tr, options.context().newId), 'untracked')
    if (!view.composing) arm(view)
  }

  return {
    plugin,
    dispatch,
    busy: (view) => raw !== undefined || view.composing,
    settle,
    settled: (view) =>
      last !== undefined || view.composing || timer !== undefined
        ? new Promise((resolve) => void waiters.push(resolve))
        : Promise.resolve(),
    end,
    counters,
    close: () => {
      clearTimeout(timer)
      release()
    },
  }
}
