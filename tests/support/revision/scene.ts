import type { Node as PmNode } from 'prosemirror-model'
import { EditorState, TextSelection, type Command, type Plugin, type Transaction } from 'prosemirror-state'
import { makeDocument, type DocumentContent } from '../../../src-shared/document/make.ts'
import { coarseMeta, trackTransaction } from '../../../src-shared/revision/track.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { counter } from './documents.ts'
import { desk, type Desk } from './session.ts'

/** A marked document with persons at work on it, for tests that tell a story. */
export class Scene {
  state: EditorState
  readonly original: PmNode
  now = 1_000_000
  private readonly desks = new Map<string, Desk>()
  private readonly sent = new Set<string>()

  constructor(content: DocumentContent | PmNode, plugins: Plugin[] = []) {
    this.original = 'type' in content ? content : makeDocument(content, counter('b'))
    this.state = EditorState.create({ doc: this.original, plugins })
  }

  get doc(): PmNode {
    return this.state.doc
  }

  context(author: string) {
    const by = this.desks.get(author) ?? desk(author)
    this.desks.set(author, by)
    return {
      author,
      step: by.step,
      now: this.now,
      newId: by.newId,
      isUnsent: (id: string) => id.startsWith(`${author}-`) && !this.sent.has(id),
    }
  }

  /** An edit by `author`, tracked. */
  edit(author: string, make: (tr: Transaction, state: EditorState) => Transaction): this {
    this.dispatch(author, make(this.state.tr, this.state))
    return this
  }

  /** A real editor command by `author`. */
  command(author: string, command: Command): boolean {
    return command(this.state, (tr) => this.dispatch(author, tr))
  }

  dispatch(author: string, tr: Transaction): void {
    const tracked = trackTransaction(tr, this.state, this.context(author))
    if (tracked.getMeta(coarseMeta)) throw new Error(`recorded block by block: ${String(tracked.getMeta(coarseMeta))}`)
    this.state = this.state.apply(tracked)
    this.state.doc.check()
  }

  /** Puts the caret or a selection by the text around it. */
  select(from: number, to = from): this {
    this.state = this.state.apply(this.state.tr.setSelection(TextSelection.create(this.doc, from, to)))
    return this
  }

  /** Position of the first letter of `text` in the marked document, struck text included. */
  at(text: string): number {
    let found = -1
    this.doc.descendants((node, pos) => {
      if (found >= 0) return false
      if (!node.isTextblock) return true
      const index = node.textBetween(0, node.content.size, '', '\ufffc').indexOf(text)
      if (index >= 0) found = pos + 1 + index
      return false
    })
    if (found < 0) throw new Error(`no ${text} in the document`)
    return found
  }

  selectText(text: string): this {
    const from = this.at(text)
    return this.select(from, from + text.length)
  }

  /** Everything so far is in a version on the server. */
  submit(): this {
    for (const change of listChanges(this.doc)) this.sent.add(change.id)
    return this
  }
}

export { lines, marked } from '../ui/marks.ts'
