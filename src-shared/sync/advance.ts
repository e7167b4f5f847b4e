import type { Node as PmNode } from 'prosemirror-model'
import type { DocumentId } from '../ids.ts'
import { raiseText } from './attention.ts'
import type { Env } from './env.ts'
import { isLate, plainOver, sameBody } from './late-text.ts'
import { moveText } from './merge-text.ts'
import type { BodyRow, OutboxRow, Tx } from './store-port.ts'
import { submitTables } from './submit.ts'
import { dropText, jsonOf, nextStamp, nodeOf, putText, readText, workingRecord, type NewText, type Text } from './text.ts'
import { loadView, refreshDoc, seenDoc } from './view.ts'

type Plan = { kind: 'done' } | { kind: 'moved'; fresh: NewText } | { kind: 'conflict'; text: PmNode; stamp: number }

/**
 * Brings a document's unsent text onto the newest body that is here (SY-57). Text that does not fit is kept in an
 * attention item and the newest body is shown; nothing is dropped. Answers whether text or base changed. Inside the lock.
 */
export async function advance(env: Env, docId: DocumentId): Promise<boolean> {
  const plan = await env.store.transact('r', submitTables, (tx) => planMove(env, tx, docId))
  if (!plan) return false
  if (plan.kind === 'moved') await env.journal.append([workingRecord(plan.fresh)])
  await env.store.transact('rw', submitTables, async (tx) => {
    if (plan.kind === 'moved') return putText(tx, plan.fresh)
    if (plan.kind === 'conflict') await raiseText(env, tx, docId, 'SY-REBASE', jsonOf(plan.text))
    await dropText(tx, docId)
    await refreshDoc(env, tx, await loadView(tx), docId)
  })
  return true
}

async function planMove(env: Env, tx: Tx, docId: DocumentId): Promise<Plan | undefined> {
  const here = await readText(tx, docId)
  const head = await tx.get('bodies', docId)
  if (!here || !head) return undefined
  const rows = await tx.where('outbox', 'docId', docId)
  const saves = rows.filter((row) => row.name === 'SubmitBody' || row.name === 'CreateDraft')
  const stamp = await nextStamp(tx, env)
  const seen = await seenDoc(tx, docId)
  if (isLate(seen, env.me.userId, here, saves)) return planLate(docId, here, head, saves, stamp)
  if (!isNewer(here, head, saves.length > 0)) {
    const settled = here.text === here.base && saves.length === 0 && here.row.awaits <= here.row.baseVersion
    return settled ? { kind: 'done' } : undefined
  }
  const own = here.row.awaits === head.version || saves.some((row) => row.foreseen?.sm3 === head.sm3)
  const tracked = seen?.tracked ?? false
  const node = nodeOf(head.body)
  const text = moveText({ base: here.base, text: here.text, head: node, me: env.me.userId, tracked, own })
  if (!text) return { kind: 'conflict', text: here.text, stamp }
  if (text.eq(node) && saves.length === 0) return { kind: 'done' }
  return {
    kind: 'moved',
    fresh: {
      docId,
      baseVersion: head.version,
      baseSm3: head.sm3,
      base: node,
      text,
      awaits: here.row.awaits,
      after: here.stamp,
      stamp,
    },
  }
}

/**
 * Text of a lease that was broken waits until all of it is sent: the server makes suggestions of it. When it has, and its
 * newest text is here, nothing of it is unsent any more.
 */
function planLate(docId: DocumentId, here: Text, head: BodyRow, saves: readonly OutboxRow[], stamp: number): Plan | undefined {
  const { row, base, text } = here
  if (row.late === 'unwritten') {
    const { baseVersion, baseSm3, awaits, late } = row
    return { kind: 'moved', fresh: { docId, baseVersion, baseSm3, base, text, awaits, late, after: here.stamp, stamp } }
  }
  const isSent = saves.length === 0 && row.awaits <= head.version && sameBody(plainOver(base, text), base)
  return isSent ? { kind: 'done' } : undefined
}

/** Newer than the base; or, after the server was set back, another text where no save of ours is still to come. */
function isNewer(here: Text, head: BodyRow, unsentSaves: boolean): boolean {
  if (head.version < here.row.awaits) return false
  if (head.version > here.row.baseVersion) return true
  return !unsentSaves && head.sm3 !== here.row.baseSm3
}
