import fs from 'node:fs'
import path from 'node:path'
import type { Node as PmNode } from 'prosemirror-model'
import { EditorState, type Command, type Plugin, type Transaction } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import { afterAll, expect, inject, it } from 'vitest'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../src-shared/revision/rebase.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import { selfCheckMerge, verifySubmission } from '../../src-shared/revision/verify.ts'
import { finalOf, originalOf } from '../../src-shared/revision/views.ts'
import { markedDocument, newId, ourMarkedDocument, realParagraphs } from './libraries/long-text.ts'
import { plainDocument, plainSchema } from './libraries/plain.ts'
import { Dice } from './libraries/plan.ts'
import { suggestSchema, type SuggestChanges } from './libraries/suggest-changes.ts'
import { quantile, result, type BenchResult } from './result.ts'

/*
 * The work of the revision core on 109,000 characters with 5,000 changes, each beside a named limit or the same work of a
 * library in this run: list, accept all, two views, and one round of derive, verify and rebase for two people offline.
 */
const root = path.resolve(import.meta.dirname, '../..')
const { peers, rounds } = inject('libraries')
const words = realParagraphs(109_000)
const marked = ourMarkedDocument(words, 5000)
const results: BenchResult[] = []
afterAll(() => fs.writeFileSync(path.join(root, 'artifacts/bench/revision.json'), JSON.stringify(results)))

/** A peer's bundle, or undefined where it is not installed. */
async function load<T>(key: string): Promise<T | undefined> {
  const bundle = peers.find((peer) => peer.key === key)?.bundle
  return bundle === undefined ? undefined : ((await import(/* @vite-ignore */ path.join(root, bundle))) as T)
}

/** The middle time of some runs in ms, after one that does not count; both sides of a comparison turn and turn about. */
function times(...sides: readonly (() => unknown)[]): number[] {
  const figures = sides.map((): number[] => [])
  for (let round = -1; round < rounds; round++) {
    sides.forEach((side, i) => {
      const begun = performance.now()
      side()
      if (round >= 0) figures[i]?.push(performance.now() - begun)
    })
  }
  return figures.map((all) => quantile(all, 0.5))
}

it('list of 5,000 changes, against one frame', () => {
  expect(listChanges(marked).length).toBeGreaterThanOrEqual(5000)
  const [ours = 0] = times(() => listChanges(marked))
  results.push(result(3, 'list of 5,000 changes, ms (one frame, 16 ms)', ours, 16, 1))
})

it('what a view shows, against the 150 ms of a view switch', () => {
  const [final = 0, original = 0] = times(
    () => finalOf(marked, () => undefined),
    () => originalOf(marked),
  )
  results.push(result(3, 'resolve for 最终稿, ms (view switch, 150 ms)', final, 150, 1))
  results.push(result(3, 'resolve for 原稿, ms (view switch, 150 ms)', original, 150, 1))
})

it('accept all of 5,000 changes, against prosemirror-suggest-changes', async ({ skip }) => {
  const library = await load<SuggestChanges>('handlewithcare')
  if (!library) return skip('prosemirror-suggest-changes is not installed')
  const schema = suggestSchema(library)
  const doc = markedDocument(schema, words, 5000, (n, struck) => schema.mark(struck ? 'deletion' : 'insertion', { id: n + 1 }))
  const state = EditorState.create({ doc })
  const run = (command: Command): PmNode => {
    let after = state
    command(state, (tr) => (after = state.apply(tr)))
    return after.doc
  }
  expect(run(library.applySuggestions).textContent).toBe(acceptAll(marked).child(1).textContent)
  const [ours = 0, peer = 0] = times(
    () => acceptAll(marked),
    () => run(library.applySuggestions),
  )
  results.push(result(3, 'accept all of 5,000 changes, ms (prosemirror-suggest-changes)', ours, peer, 1))
})

