import type { Node as PmNode } from 'prosemirror-model'
import {
  Plugin,
  PluginKey,
  Selection,
  type Command,
  type EditorState,
  type SelectionBookmark,
  type Transaction,
} from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import { diffSteps } from '../../../src-shared/revision/derive.ts'
import { historyMeta } from '../../../src-shared/revision/track.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'
import { onNewerBodies, type NewerBody } from './newer-body.ts'

/**
 * A text undo or redo leads to, the steps that lead there, the caret in it, and the newer bodies that came under the page
 * since: with any, the steps do not fit any more, and the text is merged with them.
 */
type Text = { doc: PmNode; way: readonly Step[]; caret: SelectionBookmark; newer: readonly NewerBody[] }

/** The edit that is being typed: what follows soon and beside it is undone with it. */
type Group = { time: number; composition: unknown; ranges: readonly number[] }

type Texts = { done: readonly Text[]; undone: readonly Text[]; group: Group | null }

export type HistoryOptions = {
  /** what is typed after a longer pause is an edit of its own, ms */
  pause?: number
  /** edits that can be undone */
  depth?: number
  /** who writes; undefined where the page is not tracked */
  context?: () => TrackContext | undefined
}

const closeMeta = 'liuhen$close'

const key = new PluginKey<Texts>('liuhen.history')

/** Places a transaction wrote to last, as positions after it. */
function rangesOf({ mapping: { maps } }: Transaction): readonly number[] {
  const found: number[] = []
  for (let i = maps.length - 1; i >= 0 && !found.length; i--) maps[i]?.forEach((_from, _to, from, to) => found.push(from, to))
  return found
}

const mapped = (ranges: readonly number[], tr: Transaction): readonly number[] =>
  ranges.map((place, i) => tr.mapping.map(place, i % 2 ? -1 : 1))

/** True where a transaction begins beside what was written last. */
function isBeside(tr: Transaction, ranges: readonly number[]): boolean {
  let beside = false
  tr.mapping.maps[0]?.forEach((from, to) => {
    for (let i = 0; i < ranges.length; i += 2) beside ||= from <= (ranges[i + 1] ?? -1) && to >= (ranges[i] ?? Infinity)
  })
  return beside
}

/** The steps that take a transaction back. */
const wayBack = (tr: Transaction): Step[] => tr.steps.map((step, i) => step.invert(tr.docs[i] ?? tr.before)).reverse()

/** One way after the other; where the two meet in one place, as letters typed one by one do, it is one step. */
function joined(first: readonly Step[], second: readonly Step[]): readonly Step[] {
  const [last, next] = [first.at(-1), second[0]]
  const one = last && next && last.merge(next)
  return one ? [...first.slice(0, -1), one, ...second.slice(1)] : [...first, ...second]
}

/** Two newer bodies with no edit between them are one: a list grows with the edits, not with the saves of others. */
function withNewer(texts: readonly Text[], next: NewerBody): readonly Text[] {
  return texts.map((text) => {
    const last = text.newer.at(-1)
    if (last?.to !== next.from) return { ...text, newer: [...text.newer, next] }
    return { ...text, newer: [...text.newer.slice(0, -1), { from: last.from, to: next.to }] }
  })
}

/** After an edit: the text before it is the next one undo leads to, unless the edit belongs to the one before. */
function afterEdit(
  texts: Texts,
  tr: Transaction,
  before: EditorState,
  { pause, depth }: { pause: number; depth: number },
): Texts {
  const { group } = texts
  const composition: unknown = tr.getMeta('composition')
  const appended = tr.getMeta('appendedTransaction') !== undefined
  const joins =
    group &&
    (appended ||
      (composition !== undefined && group.composition === composition) ||
      (group.time >= tr.time - pause && isBeside(tr, group.ranges)))
  const ranges = appended && group ? mapped(group.ranges, tr) : rangesOf(tr)
  const last = joins ? texts.done.at(-1) : undefined
  const way = wayBack(tr)
  const text: Text = last
    ? { ...last, way: joined(way, last.way) }
    : { doc: before.doc, way, caret: before.selection.getBookmark(), newer: [] }
  return {
    done: [...(last ? texts.done.slice(0, -1) : texts.done), text].slice(-depth),
    undone: [],
    group: { time: tr.time, composition: composition ?? group?.composition, ranges },
  }
}

