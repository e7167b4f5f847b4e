import { TextSelection, type Selection } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import { v7 } from 'uuid'
import { elementNames } from '../../../src-shared/document/schema.ts'
import { makeDocument, type DocumentContent } from '../../../src-shared/document/make.ts'
import { originalOf } from '../../../src-shared/revision/views.ts'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import type { PagesOptions } from '../../../src-renderer/document/pages/pages-plugin.ts'
import type { PictureDesk } from '../../../src-renderer/document/editor/picture-desk.ts'
import type { PictureWork } from '../../../src-renderer/document/editor/picture-inserter.ts'
import type { EscapeCode } from '../../../src-renderer/document/editor/door.ts'
import { openPageEditor, type PageEditor } from '../../../src-renderer/document/editor/page-editor.ts'
import type { Looks } from '../../../src-renderer/document/editor/looks.ts'
import { lines, marked } from './marks.ts'
import '../../../src-renderer/document/editor/page.css'
import '../../../src-renderer/document/editor/marks.css'
import '../../../src-renderer/ui/tokens.css'

const none = { label: '', hint: '' }
const labels = Object.fromEntries([...elementNames, 'body'].map((name) => [name, none])) as Looks['labels']

export type TestPage = {
  editor: PageEditor
  start: PmNode
  doc: () => PmNode
  /** text of the body with everything accepted, a line per paragraph */
  accepted: () => string
  original: () => PmNode
  /** the body with marks in brackets */
  marked: () => string
  /** puts the caret, or a selection, by paragraph and offset */
  select: (paragraph: number, offset: number, toParagraph?: number, toOffset?: number) => void
  /** selects the first occurrence of a text, in the header or the body, struck text included */
  selectText: (text: string) => void
  /** puts the caret before the first occurrence of a text, or behind it */
  caret: (text: string, where?: 'before' | 'behind') => void
  /** resolves when no composition is under way */
  settled: () => Promise<void>
  /** what became of undos of changes the server has */
  sentUndos: () => readonly ('recorded' | 'nothing')[]
  /** what the door reported */
  escapes: () => readonly { code: EscapeCode; detail: string }[]
  /** what was refused, in words */
  refusals: () => readonly string[]
  close: () => void
}

export type PageSetup = {
  mode?: 'tracked' | 'untracked'
  /** in place of `mode`, where it changes on the way */
  modeOf?: () => 'tracked' | 'untracked' | null
  author?: string
  newId?: () => string
  isUnsent?: (id: string) => boolean
  /** the person's clock, in ms; it goes on by itself */
  clock?: number
  /** false: an escape is only reported, as in production */
  assert?: boolean
  /** in place of a desk that has no pictures */
  pictures?: PictureDesk
  onPictureWork?: (work: PictureWork) => void
  /** shows the pages of paper */
  pages?: PagesOptions
}

/** A desk that has no pictures and takes none. */
const noPictures: PictureDesk = {
  pick: () => Promise.resolve({ pictures: [], refused: [] }),
  put: () => Promise.reject(new Error('no pictures here')),
  keep: () => Promise.resolve('later'),
  url: () => 'data:,',
  trouble: () => Promise.resolve('missing'),
  onLine: () => () => undefined,
}

/** Position of the first letter of a text in the marked document. */
function positionOf(doc: PmNode, text: string): number {
  let found = -1
  doc.descendants((node, pos) => {
    if (found >= 0) return false
    if (!node.isTextblock) return true
    const at = node.textBetween(0, node.content.size, '', '\ufffc').indexOf(text)
    if (at >= 0) found = pos + 1 + at
    return false
  })
  if (found < 0) throw new Error(`no ${text} on the page`)
  return found
}

/** A page on its own in the test's document, as 赵敏 edits it at 核稿. */
export function openTestPage(content: DocumentContent | PmNode, options: PageSetup = {}): TestPage {
  const mount = document.createElement('div')
  mount.className = 'sheet'
  if (!options.pages) mount.style.setProperty('--mm', '3px')
  document.body.append(mount)
  const inner = document.createElement('div')
  mount.append(inner)
  const furniture = document.createElement('div')
  furniture.className = 'paper page-furniture'
  if (options.pages) mount.append(furniture)
  const sentUndos: ('recorded' | 'nothing')[] = []
  const escapes: { code: EscapeCode; detail: string }[] = []
  const refusals: string[] = []
  let tick = 0
  const start = 'type' in content ? (content as PmNode) : makeDocument(content as DocumentContent, v7)
  const editor = openPageEditor({
    mount: inner,
    doc: start,
    label: 'page',
    looks: { persons: new Map(), verdicts: new Map(), current: null, labels },
    tracking: () => (options.modeOf ? options.modeOf() : (options.mode ?? 'tracked')),
    context: () => ({
      author: options.author ?? 'zhao',
      step: 'check',
      now: (options.clock ?? 1_780_000_000_000) + tick++,
      newId: options.newId ?? v7,
      isUnsent: options.isUnsent ?? (() => true),
    }),
    onChange: () => undefined,
    onUndoSent: (done) => void sentUndos.push(done),
    onEscape: (code, detail) => void escapes.push({ code, detail }),
    onRefused: (reason) => void refusals.push(reason),
    assert: options.assert,
    pictures: options.pictures ?? noPictures,
    onPictureWork: options.onPictureWork,
    pages: options.pages,
  })
  const at = (paragraph: number, offset: number): number => {
    const doc = editor.view.state.doc
    let pos = doc.child(0).nodeSize + 1
    for (let i = 0; i < paragraph; i++) pos += doc.child(1).child(i).nodeSize
    return pos + 1 + offset
  }
  const select = (selection: Selection): void => {
    editor.view.focus()
    editor.view.dispatch(editor.view.state.tr.setSelection(selection))
  }
  const range = (from: number, to = from): void => select(TextSelection.create(editor.view.state.doc, from, to))
  return {
    editor,
    start,
    doc: () => editor.view.state.doc,
    accepted: () => lines(acceptAll(editor.view.state.doc)).join('\n'),
    original: () => originalOf(editor.view.state.doc),
    marked: () => marked(editor.view.state.doc),
    select: (paragraph, offset, toParagraph = paragraph, toOffset = offset) =>
      range(at(paragraph, offset), at(toParagraph, toOffset)),
    selectText: (text) => {
      const from = positionOf(editor.view.state.doc, text)
      range(from, from + text.length)
    },
    caret: (text, where = 'before') => {
      const from = positionOf(editor.view.state.doc, text)
      range(where === 'before' ? from : from + text.length)
    },
    settled: () => editor.door.settled(editor.view),
    sentUndos: () => sentUndos,
    escapes: () => escapes,
    refusals: () => refusals,
    close: () => {
      editor.destroy()
      mount.remove()
    },
  }
}
