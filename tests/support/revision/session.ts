import type { Node as PmNode } from 'prosemirror-model'
import { history, redo, undo } from 'prosemirror-history'
import { EditorState, type Transaction } from 'prosemirror-state'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import type { Entry } from '../../../src-shared/document/schema.ts'
import { coarseMeta, trackTransaction } from '../../../src-shared/revision/track.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { counter, randomDocument, withoutIds } from './documents.ts'
import { randomOperation, type Level, type Operation } from './operations.ts'
import { Random } from './random.ts'

/** A person at a desk who edits a shared marked document. */
export type Desk = { author: string; step: string; newId: () => string }

export const desk = (author: string): Desk => ({ author, step: `step-${author}`, newId: counter(`${author}-`) })

/** Carries out one operation tracked and on the accepted document; throws when an invariant breaks. */
export function trackOperation(
  state: EditorState,
  operation: Operation,
  by: Desk,
  now: number,
  isUnsent: (id: string) => boolean,
): EditorState {
  const tr = trackTransaction(operation.run(state), state, { author: by.author, step: by.step, now, newId: by.newId, isUnsent })
  if (tr.getMeta(coarseMeta)) throw new Error(`${operation.name} was not recognised`)
  return state.apply(tr)
}

/** A document in one short line per block, with its marks and entries, for messages. */
export function brief(node: PmNode, depth = 0): string {
  if (node.isInline) {
    const marks = node.marks.map(
      (mark) =>
        `${mark.type.name}${mark.attrs['id'] ? `:${String(mark.attrs['id'])}` : ''}${mark.attrs['mark'] ? `/${String(mark.attrs['mark'])}` : ''}`,
    )
    return marks.length ? `[${node.text ?? node.type.name} ${marks.join(' ')}]` : (node.text ?? node.type.name)
  }
  const trk = ((node.attrs['trk'] as Entry[] | null) ?? []).map(
    (e) =>
      `${e.k}:${e.id}${e.k === 'attr' ? `/${e.name} ${String(e.old)}→${String(e.new)}` : e.k === 'brkDel' && e.over ? `/over ${e.over}` : ''}`,
  )
  const own = `${node.type.name}#${String(node.attrs['id'])} ${String(node.attrs['style'] ?? '')} {${trk.join(', ')}}`
  const pad = '\n' + '  '.repeat(depth)
  return `${pad}${own} ${node.children.map((child) => brief(child, depth + 1)).join('')}`
}
export const json = (doc: PmNode) => brief(doc)

export function mustBeSame(what: string, a: PmNode, b: PmNode): void {
  if (!a.eq(b)) throw new Error(`${what}\n got  ${json(a)}\n want ${json(b)}`)
}

/** What a plain editor makes of the operation on the accepted document. */
export function plainResult(accepted: PmNode, operation: Operation): PmNode {
  const state = EditorState.create({ doc: accepted })
  return state.apply(operation.run(state)).doc
}

export function checkInvariants(original: PmNode, doc: PmNode, plain: PmNode): void {
  mustBeSame('reject all is not the original', rejectAll(doc), original)
  mustBeSame('accept all is not what a plain editor gives', withoutIds(acceptAll(doc)), withoutIds(plain))
  doc.check()
  acceptAll(doc).check()
  for (const [id, signatures] of changeSignatures(doc)) {
    const sound = signatures.length === 1 && signatures.every((who) => who.author && who.step && who.at > 0)
    if (!id || !sound) throw new Error(`change ${id} is not signed`)
  }
  const ids = new Set<string>()
  doc.descendants((node) => {
    if (node.isInline || !('id' in node.attrs)) return
    const id = node.attrs['id'] as string | null
    if (!id || ids.has(id)) throw new Error(`block id ${String(id)} of a ${node.type.name} is missing or not its own`)
    ids.add(id)
  })
}

/** Decides every change one by one in random order; then sweeps until nothing waits. Must give the bulk result. */
export function checkDecisions(random: Random, doc: PmNode): void {
  const verdicts = new Map<string, Verdict>(
    [...changeSignatures(doc).keys()].map((id) => [id, random.pick(['accept', 'reject'] as const)]),
  )
  const bulk = resolveDoc(doc, (who) => verdicts.get(who.id) ?? 'keep')
  let one = doc
  for (const id of random.shuffle([...verdicts.keys()]))
    one = resolveDoc(one, (who) => (who.id === id ? (verdicts.get(id) ?? 'keep') : 'keep'))
  for (let sweep = 0; sweep < 5 && changeSignatures(one).size; sweep++)
    one = resolveDoc(one, (who) => verdicts.get(who.id) ?? 'keep')
  mustBeSame(`one by one differs from bulk ${JSON.stringify([...verdicts])} of ${json(doc)}`, one, bulk)
}

export type SessionOptions = {
  level: Level
  seed: number
  operations: number
  authors: number
  decisions: boolean
  undo: boolean
}

/** One random session; returns the number of operations. A failure names the seed and what was done. */
export function runSession({ level, seed, operations, authors, decisions, undo: withUndo }: SessionOptions): number {
  const random = new Random(seed)
  const done: string[] = []
  const desks = Array.from({ length: authors }, (_, i) => desk('甲乙丙丁'[i] ?? `p${i}`))
  const sent = new Set<string>()
  const original = randomDocument(random, counter('b'), level === 'L7')
  let state = EditorState.create({ doc: original, plugins: withUndo ? [history({ newGroupDelay: 0, depth: 1000 })] : [] })
  const marked: PmNode[] = []
  try {
    for (let i = 0; i < operations; i++) {
      const by = random.pick(desks)
      if (authors > 1)
        for (const id of changeSignatures(state.doc).keys())
          if (!id.startsWith(`${by.author}-`) || random.chance(0.3)) sent.add(id)
      const operation = randomOperation(random, level, state.doc)
      done.push(`${by.author} ${operation.name}`)
      const plain = plainResult(acceptAll(state.doc), operation)
      marked.push(state.doc)
      state = trackOperation(state, operation, by, 1_000_000 + i * (random.chance(0.3) ? 400_000 : 1000), (id) => !sent.has(id))
      checkInvariants(original, state.doc, plain)
    }
    if (decisions) checkDecisions(random, state.doc)
    if (withUndo) checkUndo(state, original)
  } catch (error) {
    const before = marked.at(-1)
    throw new Error(
      `seed ${seed} level ${level}, ${authors} author(s): ${done.join(' | ')}\n before ${before ? json(before) : ''}\n${String(error)}`,
      { cause: error },
    )
  }
  return operations
}

function checkUndo(start: EditorState, original: PmNode): void {
  let state = start
  const dispatch = (tr: Transaction) =>
    (state = state.apply(trackTransaction(tr, state, { author: 'x', step: 'x', now: 1, newId: () => 'x', isUnsent: () => true })))
  while (undo(state, dispatch)) if (state === start) break
  mustBeSame('undo of everything is not the start', state.doc, original)
  while (redo(state, dispatch)) if (state === start) break
  mustBeSame('redo of everything is not the end', state.doc, start.doc)
}
