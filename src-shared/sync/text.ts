import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson, bodySm3, type BodyJson } from '../document/body-json.ts'
import { schema } from '../document/schema.ts'
import type { CommandId, DocumentId } from '../ids.ts'
import type { Acknowledged, JournalRecord } from '../ipc/journal-record.ts'
import { applySteps } from '../revision/apply-steps.ts'
import { listChanges } from '../revision/changes.ts'
import { getMeta, putMeta, settledKey, stampAfter, type Env } from './env.ts'
import { headingOver } from './rows.ts'
import type { AttentionRow, TableName, Tx, WorkingRow } from './store-port.ts'

/** Tables of unsent text. */
export const textTables: readonly TableName[] = ['meta', 'working', 'texts', 'typed', 'bodies']

/** A document's unsent text, put together: the base it rests on and how it stands. */
export type Text = {
  row: WorkingRow
  base: PmNode
  text: PmNode
  /** number of the last autosave in it, 0 for none */ last: number
  stamp: number
}

export const nodeOf = (body: BodyJson): PmNode => schema.nodeFromJSON(body)
export const jsonOf = bodyJson
/** SM3 of a body's canonical JSON: how a version is named (RV-20). */
export const hashOf = (env: Pick<Env, 'sm3'>, node: PmNode): string => bodySm3(env.sm3, node)
/** Ids of all tracked changes of a document. */
export const changeIds = (doc: PmNode): Set<string> => new Set(listChanges(doc).map((change) => change.id))

/** Puts a document's unsent text together from base, folded text and autosaves; undefined where there is none. */
export async function readText(tx: Tx, docId: DocumentId): Promise<Text | undefined> {
  const row = await tx.get('working', docId)
  const stored = row && (await tx.get('texts', docId))
  if (!row || !stored) return undefined
  const base = nodeOf(stored.base)
  let text = stored.body === stored.base ? base : nodeOf(stored.body)
  let { stamp } = stored
  let last = 0
  for (const typed of await tx.where('typed', 'docId', docId)) {
    if (typed.generation !== row.generation) continue
    text = applySteps(text, typed.steps)
    last = typed.id
    stamp = typed.stamp
  }
  return { row, base, text: text.eq(base) ? base : text, last, stamp }
}

/** A base with the unsent text over it, as a new generation. */
export type NewText = {
  docId: DocumentId
  baseVersion: number
  baseSm3: string
  base: PmNode
  text: PmNode
  awaits: number
  /** stamp of the newest record of the text it takes the place of, 0 for none */
  after: number
  stamp: number
  /** as in the working row; missing for text over a version of the server's */
  late?: WorkingRow['late']
}

/** The journal's record of a fresh base and text: one record, so a cut between two cannot lose the text (SY-52). */
export function workingRecord(fresh: NewText): JournalRecord {
  const base = jsonOf(fresh.base)
  return {
    type: 'working',
    docId: fresh.docId,
    baseVersion: fresh.baseVersion,
    baseSm3: fresh.baseSm3,
    body: fresh.text.eq(fresh.base) ? { base } : { base, text: jsonOf(fresh.text) },
    after: fresh.after,
    at: fresh.stamp,
  }
}

/** Stores a fresh base and text; older autosaves go. The generation is the stamp of its journal record. */
export async function putText(tx: Tx, fresh: NewText): Promise<void> {
  const { docId, baseVersion, baseSm3, awaits, late, stamp } = fresh
  const base = jsonOf(fresh.base)
  const row = { docId, generation: stamp, baseVersion, baseSm3, awaits, heading: headingOver(fresh.base, fresh.text) }
  await tx.put('working', late === undefined ? row : { ...row, late: 'written' })
  await tx.put('texts', { docId, base, body: fresh.text.eq(fresh.base) ? base : jsonOf(fresh.text), stamp })
  for (const typed of await tx.where('typed', 'docId', docId)) await tx.remove('typed', typed.id)
  await tx.put('meta', { key: 'stamp', value: stamp })
}

