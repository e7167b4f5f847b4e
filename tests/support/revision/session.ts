import type { Node as PmNode } from 'prosemirror-model'
import { history, redo, undo, undoDepth } from '../../../src-renderer/document/editor/history.ts'
import { EditorState, type Command, type Transaction } from 'prosemirror-state'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { deriveSteps, stripChanges } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import { coarseMeta, trackTransaction, untrackedMeta } from '../../../src-shared/revision/track.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'
import { layUnder } from '../../../src-renderer/document/editor/newer-body.ts'
import { anchorsInOrder, counter, randomDocument, withoutAnchors, withoutIds } from './documents.ts'
import { checkGoes } from './goes.ts'
import {
  brief,
  checkDecisions,
  checkInvariants,
  checkOnlyAdds,
  checkRejectAuthor,
  checkRoundTrip,
  checkShape,
  mustBeSame,
} from './invariants.ts'
import { randomOperation, shapeOf, type Operation } from './operations.ts'
import { Random } from './random.ts'
import { messageOf, type Counts, type Plan } from './shrink.ts'

export { brief, checkDecisions, checkInvariants, mustBeSame } from './invariants.ts'

/** A person at a desk who edits a shared marked document. */
export type Desk = { author: string; step: string; newId: () => string }

export const desk = (author: string): Desk => ({ author, step: `step-${author}`, newId: counter(`${author}-`) })

type IsUnsent = (id: string) => boolean

/** Carries out one operation tracked; an operation that had to be recorded block by block is a failure. */
export function trackOperation(
  state: EditorState,
  operation: Operation,
  by: Desk,
  now: number,
  isUnsent: IsUnsent,
  onTracked: (tr: Transaction) => void = () => undefined,
): EditorState {
  // the history joins what happens within one moment
  const plain = operation.run(state).setTime(now)
  const tr = trackTransaction(plain, state, { author: by.author, step: by.step, now, newId: by.newId, isUnsent })
  if (tr.getMeta(coarseMeta)) throw new Error(`${operation.name} was not recognised: ${String(tr.getMeta(coarseMeta))}`)
  onTracked(tr)
  return state.apply(tr)
}

/** What a plain editor makes of the operation on the accepted document. */
export function plainResult(accepted: PmNode, operation: Operation): PmNode {
  const state = EditorState.create({ doc: accepted })
  return state.apply(operation.run(state)).doc
}

export const documentOf = ({ document, level, without }: Plan, random = new Random(document)): PmNode =>
  randomDocument(random, counter('b'), { ...shapeOf(level), without })

/** RV-01: what the server has is never taken back, and own unsent text is never struck, it goes. */
function checkSent(before: PmNode, after: PmNode, isSent: IsUnsent, by: Desk): void {
  const left = changeSignatures(after)
  for (const id of changeSignatures(before).keys()) if (isSent(id) && !left.has(id)) throw new Error(`${id} was sent and is gone`)
  after.descendants((node) => {
    const own = (name: string) =>
      node.marks.find(
        (mark) => mark.type.name === name && mark.attrs['author'] === by.author && !isSent(String(mark.attrs['id'])),
      )
    if (node.isInline && own('ins') && own('del')) throw new Error(`own unsent text was struck: ${brief(node)}`)
    return true
  })
}

type Session = {
  original: PmNode
  state: EditorState
  before: PmNode[]
  depths: number[]
  desks: Desk[]
  sent: Set<string>
  done: string[]
}

const begin = (plan: Plan, authors: number, context?: () => TrackContext): Session => {
  const original = documentOf(plan)
  return {
    original,
    state: EditorState.create({ doc: original, plugins: [history({ pause: 0, depth: 1000, ...(context ? { context } : {}) })] }),
    before: [],
    depths: [],
    desks: Array.from({ length: authors }, (_, i) => desk('甲乙丙丁'[i] ?? `p${i}`)),
    sent: new Set(),
    done: [],
  }
}

/** Says what was done before the invariant that broke. */
function told<T>(session: Session, run: () => T): T {
  try {
    return run()
  } catch (error) {
    const before = session.before.at(-1)
    throw new Error(`${messageOf(error)}\n after ${session.done.join(' | ')}\n before ${before ? brief(before) : ''}`, {
      cause: error,
    })
  }
}

