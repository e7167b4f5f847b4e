import { getMeta, putMeta, type Env } from './env.ts'
import { wantBodies, type Made } from './page-rows.ts'
import type { PullResponse } from './protocol.ts'
import type { TableName } from './store-port.ts'

/*
 * Most pages, and nearly all of a first sync, bring documents the person has nothing unsent of and nothing to look at. Such a
 * page is stored with its cursors in one short transaction that no more than the server's word is part of (SY-170).
 */

const looked: readonly TableName[] = ['meta', 'outbox', 'history', 'attention', 'working', 'overlay']
const plainTables: readonly TableName[] = ['meta', 'docs', 'docScope', 'rows', 'scopes', 'wanted', 'bodies']

/** Whether a page touches nothing the person has in hand, and nothing left. Inside the lock. */
export async function isPlain(env: Env, page: PullResponse): Promise<boolean> {
  const resets = Object.values(page.scopes).some((scope) => scope.reset)
  if (resets || page.left.length > 0 || page.docs.some((entry) => entry.op === 'D')) return false
  const docs = new Set<string>(page.docs.map((entry) => entry.id))
  return env.store.transact('r', looked, async (tx) => {
    if (((await getMeta(tx, 'orphans')) ?? []).length > 0) return false
    if (page.complete && (await getMeta(tx, 'stale'))) return false
    const outbox = await tx.all('outbox')
    if (outbox.some((row) => docs.has(row.docId) || (row.seq !== null && row.seq <= page.lastSeq))) return false
    if ((await tx.where('history', 'open', 1, 1)).length > 0) return false
    if ((await tx.all('attention')).some((item) => item.dismissedAt === null && docs.has(item.docId))) return false
    if ((await tx.all('working')).some((row) => docs.has(row.docId))) return false
    if ((await tx.all('overlay', 1)).length === 0) return true
    return (await tx.getMany('overlay', [...docs])).every((row) => row === undefined)
  })
}

/** Stores a plain page. Inside the lock. */
export const putPlain = (env: Env, page: PullResponse, made: Made): Promise<void> =>
  env.store.transact('rw', plainTables, async (tx) => {
    const { docs, changed, held, again, lists } = made
    await tx.putMany('docs', docs)
    await tx.putMany('docs', changed)
    await tx.putMany('rows', lists)
    await tx.putMany('docScope', held)
    await tx.putMany('docScope', again)
    await wantBodies(env, tx, made)
    for (const [id, { to, head, digest }] of Object.entries(page.scopes))
      await tx.put('scopes', { id, cursor: to, head, digest: digest ?? null })
    await putMeta(tx, 'lastSeq', page.lastSeq)
    if (page.complete) await putMeta(tx, 'lastSyncAt', env.now())
  })
