import { Editor, Node as TiptapNode } from '@tiptap/core'
import type { EditorView } from 'prosemirror-view'
import { cdp, commands } from 'vitest/browser'
import { expect, inject, it } from 'vitest'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { mount, openOurs } from './libraries/desk.ts'
import { acts, frame, keysToPaint, openPlain, press, toMiddle } from './libraries/keys.ts'
import { markedDocument, ourMarkedDocument, realParagraphs } from './libraries/long-text.ts'
import { foundOf, loadPeer } from './libraries/peer.ts'
import { plainDocument, plainSchema } from './libraries/plain.ts'
import { suggestSchema, type SuggestChanges } from './libraries/suggest-changes.ts'
import { quantile, result, type BenchResult } from './result.ts'

/*
 * Keys in a long document with 5,000 tracked changes by four people, in our page editor, beside the same keys in plain
 * Tiptap and plain ProseMirror on the same words without marks, and in prosemirror-suggest-changes with its own marks.
 */
const changes = 5000
const { peers, rounds, hourOfKeys } = inject('libraries')

const plainSchemaOnce = plainSchema()
const openWords = (words: readonly string[]): EditorView =>
  openPlain(
    plainDocument(
      plainSchemaOnce,
      words.map((text) => ({ align: null, pieces: [{ text, bold: false }] })),
    ),
  )

/** Types keys in the middle of the document; layout and paint times per key in ms. */
async function type(view: EditorView): Promise<{ layout: number[]; paint: number[] }> {
  const [keys, warmUp] = [200, 20]
  toMiddle(view)
  const layout: number[] = []
  const paint: number[] = []
  for (let i = 0; i < keys + warmUp; i++) {
    await frame()
    const start = performance.now()
    view.dispatch(view.state.tr.insertText('县'))
    view.coordsAtPos(view.state.selection.head) // forces the layout
    const laidOut = performance.now()
    const painted = await frame()
    if (i < warmUp) continue
    layout.push(laidOut - start)
    paint.push(painted - start)
  }
  return { layout, paint }
}

it('keystroke in 100,000 characters with 5,000 changes, against plain Tiptap', async () => {
  const words = realParagraphs(100_000)
  const marked = ourMarkedDocument(words, changes)
  const begun = performance.now()
  const count = listChanges(marked).length
  const listing = performance.now() - begun
  expect(count).toBeGreaterThanOrEqual(changes)

  const editor = openOurs(marked)
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
  for (let round = 0; round < rounds; round++) {
    for (const [into, view] of [
      [ours, editor.view],
      [peer, plain.view],
    ] as const) {
      const one = await type(view)
      into.layout.push(...one.layout)
      into.paint.push(...one.paint)
    }
  }
  editor.destroy()
  plain.destroy()
  const results = [
    result(2, 'key to paint, p50, ms (plain Tiptap)', quantile(ours.paint, 0.5), quantile(peer.paint, 0.5), 1.5),
    result(2, 'key to paint, p95, ms (plain Tiptap)', quantile(ours.paint, 0.95), quantile(peer.paint, 0.95), 1.5),
    result(2, 'key to layout, p50, ms (plain Tiptap)', quantile(ours.layout, 0.5), quantile(peer.layout, 0.5), 1.5),
    result(2, 'key to layout, p95, ms (plain Tiptap)', quantile(ours.layout, 0.95), quantile(peer.layout, 0.95), 1.5),
    result(2, 'list of 5,000 changes, ms (one frame, 16 ms)', listing, 16, 1),
  ]
  await commands.writeFile('artifacts/bench/typing.json', JSON.stringify(results))
})

/** The place on the page an editor was mounted in. */
function placeOf(view: EditorView): HTMLElement {
  let place = view.dom
  while (place.parentElement && place.parentElement !== document.body) place = place.parentElement
  return place
}

/** The editor of prosemirror-suggest-changes on the same words with its own marks; undefined where it is not installed. */
async function openSuggestChanges(words: readonly string[]): Promise<EditorView | undefined> {
  const peer = peers.find(({ key }) => key === 'handlewithcare')
  const found = peer && foundOf(peer)
  if (!found) return undefined
  const library = await loadPeer<SuggestChanges>(found)
  const schema = suggestSchema(library)
  const doc = markedDocument(schema, words, changes, (n, struck) => schema.mark(struck ? 'deletion' : 'insertion', { id: n + 1 }))
  const view = openPlain(doc, { plugins: [library.suggestChanges()], dispatch: library.withSuggestChanges() })
  library.enableSuggestChanges(view.state, view.dispatch.bind(view), view)
  return view
}

