import type { Directory } from '../workflow/directory.ts'
import type { Env } from './env.ts'

/**
 * Gives a cache that came back without its address book the copy kept outside it (SY-89). Runs before recovery: a draft's
 * `CreateDraft` can be replayed only with it.
 */
export async function restoreDirectory(env: Pick<Env, 'store' | 'lock'>, kept: () => Promise<Directory | null>): Promise<void> {
  const here = await env.store.transact('r', ['directory'], (tx) => tx.count('directory'))
  if (here > 0) return
  // the desk opens without it too
  const copy = await kept().catch(() => null)
  if (!copy) return
  // number 0 has no server: the first greeting fetches the book, also where a restored server gave its number out again
  const data: Directory = { ...copy, version: 0 }
  await env.lock(() => env.store.transact('rw', ['directory'], (tx) => tx.put('directory', { key: 'directory', data })))
}