/**
 * Undo and redo of a page (RV-09, UI-24), as the texts they lead to. prosemirror-history keeps inverted steps and maps
 * them over what others write; a mark cannot be cut in two that way and a step over replaced text is dropped, so undo
 * left deletions standing (decision 0014). Here the way back is kept with the text it leads to; after a newer body the text
 * is merged with it as the server merges, when undo gets there. Documents share what they have in common, so a text
 * costs little.
 */
export function history({ pause = 500, depth = 200, context }: HistoryOptions = {}): Plugin<Texts> {
  return new Plugin<Texts>({
    key,
    // read by the commands
    context,
    state: {
      init: () => ({ done: [], undone: [], group: null }),
      apply(tr, texts, before, { doc }) {
        const gone = tr.getMeta(historyMeta) as { texts: Texts } | undefined
        if (gone) return gone.texts
        const open = tr.getMeta(closeMeta) ? { ...texts, group: null } : texts
        // an edit that leaves the text as it was is nothing to undo
        if (!tr.docChanged || before.doc.eq(doc)) return open
        if (tr.getMeta('addToHistory') !== false) return afterEdit(open, tr, before, { pause, depth })
        const newer = { from: before.doc, to: doc }
        return {
          done: withNewer(open.done, newer),
          undone: withNewer(open.undone, newer),
          group: open.group && { ...open.group, ranges: mapped(open.group.ranges, tr) },
        }
      },
    },
  })
}

const contextOf = (state: EditorState): TrackContext | undefined =>
  (key.get(state)?.spec as { context?: HistoryOptions['context'] } | undefined)?.context?.()

/** The end of what undo brought back, where the caret belongs when the text has moved on since. */
const changedEnd = (tr: Transaction): Selection => {
  const end = Math.max(0, ...rangesOf(tr))
  return Selection.near(tr.doc.resolve(Math.min(end, tr.doc.content.size)), -1)
}

/** One way through the texts: takes the newest that differs from the page. */
const towards =
  (from: 'done' | 'undone', to: 'done' | 'undone'): Command =>
  (state, dispatch) => {
    const texts = key.getState(state)
    const left = [...(texts?.[from] ?? [])]
    for (let text = left.pop(); texts && text; text = left.pop()) {
      const { newer } = text
      const doc = newer.length ? onNewerBodies(text.doc, newer, state.doc, contextOf(state)) : text.doc
      // nothing of this edit is left: somebody else did the same, or it was refused
      if (doc.eq(state.doc)) continue
      if (!dispatch) return true
      const tr = state.tr
      for (const step of newer.length ? diffSteps(state.doc, doc) : text.way) tr.step(step)
      tr.setSelection(newer.length ? changedEnd(tr) : text.caret.resolve(tr.doc))
      const here: Text = { doc: state.doc, way: wayBack(tr), caret: state.selection.getBookmark(), newer: [] }
      const next = { ...texts, [from]: left, [to]: [...texts[to], here], group: null }
      dispatch(tr.setMeta(historyMeta, { texts: next }).scrollIntoView())
      return true
    }
    return false
  }

/** Takes the last edit back (撤销). What the server has is not taken back but struck anew, by the door (RV-09). */
export const undo: Command = towards('done', 'undone')

/** Does again what was undone last (重做). */
export const redo: Command = towards('undone', 'done')

/** True for what undo and redo dispatch. */
export const isHistory = (tr: Transaction): boolean => tr.getMeta(historyMeta) !== undefined

/** Leaves the text as it is and takes the edit off the list: undo that could not be done as such (RV-09). */
export const passedOver = (state: EditorState, tr: Transaction): Transaction =>
  state.tr.setMeta(historyMeta, tr.getMeta(historyMeta))

/** Number of edits that undo can take back. */
export const undoDepth = (state: EditorState): number => key.getState(state)?.done.length ?? 0

/** Number of edits that redo can bring back. */
export const redoDepth = (state: EditorState): number => key.getState(state)?.undone.length ?? 0

/** Marks a transaction as an edit of its own, whatever was typed right before. */
export const closeHistory = (tr: Transaction): Transaction => tr.setMeta(closeMeta, true)