/** One operation by its own seed: who, what was sent before, what, and how long after. */
function act(session: Session, plan: Plan, seed: number, index: number): void {
  const random = new Random(seed)
  const by = random.pick(session.desks)
  const isOwn = (id: string) => id.startsWith(`${by.author}-`)
  const sends = random.chance(0.25)
  // what others see of a document has been sent
  for (const id of changeSignatures(session.state.doc).keys()) if (sends || !isOwn(id)) session.sent.add(id)
  const before = session.state.doc
  const operation = randomOperation(random, plan.level, before)
  session.done.push(`${sends ? 'sent, ' : ''}${by.author} ${operation.name}`)
  session.before.push(before)
  session.depths.push(undoDepth(session.state))
  const plain = plainResult(acceptAll(before), operation)
  // within five minutes of the one before, or not; never earlier
  const now = 1_000_000 + index * 200_000 + random.int(0, 190_000)
  session.state = trackOperation(session.state, operation, by, now, (id) => !session.sent.has(id))
  checkInvariants(session.original, session.state.doc, plain)
  checkSent(before, session.state.doc, (id) => session.sent.has(id), by)
}

/** One random session on one document: invariants after every operation, decisions, undo and round trip at the end. */
export function runSession(plan: Plan): Counts {
  const session = begin(plan, plan.authors)
  return told(session, () => {
    plan.operations.forEach((seed, i) => act(session, plan, seed, i))
    const random = new Random(plan.seed)
    const { state, original, desks } = session
    checkRoundTrip(state.doc)
    const decisions = checkDecisions(random, state.doc)
    checkGoes(new Random(plan.seed), state.doc)
    for (const { author } of desks) checkRejectAuthor(state.doc, author)
    checkUndo(state, original)
    const undos = checkUndoSent(session)
    return { operations: plan.operations.length, decisions, undos }
  })
}

/** Undo or redo until nothing is left; history holds no more than there were operations. */
function walk(command: Command, current: () => EditorState, dispatch: (tr: Transaction) => void): void {
  for (let i = 0; command(current(), dispatch); i++) if (i > 40) throw new Error('undo never ends: it is recorded as an edit')
}

const sameInOrder = (what: string, a: PmNode, b: PmNode) => mustBeSame(what, anchorsInOrder(a), anchorsInOrder(b))

/** I4: without submissions undo of everything is the start and redo the end. */
function checkUndo(start: EditorState, original: PmNode): void {
  let state = start
  const dispatch = (tr: Transaction) =>
    (state = state.apply(trackTransaction(tr, state, { author: 'x', step: 'x', now: 1, newId: () => 'x', isUnsent: () => true })))
  walk(undo, () => state, dispatch)
  sameInOrder('undo of everything is not the start', state.doc, original)
  walk(redo, () => state, dispatch)
  sameInOrder('redo of everything is not the end', state.doc, start.doc)
}

/**
 * I4 with submissions between (RV-09): an undo that takes back nothing the server has is exact; one that would is
 * recorded as a change of its own: it keeps what was sent and brings no letter that was not there. Such an undo is an edit,
 * so the walk ends with it, and the next undo takes it back.
 */
function checkUndoSent({ state: end, before, depths, original, sent, desks }: Session): number {
  let state = end
  const me = desks[0] ?? desk('甲')
  const isUnsent: IsUnsent = (id) => !sent.has(id)
  const ctx = { author: me.author, step: me.step, now: 9_000_000, newId: me.newId, isUnsent }
  let count = 0
  let anew = false
  const dispatch = (tr: Transaction) => {
    const tracked = trackTransaction(tr, state, ctx)
    anew = tracked !== tr
    state = state.apply(tracked)
  }
  for (let i = before.length - 1; i >= 0; i--) {
    const want = before[i] ?? original
    const was = state
    // an operation that changed nothing left nothing to undo
    if (undoDepth(state) <= (depths[i] ?? 0)) continue
    if (!undo(state, dispatch)) break
    count++
    checkShape(state.doc)
    mustBeSame('undo altered the original', withoutAnchors(rejectAll(state.doc)), withoutAnchors(original))
    checkSent(was.doc, state.doc, (id) => sent.has(id), me)
    if (!anew) sameInOrder('undo is not the text before', state.doc, want)
    else {
      // what was struck and sent stays struck, but nothing may come back that was not there
      checkNothingNew(want, state.doc)
      undo(state, dispatch)
      mustBeSame('undo of that undo does not read like the text after', ...plainPair(state.doc, was.doc))
      break
    }
  }
  return count
}

