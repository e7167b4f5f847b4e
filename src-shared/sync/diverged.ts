import { digestOf } from './digest.ts'
import { putMeta, type Env } from './env.ts'
import type { Tx } from './store-port.ts'

/**
 * Scopes whose documents here are not those the server says they are, by the digest it gave when all of them had been
 * read (SY-102). Needs no lock: a page stores rows, cursor and digest in one transaction.
 */
const divergedScopes = (env: Pick<Env, 'store'>): Promise<string[]> =>
  env.store.transact('r', ['scopes', 'docScope'], async (tx) => {
    const diverged: string[] = []
    for (const { id, digest } of await tx.all('scopes')) {
      if (digest === null) continue
      const rows = await tx.where('docScope', 'scope', id)
      if (digestOf(rows.flatMap((row) => (row.stale ? [] : [row.h]))) !== digest) diverged.push(id)
    }
    return diverged
  })

/** Reads scopes again from zero, and nothing else; what does not come again leaves at the end of the pull. Inside a transaction. */
export async function readAnew(tx: Tx, scopes: readonly string[]): Promise<void> {
  for (const id of scopes) {
    await tx.put('scopes', { id, cursor: 0, head: 0, digest: null })
    const rows = await tx.where('docScope', 'scope', id)
    await tx.putMany(
      'docScope',
      rows.map((row) => ({ ...row, stale: true })),
    )
  }
  if (scopes.length > 0) await putMeta(tx, 'stale', true)
}

/** Like `readAnew`; takes the lock. */
export const resetScopes = (env: Env, scopes: readonly string[]): Promise<void> =>
  env.lock(() => env.store.transact('rw', ['scopes', 'docScope', 'meta'], (tx) => readAnew(tx, scopes)))

/** Whether the cache holds what the server says is looked at when the engine starts, and this often after. */
const digestsMs = 10 * 60_000

/** Documents here were not those the server has; their scopes are read again. A report, no failure. */
class Diverged extends Error {
  constructor(scopes: number) {
    super(`SY-DIVERGED ${scopes}`)
    this.name = 'Diverged'
  }
}

/** Is what lies here what the server says? Where it is not, that scope alone is read again, and it is reported once (SY-102). */
export function compareRegularly(env: Env, now: () => number, onError: (error: unknown) => void): () => Promise<void> {
  let comparedAt: number | null = null
  const told = new Set<string>()
  return async () => {
    if (comparedAt !== null && now() - comparedAt < digestsMs) return
    comparedAt = now()
    const diverged = await divergedScopes(env)
    if (diverged.length === 0) return told.clear()
    const news = diverged.filter((scope) => !told.has(scope))
    for (const scope of news) told.add(scope)
    if (news.length > 0) onError(new Diverged(news.length))
    await resetScopes(env, diverged)
  }
}
