import type { Node as PmNode, Schema } from 'prosemirror-model'
import { EditorState, type Command, type Plugin, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { listAsNodes, type Editing } from './perform.ts'
import type { Start } from './plain.ts'
import type { Kind } from './plan.ts'

/** An open document with a tracker around it. */
export type Open = Editing & {
  accepted: () => PmNode
  rejected: () => PmNode
  /** remembers the state; the answer brings it back */
  save: () => () => void
  close: () => void
}

/** A tracker under test, used as its README says. */
export type Library = {
  name: string
  version: string
  license: string
  /** how it is driven here */
  how: string
  /** kinds of edits it does not offer to track: left out, never counted against it */
  cannot: Partial<Record<Kind, string>>
  open: (start: Start) => Open
}

type Options = {
  doc: PmNode
  plugins?: Plugin[]
  dispatch?: (this: EditorView, tr: Transaction) => void
  /** a command that switches tracking on */
  enable?: Command
  /** commands that decide everything, one after the other, each made for the state it runs on */
  accept: readonly ((state: EditorState) => Command)[]
  reject: readonly ((state: EditorState) => Command)[]
  isStruck: (node: PmNode) => boolean
}

/** Content through JSON, so that nothing a decision alters in place reaches the open document. */
const copyOf = (schema: Schema, doc: PmNode): PmNode => schema.nodeFromJSON(JSON.parse(JSON.stringify(doc.toJSON())))

/** A tracker that is a plugin or a `dispatchTransaction`, in a real EditorView. */
export function openInView(options: Options): Open {
  const view = new EditorView(null, {
    state: EditorState.create({ doc: options.doc, plugins: options.plugins ?? [] }),
    dispatchTransaction:
      options.dispatch ??
      function apply(this: EditorView, tr) {
        this.updateState(this.state.apply(tr))
      },
  })
  options.enable?.(view.state, view.dispatch.bind(view), view)
  const decide = (how: readonly ((state: EditorState) => Command)[]): PmNode => {
    const { schema, plugins, doc } = view.state
    let state = EditorState.create({ doc: copyOf(schema, doc), plugins })
    for (const command of how) command(state)(state, (tr) => (state = state.apply(tr)))
    return state.doc
  }
  return {
    state: () => view.state,
    dispatch: (tr) => view.dispatch(tr),
    isStruck: options.isStruck,
    list: listAsNodes,
    accepted: () => decide(options.accept),
    rejected: () => decide(options.reject),
    save: () => {
      const saved = view.state
      return () => view.updateState(saved)
    },
    close: () => view.destroy(),
  }
}

/** True for an inline or block node that carries a mark of this name. */
export const hasMark =
  (name: string) =>
  (node: PmNode): boolean =>
    node.marks.some((mark) => mark.type.name === name)