function checkNothingNew(want: PmNode, got: PmNode): void {
  const left = [...acceptAll(want).textContent]
  for (const letter of acceptAll(got).textContent) {
    const at = left.indexOf(letter)
    if (at < 0) throw new Error(`undo left ${letter}\n got  ${brief(got)}\n want ${brief(want)}`)
    left.splice(at, 1)
  }
}

const plainPair = (a: PmNode, b: PmNode): [PmNode, PmNode] => [plainOf(a), plainOf(b)]
const plainOf = (doc: PmNode) => withoutIds(anchorsInOrder(acceptAll(doc)))

/**
 * I4 with newer bodies between: 甲 works, saves at times and sends nothing; operations of 乙 on the server's text arrive
 * in between and are laid under 甲's work as the page does it (UI-24). The page is then the server's merge of both, undo
 * of everything leaves exactly the server's text, redo brings the work back.
 */
export function runRemote(plan: Plan): Counts {
  const isMine: IsUnsent = (id) => id.startsWith('甲-')
  const now = 9_000_000
  const newId = counter('甲-x')
  const context = (): TrackContext => ({ author: '甲', step: 'step-甲', now, newId, isUnsent: isMine })
  const session = begin(plan, 2, context)
  const [me, other] = session.desks
  if (!me || !other) throw new Error('two desks are needed')
  let head = session.original
  let saved = session.original
  let remote = 0

  const theirs = (operation: Operation, at: number) => {
    const next = trackOperation(EditorState.create({ doc: head }), operation, other, at, () => false).doc
    const known = new Set(changeSignatures(head).keys())
    const steps = deriveSteps(head, next, (id) => !known.has(id))
    checkOnlyAdds(steps)
    const work = session.state.doc
    const body = rebaseSteps(head, deriveSteps(head, saved, isMine), steps).doc
    const { tr } = session.state
    for (const step of layUnder(saved, work, body, context()).onto) tr.step(step)
    session.state = session.state.apply(tr.setMeta(untrackedMeta, true).setMeta('addToHistory', false))
    const merged = rebaseSteps(head, deriveSteps(head, work, isMine), steps).doc
    mustBeSame("the page is not the server's merge", ...bare(session.state.doc, merged))
    head = next
    saved = body
    remote++
  }
  const dispatch = (tr: Transaction) => (session.state = session.state.apply(trackTransaction(tr, session.state, context())))
  return told(session, () => {
    plan.operations.forEach((seed, i) => {
      const random = new Random(seed)
      const far = random.chance(0.4)
      session.before.push(session.state.doc)
      const operation = randomOperation(random, plan.level, far ? head : session.state.doc)
      session.done.push(`${far ? other.author : me.author} ${operation.name}`)
      if (far) theirs(operation, 5_000_000 + i * 400_000)
      else session.state = trackOperation(session.state, operation, me, 1_000_000 + i * 1000, isMine)
      // now and then back and forth, and a save
      for (const [name, go] of [['undo', undo] as const, ['redo', redo] as const]) {
        if (random.chance(0.15) && go(session.state, dispatch)) session.done.push(name)
      }
      if (random.chance(0.2)) saved = session.state.doc
    })
    mustBeSame('without my work it is not the text of the server', ...bare(stripChanges(session.state.doc, isMine), head))
    checkOnlyAdds(deriveSteps(head, session.state.doc, isMine))
    while (redo(session.state, dispatch));
    const last = session.state.doc
    walk(undo, () => session.state, dispatch)
    mustBeSame('undo of my work is not the text of the server', ...bare(session.state.doc, head))
    walk(redo, () => session.state, dispatch)
    mustBeSame('redo of my work is not the end', ...bare(session.state.doc, last))
    return { operations: plan.operations.length, remote }
  })
}

const bare = (a: PmNode, b: PmNode): [PmNode, PmNode] => [withoutAnchors(a), withoutAnchors(b)]
