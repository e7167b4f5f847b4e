import { Editor, Node as TiptapNode } from '@tiptap/core'
import type { Node as PmNode } from 'prosemirror-model'
import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { commands } from 'vitest/browser'
import { expect, it } from 'vitest'
import texts from '../../src-server/sample/texts.json'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { openPageEditor } from '../../src-renderer/document/editor/page-editor.ts'
import { quantile, result } from './result.ts'

/*
 * A key in a document of 100,000 characters with 5,000 tracked changes by four people, in our page editor, and the same
 * key in plain Tiptap on the same words without marks: from the key's transaction to the layout it causes, and to paint.
 */
const characters = 100_000
const changes = 5000
const keys = 200

let ids = 0
const newId = (): string => `0190a000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`

/** Real paragraphs until there are enough characters. */
function paragraphs(): string[] {
  const all = JSON.stringify(texts).match(/[\u4e00-\u9fff，。、；：“”（）《》]{40,}/g) ?? []
  const taken: string[] = []
  let length = 0
  for (let i = 0; length < characters; i++) {
    const text = all[i % all.length] ?? ''
    taken.push(text)
    length += text.length
  }
  return taken
}

/** Marks short runs all over the body, turn and turn about inserted and struck, by four authors. */
function withChanges(doc: PmNode): PmNode {
  const every = Math.floor(characters / changes)
  let count = 0
  const mark = (text: string): PmNode[] => {
    const parts: PmNode[] = []
    for (let at = 0; at < text.length; at += every) {
      const run = text.slice(at, at + every)
      const who = { id: newId(), author: `u${count % 4}`, at: 1_750_000_000_000 + count * 1000, step: 'review' }
      parts.push(schema.text(run.slice(0, -3) || run, []))
      if (run.length > 3)
        parts.push(
          schema.text(
            run.slice(-3),
            [schema.marks[count % 2 ? 'del' : 'ins']?.create(who)].filter((m) => m !== undefined),
          ),
        )
      count++
    }
    return parts
  }
  const body = doc.child(1)
  const blocks: PmNode[] = []
  body.forEach((p) => blocks.push(p.type.create(p.attrs, mark(p.textContent))))
  return doc.copy(doc.content.replaceChild(1, body.copy(body.type.create(null, blocks).content)))
}

const frame = (): Promise<number> =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => resolve(performance.now())
      channel.port2.postMessage(0)
    }),
  )

/** Types keys in the middle of the document; layout and paint times per key in ms. */
async function type(view: EditorView): Promise<{ layout: number[]; paint: number[] }> {
  const middle = TextSelection.near(view.state.doc.resolve(Math.floor(view.state.doc.content.size / 2)))
  view.dispatch(view.state.tr.setSelection(middle).scrollIntoView())
  view.focus()
  const layout: number[] = []
  const paint: number[] = []
  for (let i = 0; i < keys + 20; i++) {
    await frame()
    const start = performance.now()
    view.dispatch(view.state.tr.insertText('县'))
    view.coordsAtPos(view.state.selection.head) // forces the layout
    const laidOut = performance.now()
    const painted = await frame()
    if (i < 20) continue // warm-up
    layout.push(laidOut - start)
    paint.push(painted - start)
  }
  return { layout, paint }
}

const mount = (): HTMLElement => {
  const element = document.createElement('div')
  element.style.cssText = 'width:700px;height:600px;overflow:auto'
  document.body.append(element)
  const inner = document.createElement('div')
  element.append(inner)
  return inner
}

const hint = { label: '', hint: '' }
const labels = {
  title: hint,
  mainTo: hint,
  attachmentNote: hint,
  issuer: hint,
  issuedOn: hint,
  remark: hint,
  copyTo: hint,
  body: hint,
}
const looksOf = (users: readonly string[]) =>
  new Map(users.map((user, i) => [user, { className: `p${i}`, letter: user, name: user }]))

it('keystroke in 100,000 characters with 5,000 changes, against plain Tiptap', async () => {
  const words = paragraphs()
  const marked = withChanges(makeDocument({ elements: { title: '关于工作的通知' }, paragraphs: words }, newId))
  const begun = performance.now()
  const count = listChanges(marked).length
  const listing = performance.now() - begun
  expect(count).toBeGreaterThanOrEqual(changes)

  const editor = openPageEditor({
    mount: mount(),
    doc: marked,
    looks: { persons: looksOf(['u0', 'u1', 'u2', 'u3']), verdicts: new Map(), current: null, labels },
    label: 'bench',
    tracking: () => 'tracked',
    context: () => ({ author: 'u1', step: 'review', now: Date.now(), newId, isUnsent: () => true }),
    onChange: () => undefined,
    onUndoSent: () => undefined,
  })
  const plain = new Editor({
    element: mount(),
    injectCSS: false,
    extensions: [
      TiptapNode.create({ name: 'doc', topNode: true, content: 'paragraph+' }),
      TiptapNode.create({ name: 'paragraph', content: 'text*', renderHTML: () => ['p', 0] }),
      TiptapNode.create({ name: 'text' }),
    ],
    content: { type: 'doc', content: words.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) },
  })
  // turn and turn about, so that a slow moment of the machine hits both
  const ours = { layout: [] as number[], paint: [] as number[] }
  const peer = { layout: [] as number[], paint: [] as number[] }
  for (let round = 0; round < 3; round++) {
    for (const [into, view] of [
      [ours, editor.view],
      [peer, plain.view],
    ] as const) {
      const one = await type(view)
      into.layout.push(...one.layout)
      into.paint.push(...one.paint)
    }
  }
  const results = [
    result(2, 'key to paint, p50, ms (plain Tiptap)', quantile(ours.paint, 0.5), quantile(peer.paint, 0.5), 1.5),
    result(2, 'key to paint, p95, ms (plain Tiptap)', quantile(ours.paint, 0.95), quantile(peer.paint, 0.95), 1.5),
    result(2, 'key to layout, p50, ms (plain Tiptap)', quantile(ours.layout, 0.5), quantile(peer.layout, 0.5), 1.5),
    result(2, 'key to layout, p95, ms (plain Tiptap)', quantile(ours.layout, 0.95), quantile(peer.layout, 0.95), 1.5),
    result(2, 'list of 5,000 changes, ms (one frame, 16 ms)', listing, 16, 1),
  ]
  await commands.writeFile('artifacts/bench/typing.json', JSON.stringify(results))
})
