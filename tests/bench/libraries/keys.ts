import { baseKeymap } from 'prosemirror-commands'
import { history, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import type { Node as PmNode } from 'prosemirror-model'
import { EditorState, TextSelection, type Plugin, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { mount } from './desk.ts'
import { undo as undoOurs } from '../../../src-renderer/document/editor/history.ts'

/** Time until what was done before is painted. */
export const frame = (): Promise<number> =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => resolve(performance.now())
      channel.port2.postMessage(0)
    }),
  )

/** An editor of prosemirror-view with history and the base keymap, and nothing else but what is given. */
export function openPlain(
  doc: PmNode,
  more: { plugins?: Plugin[]; dispatch?: (this: EditorView, tr: Transaction) => void } = {},
): EditorView {
  return new EditorView(
    { mount: mount() },
    {
      state: EditorState.create({ doc, plugins: [...(more.plugins ?? []), keymap(baseKeymap), history()] }),
      ...(more.dispatch ? { dispatchTransaction: more.dispatch } : {}),
    },
  )
}

/** Puts the caret in the middle of the document, in sight. */
export function toMiddle(view: EditorView): void {
  const middle = TextSelection.near(view.state.doc.resolve(Math.floor(view.state.doc.content.size / 2)))
  view.dispatch(view.state.tr.setSelection(middle).scrollIntoView())
  view.focus()
}

/** A key as prosemirror-view passes it to its plugins. */
export function press(view: EditorView, key: string): void {
  const event = new KeyboardEvent('keydown', { key })
  if (!view.someProp('handleKeyDown', (handle) => handle(view, event))) throw new Error(`nobody takes ${key}`)
}

/** Puts the caret behind the letter that the next Backspace takes: the nearest one before `pos` that no change marks. */
function behindPlainLetter(view: EditorView, pos: number): number {
  for (let at = pos; at > 1; at--) {
    const { nodeBefore, parent } = view.state.doc.resolve(at)
    if (!parent.inlineContent || !nodeBefore?.isText || nodeBefore.marks.length) continue
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)))
    return at
  }
  throw new Error('no letter left')
}

const pasted = (paragraphs: readonly string[]): string => paragraphs.map((text) => `<p>${text}</p>`).join('')

/** What a person does, each with what is not measured around it; one set per editor. */
export function acts(paragraphs: readonly string[]): Record<string, Act> {
  let caret = 0
  return {
    insert: { times: 60, act: (view: EditorView) => view.dispatch(view.state.tr.insertText('县')) },
    delete: {
      times: 60,
      before: (view: EditorView) => {
        caret = behindPlainLetter(view, Math.min(caret || view.state.selection.from, view.state.selection.from))
      },
      act: (view: EditorView) => view.dispatch(view.state.tr.delete(caret - 1, caret)),
      after: () => {
        caret -= 1
      },
    },
    Enter: { times: 30, act: (view: EditorView) => press(view, 'Enter') },
    'paste of 50 paragraphs': {
      times: 20,
      act: (view: EditorView) => void view.pasteHTML(pasted(paragraphs.slice(0, 50))),
      // each in the history it has
      after: (view: EditorView) => void (undo(view.state, view.dispatch) || undoOurs(view.state, view.dispatch)),
    },
  }
}

export type Act = {
  times: number
  before?: (view: EditorView) => void
  act: (view: EditorView) => void
  after?: (view: EditorView) => void
}

/** Time from a key's transaction to paint, once per key, in ms. */
export async function keysToPaint(view: EditorView, { times, before, act, after }: Act): Promise<number[]> {
  toMiddle(view)
  const figures: number[] = []
  for (let i = 0; i < times; i++) {
    before?.(view)
    await frame()
    const begun = performance.now()
    const { doc } = view.state
    act(view)
    view.coordsAtPos(view.state.selection.head) // forces the layout
    const painted = await frame()
    if (view.state.doc === doc) throw new Error('a key did nothing')
    figures.push(painted - begun)
    if (!after) continue
    after(view)
    await frame() // what is out of sight settles a frame later: no part of the next act
  }
  return figures
}