it('insert, delete, Enter and paste in 109,000 characters, against plain ProseMirror and suggest-changes', async () => {
  const words = realParagraphs(109_000)
  const editor = openOurs(ourMarkedDocument(words, changes))
  const suggest = await openSuggestChanges(words)
  const sides = [
    { name: 'ours', view: editor.view },
    { name: 'plain ProseMirror', view: openWords(words) },
    ...(suggest ? [{ name: 'prosemirror-suggest-changes', view: suggest }] : []),
  ].map((side) => ({ ...side, acts: acts(words), figures: new Map<string, number[][]>() }))
  // turn and turn about, each alone on the page as it is in a window; the first turn of each is a warm-up
  for (let round = -1; round < rounds; round++) {
    for (const what of Object.keys(acts(words))) {
      for (const { view, acts: own, figures } of sides) {
        const act = own[what]
        if (!act) continue
        for (const side of sides) placeOf(side.view).hidden = side.view !== view
        await frame()
        await frame()
        const one = await keysToPaint(view, round < 0 ? { ...act, times: Math.ceil(act.times / 3) } : act)
        if (round >= 0) figures.set(what, [...(figures.get(what) ?? []), one])
      }
    }
  }
  const results: BenchResult[] = []
  const [ours, ...others] = sides
  for (const [what, figures] of ours?.figures ?? []) {
    for (const peer of others) {
      for (const [p, share] of [
        ['p50', 0.5],
        ['p95', 0.95],
      ] as const) {
        // the middle one of the rounds
        const middle = (all: readonly number[][]): number =>
          quantile(
            all.map((round) => quantile(round, share)),
            0.5,
          )
        const aim = peer.name === 'plain ProseMirror' ? 1.2 : 1
        results.push(
          result(3, `${what} to paint, ${p}, ms (${peer.name})`, middle(figures), middle(peer.figures.get(what) ?? []), aim),
        )
      }
    }
  }
  editor.destroy()
  for (const { view } of others) view.destroy()
  await commands.writeFile('artifacts/bench/typing-peers.json', JSON.stringify(results))
})

type DevTools = { send: (method: string) => Promise<unknown> }

/** The page's JavaScript heap after a collection, in MB: through the DevTools protocol. */
async function heap(): Promise<number> {
  const devTools = cdp() as unknown as DevTools
  for (let i = 0; i < 3; i++) await devTools.send('HeapProfiler.collectGarbage')
  const { usedSize } = (await devTools.send('Runtime.getHeapUsage')) as { usedSize: number }
  return usedSize / 1_048_576
}

/** Growth of the heap over an hour's typing: a paragraph of 60 letters after the other. */
async function growth(view: EditorView, tick: () => void): Promise<number> {
  toMiddle(view)
  const before = await heap()
  for (let key = 0; key < hourOfKeys; key++) {
    tick()
    if (key % 60 === 59) press(view, 'Enter')
    else view.dispatch(view.state.tr.insertText('县'))
    if (key % 10 === 0) await frame()
  }
  return (await heap()) - before
}

it('memory after an hour of typing at 5 keys/s, against plain ProseMirror', async () => {
  const words = realParagraphs(109_000)
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 0; round < rounds; round++) {
    let now = 1_780_000_000_000
    const editor = openOurs(ourMarkedDocument(words, changes), () => now)
    let keys = 0
    const tick = (): void => {
      now += 200
      // the desk saves every few seconds
      if (++keys % 25 === 0) editor.take()
    }
    ours.push(await growth(editor.view, tick))
    editor.destroy()
    const plain = openWords(words)
    peer.push(await growth(plain, () => undefined))
    plain.destroy()
    document.body.replaceChildren()
  }
  const plain = quantile(peer, 0.5).toFixed(1)
  const name = `JS heap growth over ${hourOfKeys} keys, MB, after gc by DevTools (16 MB; plain ProseMirror ${plain} MB)`
  await commands.writeFile('artifacts/bench/memory.json', JSON.stringify([result(3, name, quantile(ours, 0.5), 16, 1)]))
})
