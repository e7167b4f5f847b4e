import { keepLater } from './attention.ts'
import type { Env } from './env.ts'
import type { AttentionRow, SettledBy, Tx } from './store-port.ts'
import { submitTables } from './submit.ts'
import { settleAfter, settleLater } from './text.ts'
import { loadView, refreshDoc } from './view.ts'

async function change(
  env: Env,
  id: string,
  to: (tx: Tx, item: AttentionRow) => Promise<AttentionRow | undefined>,
): Promise<void> {
  await env.store.transact('rw', submitTables, async (tx) => {
    const item = await tx.get('attention', id)
    const next = item && (await to(tx, item))
    if (!next) return
    await tx.put('attention', next)
    await refreshDoc(env, tx, await loadView(tx), next.docId)
  })
  await settleAfter(env)
}

/** An item of 需处理 is done with; it is kept 90 days. Its journal records have done their duty (SY-53). Inside the lock. */
export const settleItem = (env: Env, id: string, how: SettledBy): Promise<void> =>
  change(env, id, async (tx, item) => {
    if (item.dismissedAt !== null) return undefined
    await settleLater(tx, [id], [])
    return { ...item, dismissedAt: env.now(), settledBy: how }
  })

/** Takes an item that was put aside up again; the journal has its copy again from then on (UI-64). Inside the lock. */
export const takeUpItem = (env: Env, id: string): Promise<void> =>
  change(env, id, async (tx, item) => {
    if (item.dismissedAt === null) return undefined
    await keepLater(tx, id)
    return { ...item, dismissedAt: null, settledBy: undefined }
  })
