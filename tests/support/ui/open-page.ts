import { TextSelection } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import { v7 } from 'uuid'
import { elementNames } from '../../../src-shared/document/schema.ts'
import { makeDocument, type DocumentContent } from '../../../src-shared/document/make.ts'
import { originalOf } from '../../../src-shared/revision/views.ts'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import { openPageEditor, type PageEditor } from '../../../src-renderer/document/editor/page-editor.ts'
import type { Looks } from '../../../src-renderer/document/editor/looks.ts'
import '../../../src-renderer/document/editor/page.css'
import '../../../src-renderer/ui/tokens.css'

const none = { label: '', hint: '' }
const labels = Object.fromEntries([...elementNames, 'body'].map((name) => [name, none])) as Looks['labels']

export type TestPage = {
  editor: PageEditor
  start: PmNode
  /** text of the body with everything accepted, a line per paragraph */
  accepted: () => string
  original: () => PmNode
  /** puts the caret, or a selection, by paragraph and offset */
  select: (paragraph: number, offset: number, toParagraph?: number, toOffset?: number) => void
  /** what became of undos of changes the server has */
  sentUndos: () => readonly ('recorded' | 'nothing')[]
  close: () => void
}

const linesOf = (doc: PmNode): string => {
  const lines: string[] = []
  doc.child(1).forEach((block) => void lines.push(block.textContent))
  return lines.join('\n')
}

/** A page on its own in the test's document, as 赵敏 edits it at 核稿. */
export function openTestPage(
  content: DocumentContent | PmNode,
  options: { mode?: 'tracked' | 'untracked'; isUnsent?: (id: string) => boolean } = {},
): TestPage {
  const mount = document.createElement('div')
  mount.className = 'sheet'
  mount.style.setProperty('--mm', '3px')
  document.body.append(mount)
  const inner = document.createElement('div')
  mount.append(inner)
  const sentUndos: ('recorded' | 'nothing')[] = []
  let tick = 0
  const start = 'type' in content ? (content as PmNode) : makeDocument(content as DocumentContent, v7)
  const editor = openPageEditor({
    mount: inner,
    doc: start,
    label: 'page',
    looks: { persons: new Map(), verdicts: new Map(), current: null, labels },
    tracking: () => options.mode ?? 'tracked',
    context: () => ({
      author: 'zhao',
      step: 'check',
      now: 1_780_000_000_000 + tick++,
      newId: v7,
      isUnsent: options.isUnsent ?? (() => true),
    }),
    onChange: () => undefined,
    onUndoSent: (done) => void sentUndos.push(done),
  })
  const at = (paragraph: number, offset: number): number => {
    const doc = editor.view.state.doc
    let pos = doc.child(0).nodeSize + 1
    for (let i = 0; i < paragraph; i++) pos += doc.child(1).child(i).nodeSize
    return pos + 1 + offset
  }
  return {
    editor,
    start,
    accepted: () => linesOf(acceptAll(editor.view.state.doc)),
    original: () => originalOf(editor.view.state.doc),
    select: (paragraph, offset, toParagraph = paragraph, toOffset = offset) => {
      const { state } = editor.view
      editor.view.focus()
      editor.view.dispatch(
        state.tr.setSelection(TextSelection.create(state.doc, at(paragraph, offset), at(toParagraph, toOffset))),
      )
    },
    sentUndos: () => sentUndos,
    close: () => {
      editor.destroy()
      mount.remove()
    },
  }
}
