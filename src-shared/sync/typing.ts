import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { DocumentId } from '../ids.ts'
import { stepsToJson } from '../revision/apply-steps.ts'
import type { TrackContext } from '../revision/types.ts'
import { raiseText } from './attention.ts'
import { putMeta, type Env } from './env.ts'
import { lostLease, suggestTyped } from './late-text.ts'
import { moveText } from './merge-text.ts'
import { headingOf, headingOver } from './rows.ts'
import { leadsTo, passesBy, readStand, type Stand, type Stands } from './stands.ts'
import { writingStep, type DocumentState } from '../workflow/document-state.ts'
import type { Tx } from './store-port.ts'
import { submitTables } from './submit.ts'
import { jsonOf, nextStamp, putText, settleAfter, textTables, workingRecord } from './text.ts'
import { loadView, refreshDoc, seenDoc } from './view.ts'

/** Autosaves of a document are folded into its text when there are more than this many. */
const foldAfter = 200

/**
 * Writes typing down: journal first, then the cache (SY-50, SY-51). The steps are checked against the state they were
 * made on; where base or text were replaced meanwhile, the text the editor shows is moved, never overwritten (SY-57).
 * Answers whether the editor must take another state over than the one it shows. Inside the lock.
 */
export async function saveTyping(
  env: Env,
  stands: Stands,
  docId: DocumentId,
  steps: readonly Step[],
  text: PmNode,
): Promise<boolean> {
  const now = await env.store.transact('r', textTables, async (tx) => {
    const row = await tx.get('working', docId)
    const body = row ? undefined : await tx.get('bodies', docId)
    return { row, version: body?.version, stamp: await nextStamp(tx, env) }
  })
  const isCurrent = (stand: Stand): boolean =>
    now.row ? stand.generation === now.row.generation : stand.generation === null && stand.baseVersion === now.version
  const known = stands.of(docId)
  const from = known.findLast((stand) => leadsTo(stand.text, steps, text)) ?? known.at(-1)
  if (!from) throw new Error('typing in a document that is not open')
  if (from.text.eq(text)) return false
  if (isCurrent(from) && leadsTo(from.text, steps, text)) {
    stands.settle(docId, await append(env, docId, from, steps, text, now.stamp))
    return false
  }
  return move(env, stands, docId, from, { steps, text })
}

/** The common case: the steps follow what the cache holds. */
async function append(
  env: Env,
  docId: DocumentId,
  from: Stand,
  steps: readonly Step[],
  text: PmNode,
  stamp: number,
): Promise<Stand> {
  const json = stepsToJson(steps)
  const first = from.generation === null
  const fresh = {
    docId,
    baseVersion: from.baseVersion,
    baseSm3: from.baseSm3,
    base: from.base,
    text: from.base,
    awaits: 0,
    after: 0,
    stamp,
  }
  const typedAt = first ? stamp + 1 : stamp
  const generation = from.generation ?? stamp
  const after = first ? stamp : from.stamp
  await env.journal.append([...(first ? [workingRecord(fresh)] : []), { type: 'typed', docId, steps: json, after, at: typedAt }])
  await env.store.transact('rw', [...textTables, 'rows'], async (tx) => {
    if (first) await putText(tx, fresh)
    await showHeading(tx, docId, from, text)
    await tx.add('typed', { docId, generation, stamp: typedAt, steps: json })
    await putMeta(tx, 'stamp', typedAt)
  })
  const stand = { ...from, generation, text, stamp: typedAt, typed: from.typed + 1 }
  if (stand.typed <= foldAfter) return stand
  await fold(env, docId, stand, typedAt)
  return { ...stand, typed: 0 }
}

/** A title being typed shows in the lists at once, also where nothing can be sent; other typing does not touch them (SY-72). */
async function showHeading(tx: Tx, docId: DocumentId, from: Stand, text: PmNode): Promise<void> {
  if (!headingOver(from.text, text)) return
  const working = await tx.get('working', docId)
  if (working) await tx.put('working', { ...working, heading: headingOver(from.base, text) })
  const row = await tx.get('rows', docId)
  if (row) await tx.put('rows', { ...row, ...headingOf(text) })
}

/** Folds many small autosaves into the text, so opening stays quick. */
async function fold(env: Env, docId: DocumentId, stand: Stand, stamp: number): Promise<void> {
  await env.store.transact('rw', textTables, async (tx) => {
    const stored = await tx.get('texts', docId)
    if (!stored) return
    await tx.put('texts', { ...stored, body: jsonOf(stand.text), stamp })
    for (const row of await tx.where('typed', 'docId', docId)) await tx.remove('typed', row.id)
  })
}

/** How suggestions of this person are signed. */
const contextOf = (env: Env, doc: DocumentState): TrackContext => ({
  author: env.me.userId,
  step: writingStep(doc, env.me.userId) ?? 'draft',
  now: env.now(),
  newId: env.newId,
  isUnsent: () => false,
})

/** What was typed: the steps, and the text they lead to. */
type Typed = { steps: readonly Step[]; text: PmNode }

/** Base or text moved under the editor: what it shows is brought onto the new base. */
async function move(env: Env, stands: Stands, docId: DocumentId, from: Stand, { steps, text }: Typed): Promise<boolean> {
  const plan = await env.store.transact('r', submitTables, async (tx) => {
    const here = await readStand(tx, docId)
    const row = await tx.get('working', docId)
    return {
      here,
      row,
      seen: await seenDoc(tx, docId),
      stamp: await nextStamp(tx, env),
    }
  })
  const { here, seen, row, stamp } = plan
  const me = env.me.userId
  // the common cases: only the base moved, by this desk's own saves; or a cache that was lost has this very typing, all or the
  // beginning of it, back from the journal already (SY-197)
  const sameText =
    here !== undefined && (here.text.eq(from.text) || (here.base.eq(from.base) && passesBy(from.text, steps, here.text)))
  const onto = (head: PmNode) =>
    moveText({ base: from.base, text, head, me, tracked: seen?.tracked ?? false, own: false }) ??
    // written before the page knew that its lease was broken
    (here && seen && lostLease(seen, me) ? suggestTyped(from.text, text, here.text, contextOf(env, seen)) : undefined)
  const moved = here && (sameText ? text : onto(here.base))
  if (!here || !moved) {
    await env.store.transact('rw', submitTables, async (tx) => {
      await raiseText(env, tx, docId, 'SY-REBASE', jsonOf(text))
      await refreshDoc(env, tx, await loadView(tx), docId)
    })
    await settleAfter(env)
    stands.push(docId, { ...from, text })
    return true
  }
  const fresh = {
    docId,
    baseVersion: here.baseVersion,
    baseSm3: here.baseSm3,
    base: here.base,
    text: moved,
    awaits: row?.awaits ?? 0,
    late: row?.late,
    after: here.stamp,
    stamp,
  }
  await env.journal.append([workingRecord(fresh)])
  await env.store.transact('rw', textTables, (tx) => putText(tx, fresh))
  // until it is told, the editor goes on from what it shows
  stands.push(docId, { ...from, text })
  return true
}
