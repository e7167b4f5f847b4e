import type { DocumentId } from '../ids.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { purge, reasonOf } from './leaving.ts'
import { madeOf, noneTaken, wantBodies, type Made } from './page-rows.ts'
import { isPlain, putPlain } from './plain-page.ts'
import type { PullResponse } from './protocol.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import type { AttentionRow, LeftBecause, TableName, Tx } from './store-port.ts'
import { submitTables } from './submit.ts'
import { settleLater, settleNow } from './text.ts'
import { loadView, refreshDocs } from './view.ts'

const pageTables: readonly TableName[] = [...submitTables, 'scopes', 'docScope', 'wanted']

/**
 * Stores one page of a pull with its cursors in one transaction; commands contained in it leave the overlay in the same
 * moment, the rest run again on the new base (SY-65). Rows are made and sealed before; a page that touches nothing the person
 * has in hand is written by itself (SY-170). `ready`: its rows, where they are made already. Takes the lock.
 */
export async function takePage(env: Env, page: PullResponse, ready?: Made): Promise<void> {
  const made = ready ?? (await madeOf(env, page, noneTaken()))
  await env.lock(async () => {
    const plain = await isPlain(env, page)
    if (plain) await putPlain(env, page, made)
    else await putWithWork(env, page, made)
    if (!plain || page.complete) await settleNow(env)
  })
}

/** A page whose documents the person works on, or that some left with. */
const putWithWork = (env: Env, page: PullResponse, made: Made): Promise<void> =>
  env.store.transact('rw', pageTables, async (tx) => {
    const { came, docs, changed, held, again } = made
    const touched = new Set<DocumentId>()
    const orphans = new Map<DocumentId, LeftBecause>(await getMeta(tx, 'orphans'))
    const leave = async (scope: string, doc: DocumentId, reason: LeftBecause): Promise<void> => {
      await tx.remove('docScope', [scope, doc])
      // the server's own word says more than that it was not there any more
      if (reason !== 'left' || !orphans.has(doc)) orphans.set(doc, reason)
    }
    for (const scope of page.left) {
      for (const row of await tx.where('docScope', 'scope', scope)) await leave(scope, row.doc, 'roleLost')
      await tx.remove('scopes', scope)
    }
    for (const [scope, { reset }] of Object.entries(page.scopes)) {
      if (!reset) continue
      const rows = await tx.where('docScope', 'scope', scope)
      await tx.putMany(
        'docScope',
        rows.map((row) => ({ ...row, stale: true })),
      )
      await putMeta(tx, 'stale', true)
    }
    for (const entry of page.docs) {
      touched.add(entry.id)
      if (entry.op === 'D') await leave(entry.scope, entry.id, reasonOf(entry.reason))
    }
    const states = came.map(({ data }) => data)
    await tx.putMany('docs', docs)
    await tx.putMany('docs', changed)
    await tx.putMany('docScope', held)
    await tx.putMany('docScope', again)
    await wantBodies(env, tx, made)
    await closeSettled(env, tx, states)
    for (const [id, { to, head, digest }] of Object.entries(page.scopes))
      await tx.put('scopes', { id, cursor: to, head, digest: digest ?? null })
    await putMeta(tx, 'lastSeq', page.lastSeq)
    for (const docId of await cover(tx, page, new Set(came.map(({ id }) => id)))) touched.add(docId)
    if (page.complete) {
      // a restored server does not have it again yet: that is no leaving (SY-101)
      if ((await getMeta(tx, 'stale')) && !(await getMeta(tx, 'server'))?.recovering) {
        for (const row of (await tx.all('docScope')).filter((r) => r.stale)) await leave(row.scope, row.doc, 'left')
        await tx.remove('meta', 'stale')
      }
      for (const [docId, reason] of orphans) if (await purge(env, tx, docId, reason)) touched.add(docId)
      await tx.remove('meta', 'orphans')
      await putMeta(tx, 'lastSyncAt', env.now())
    } else await putMeta(tx, 'orphans', [...orphans])
    const view = await loadView(tx)
    // what left in this very page is no base any more
    const bases = new Map(came.flatMap(({ id, data }) => (orphans.has(id) ? [] : [[id, data] as const])))
    await refreshDocs(env, tx, view, [...touched], bases)
  })

/** Whether a document itself settled what an item asks: late edits brought in or put aside there, a signature given anew. */
function settledThere({ branches, signed }: DocumentState, item: AttentionRow, me: string): boolean {
  const settled = branches.find((one) => one.id === item.id)?.settled
  if (settled) return settled.how !== 'putAside' || settled.by.userId === me
  return item.commandName === 'Sign' && signed?.by.userId === me
}

/** What was settled in a document needs no look in 需处理 any more: its item goes to those put aside (SY-95). */
async function closeSettled(env: Env, tx: Tx, docs: readonly DocumentState[]): Promise<void> {
  const waiting = (await tx.all('attention')).filter((item) => item.dismissedAt === null)
  if (waiting.length === 0) return
  const came = new Map(docs.map((doc) => [doc.id, doc]))
  for (const item of waiting) {
    const doc = came.get(item.docId)
    if (!doc || !settledThere(doc, item, env.me.userId)) continue
    await tx.put('attention', { ...item, dismissedAt: env.now() })
    await settleLater(tx, [item.id], [])
  }
}

/**
 * Marks commands whose effect the base now holds: acknowledged ones, and those numbered up to `lastSeq` whose verdict got
 * lost; each once its own document came, or at the end of the pull, when what left is gone too, so nothing flickers (SY-65).
 */
async function cover(tx: Tx, page: PullResponse, came: ReadonlySet<DocumentId>): Promise<DocumentId[]> {
  const device = (await getMeta(tx, 'shared')) ? undefined : await getMeta(tx, 'device')
  const touched: DocumentId[] = []
  const here = (docId: DocumentId): boolean => page.complete || came.has(docId)
  for (const row of await tx.where('history', 'open', 1)) {
    if (!here(row.docId)) continue
    await tx.put('history', { ...row, open: 0, covered: true })
    touched.push(row.docId)
  }
  for (const row of await tx.all('outbox')) {
    const contained = row.seq !== null && row.seq <= page.lastSeq && row.device === device
    // the base held it because it was of an earlier epoch; now it is the new one's
    const forgotten = row.was !== null && row.covered && !contained && came.has(row.docId)
    if (!forgotten && (row.covered || !contained || !here(row.docId))) continue
    await tx.put('outbox', { ...row, covered: !forgotten })
    touched.push(row.docId)
  }
  return touched
}