/** Where somebody types 3,000 letters: 150 words of 20 in unmarked text, told by paragraph and letter. */
const wordsTyped = (seed: number): { paragraph: number; offset: number }[] => {
  const dice = new Dice(seed)
  return Array.from({ length: 150 }, () => ({ paragraph: dice.int(0, words.length - 1), offset: dice.int(1, 15) }))
}

/** Types them letter by letter; `dispatch` says how a transaction becomes the next state. */
function typed(
  start: EditorState,
  body: number,
  seed: number,
  dispatch: (state: EditorState, tr: Transaction) => EditorState,
): EditorState {
  let state = start
  for (const { paragraph, offset } of wordsTyped(seed)) {
    const blocks = body === 0 ? state.doc : state.doc.child(body)
    let pos = body === 0 ? 0 : state.doc.child(0).nodeSize + 1
    for (let i = 0; i < paragraph; i++) pos += blocks.child(i).nodeSize
    for (let i = 0; i < 20; i++) state = dispatch(state, state.tr.insertText('县', pos + 1 + offset + i))
  }
  return state
}

type Collab = {
  collab: (config: { version: number; clientID: string }) => Plugin
  sendableSteps: (state: EditorState) => { steps: readonly Step[] } | null
  receiveTransaction: (state: EditorState, steps: readonly Step[], ids: readonly string[]) => Transaction
}

/** The server's side of two submissions typed offline on one base. */
function merge(base: PmNode, works: readonly { author: string; doc: PmNode }[]): PmNode {
  const tracked = { held: ['review'], tracked: true }
  let head = base
  let theirs: Step[] = []
  for (const { author, doc } of works) {
    const isNew = (id: string): boolean => id.startsWith(author)
    const mine = deriveSteps(base, doc, isNew)
    const honest = verifySubmission({ base, steps: mine, author, ...tracked })
    if (!honest.ok) throw new Error(honest.detail)
    const moved = rebaseSteps(base, mine, theirs)
    const whole = verifySubmission({ base: head, steps: moved.steps, author, ...tracked })
    const check = selfCheckMerge({ head, merged: moved.doc, isNew })
    if (!whole.ok || !check.ok || moved.dropped) throw new Error('the merge does not hold')
    head = moved.doc
    theirs = [...theirs, ...moved.steps]
  }
  return head
}

it('derive, verify and rebase of 3,000 keystrokes per side, against prosemirror-collab on the raw steps', async ({ skip }) => {
  const library = await load<Collab>('collab')
  if (!library) return skip('prosemirror-collab is not installed')
  const works = ['甲', '乙'].map((author, side) => {
    let now = 1_780_000_000_000
    const context = () => ({
      author,
      step: 'review',
      now: (now += 200),
      newId: () => `${author}${newId()}`,
      isUnsent: (id: string) => id.startsWith(author),
    })
    const done = typed(EditorState.create({ doc: marked }), 1, side + 1, (state, tr) =>
      state.apply(trackTransaction(tr, state, context())),
    )
    return { author, doc: done.doc }
  })
  const schema = plainSchema()
  const doc = plainDocument(
    schema,
    words.map((text) => ({ align: null, pieces: [{ text, bold: false }] })),
  )
  const sides = ['甲', '乙'].map((clientID, side) =>
    typed(EditorState.create({ doc, plugins: [library.collab({ version: 0, clientID })] }), 0, side + 1, (state, tr) =>
      state.apply(tr),
    ),
  )
  const [first, second] = sides
  if (!first || !second) throw new Error('two sides')
  const steps = library.sendableSteps(first)?.steps ?? []
  expect(steps.length).toBe(3000)
  const ids = steps.map(() => '甲')
  const [ours = 0, peer = 0] = times(
    () => merge(marked, works),
    () => second.apply(library.receiveTransaction(second, steps, ids)),
  )
  results.push(
    result(
      3,
      'derive, verify and rebase of 3,000 keystrokes per side, ms (prosemirror-collab, raw steps, nothing verified)',
      ours,
      peer,
      1,
    ),
  )
})
