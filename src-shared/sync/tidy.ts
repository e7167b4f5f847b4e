import type { Env } from './env.ts'

const DAY = 86_400_000
/** Acknowledged commands are kept this long for the case of a restored server (SY-64). */
export const historyDays = 45
/** Attention items put aside are kept this long. */
export const asideDays = 90

/** Drops what the desk kept long enough. At the start of a day's work, not in between. */
export async function tidy(env: Env): Promise<void> {
  const now = env.now()
  await env.lock(() =>
    env.store.transact('rw', ['history', 'attention'], async (tx) => {
      for (const row of await tx.below('history', 'ackedAt', now - historyDays * DAY)) await tx.remove('history', row.cmdId)
      for (const item of await tx.all('attention')) {
        if (item.dismissedAt !== null && item.dismissedAt < now - asideDays * DAY) await tx.remove('attention', item.id)
      }
    }),
  )
}
