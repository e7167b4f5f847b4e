import type { Node as PmNode } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { hasMark, type Library, type Open } from './library.ts'
import { loadPeer, type Found } from './peer.ts'
import { listAsNodes, marksFor, type Editing } from './perform.ts'
import { plainDocument, plainSchema, type Start } from './plain.ts'

/** What is used of Tiptap 2 and 3; each extension comes with the one it was written for. */
type Tiptap = {
  Editor: new (options: object) => TiptapEditor
  Node: { create: (spec: object) => object }
  Mark: { create: (spec: object) => object }
}
type TiptapEditor = {
  view: EditorView
  state: EditorState
  commands: Record<string, () => boolean>
  on: (event: string, handle: () => void) => void
  destroy: () => void
}
type Configurable = { configure: (options: object) => object }

/** The plain schema as Tiptap extensions. */
function basics({ Node, Mark }: Tiptap): object[] {
  const block = (name: string, content: string, tag: string, more: object = {}): object =>
    Node.create({ name, content, renderHTML: () => [tag, 0], ...more })
  return [
    block('doc', '(paragraph | bullet_list)+', 'div', { topNode: true }),
    block('paragraph', 'text*', 'p', { addAttributes: () => ({ align: { default: null } }) }),
    block('bullet_list', 'list_item+', 'ul'),
    block('list_item', 'paragraph+', 'li'),
    Node.create({ name: 'text' }),
    Mark.create({ name: 'strong', renderHTML: () => ['strong', 0] }),
  ]
}

type Options = {
  tiptap: Tiptap
  extension: object
  accept: string
  reject: string
  keys?: (view: EditorView) => NonNullable<Editing['keys']>
  lateState?: boolean
}

const schema = plainSchema()

function openInTiptap(options: Options, start: Start): Open {
  const { tiptap, extension } = options
  const editor = new tiptap.Editor({
    element: document.createElement('div'),
    injectCSS: false,
    extensions: [...basics(tiptap), extension],
    content: plainDocument(schema, start).toJSON() as object,
  })
  const { view } = editor
  const save = (): (() => void) => {
    const saved = view.state
    return () => {
      view.updateState(saved)
      late?.()
    }
  }
  const late = options.lateState ? keepStateLate(editor) : undefined
  const decide = (command: string): PmNode => {
    const restore = save()
    editor.commands[command]?.()
    const decided = view.state.doc
    restore()
    return decided
  }
  return {
    state: () => view.state,
    dispatch: (tr) => view.dispatch(tr),
    isStruck: hasMark('deletion'),
    list: listAsNodes,
    ...(options.keys ? { keys: options.keys(view) } : {}),
    accepted: () => decide(options.accept),
    rejected: () => decide(options.reject),
    save,
    close: () => editor.destroy(),
  }
}

/**
 * `editor.state` as the Vue 3 editor of Tiptap 2.0 has it: the state before a transaction until all have been told of it.
 * Answers a function that brings it up to date after the view was given a state.
 */
function keepStateLate(editor: TiptapEditor): () => void {
  let { state } = editor.view
  const update = (): void => {
    state = editor.view.state
  }
  Object.defineProperty(editor, 'state', { get: () => state })
  editor.on('transaction', update)
  return update
}

/** Typing and keys as prosemirror-view passes them to its plugins, with the editor's own deed where none takes them. */
function keysOf(view: EditorView): NonNullable<Editing['keys']> {
  const press = (key: 'Backspace' | 'Enter'): void => {
    const event = new KeyboardEvent('keydown', { key })
    if (view.someProp('handleKeyDown', (handle) => handle(view, event))) return
    const { tr, selection } = view.state
    view.dispatch(key === 'Enter' ? tr.split(selection.from) : tr.deleteSelection())
  }
  return {
    type: ({ text, bold }) => {
      const strong = view.state.schema.mark('strong')
      if (bold || view.state.doc.rangeHasMark(0, view.state.doc.content.size, strong.type)) {
        // a look set for what is typed next does not outlive a selection that is typed over: that is no matter of tracking
        if (!view.state.selection.empty) press('Backspace')
        const { from, to } = view.state.selection
        view.dispatch(view.state.tr.setStoredMarks(marksFor(view.state, from, to, bold)))
      }
      const { from, to } = view.state.selection
      const plain = () => view.state.tr.insertText(text, from, to)
      if (!view.someProp('handleTextInput', (handle) => handle(view, from, to, text, plain))) view.dispatch(plain())
    },
    press,
  }
}

const noAttribute = { align: 'does not record attributes', list: 'does not record lists' }

/** tiptap-track-changes listens to text input, Backspace, Delete, Enter and mark steps; so it gets keys, not transactions. */
export async function tiptapTrackChanges(found: Found): Promise<Library> {
  const library = await loadPeer<Tiptap & { TrackChangesExtension: Configurable }>(found)
  const extension = library.TrackChangesExtension.configure({
    author: { id: 'wang', name: 'Wang', color: '#2d5fce' },
    mode: 'suggest',
  })
  return {
    ...found,
    how: 'Tiptap 3.34 with `TrackChangesExtension` in suggest mode, driven by text input, Backspace and Enter; `acceptAll`, `rejectAll`',
    cannot: noAttribute,
    open: (start) => openInTiptap({ tiptap: library, extension, accept: 'acceptAll', reject: 'rejectAll', keys: keysOf }, start),
  }
}

/** track-change-extension marks after the fact what replace steps did. */
export async function trackChangeExtension(found: Found): Promise<Library> {
  const library = await loadPeer<Tiptap & { TrackChangeExtension: Configurable }>(found)
  const extension = library.TrackChangeExtension.configure({ enabled: true, dataOpUserId: 'wang', dataOpUserNickname: 'Wang' })
  return {
    ...found,
    how: 'Tiptap 2.27 with the late `editor.state` of its Vue 3 editor, `TrackChangeExtension` enabled; `acceptAllChanges`, `rejectAllChanges`',
    cannot: { format: 'looks at replace steps only; format is not recorded', ...noAttribute },
    open: (start) =>
      openInTiptap(
        { tiptap: library, extension, accept: 'acceptAllChanges', reject: 'rejectAllChanges', lateState: true },
        start,
      ),
  }
}