/** Removes a document's unsent text, remembering up to where its journal records are done with (SY-53). */
export async function dropText(tx: Tx, docId: DocumentId): Promise<void> {
  await tx.remove('working', docId)
  await tx.remove('texts', docId)
  for (const typed of await tx.where('typed', 'docId', docId)) await tx.remove('typed', typed.id)
  await tx.put('meta', { key: settledKey(docId), value: (await getMeta(tx, 'stamp')) ?? 0 })
  await settleLater(tx, [], [docId])
}

/** Notes what the journal may drop, and which commands the server has; `settleNow` tells it. */
export async function settleLater(
  tx: Tx,
  cmdIds: readonly string[],
  docIds: readonly DocumentId[],
  acks: readonly Acknowledged[] = [],
): Promise<void> {
  const noted = (await getMeta(tx, 'settle')) ?? { cmdIds: [], docIds: [] }
  const value = {
    cmdIds: [...noted.cmdIds, ...cmdIds],
    docIds: [...new Set([...noted.docIds, ...docIds])],
    acks: [...(noted.acks ?? []), ...acks],
  }
  await tx.put('meta', { key: 'settle', value })
}

/** Name of the journal's copy of an attention item; it is no command and never sent. */
export const KEPT = 'desk:attention'

/** Gives the journal its copy of new attention items: what was refused stays on disk twice until it is put aside (SY-58). */
async function keepRaised(env: Env): Promise<void> {
  const items = await env.store.transact('r', ['meta', 'attention'], async (tx) => {
    const found: AttentionRow[] = []
    for (const id of (await getMeta(tx, 'keep')) ?? []) {
      const item = await tx.get('attention', id)
      if (item?.dismissedAt === null) found.push(item)
    }
    return found
  })
  if (items.length === 0) return
  const at = await env.store.transact('r', ['meta'], (tx) => nextStamp(tx, env))
  const record = (item: AttentionRow): JournalRecord => ({
    type: 'command',
    command: {
      id: item.id as CommandId,
      name: KEPT,
      ver: 1,
      doc: item.docId,
      args: item,
      authoredAt: item.authoredAt,
      dependsOn: [],
    },
    at,
  })
  await env.journal.append(items.map(record))
  await env.store.transact('rw', ['meta'], async (tx) => {
    await tx.remove('meta', 'keep')
    await putMeta(tx, 'stamp', at)
  })
}

/**
 * Tells the journal what it need not keep, after it got its copy of what was refused. Inside the lock: nothing can be
 * typed between the look and the word (SY-53).
 */
export async function settleNow(env: Env): Promise<void> {
  await keepRaised(env)
  const noted = await env.store.transact('r', ['meta', 'working'], async (tx) => {
    const settle = await getMeta(tx, 'settle')
    if (!settle) return undefined
    const docIds: DocumentId[] = []
    for (const id of settle.docIds) if (!(await tx.get('working', id))) docIds.push(id)
    return { cmdIds: settle.cmdIds, docIds, acks: settle.acks ?? [], all: settle.docIds }
  })
  if (!noted) return
  await env.journal.settle(noted.cmdIds, noted.docIds, noted.acks)
  await env.store.transact('rw', ['meta'], async (tx) => {
    await tx.remove('meta', 'settle')
    for (const id of noted.all) await tx.remove('meta', settledKey(id))
  })
}

/**
 * `settleNow` after something a person did: what they did is on disk twice already, so a disk that is full by now must not
 * turn it into a failure. What is left stays noted; the engine's next round does it and reports what stands in the way.
 */
export const settleAfter = (env: Env): Promise<void> => settleNow(env).catch(() => undefined)

/** The next stamp, read inside a transaction. */
export const nextStamp = async (tx: Tx, env: Pick<Env, 'now'>): Promise<number> =>
  stampAfter(await getMeta(tx, 'stamp'), env.now())
