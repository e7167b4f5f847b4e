import type { SyncStatus } from '../data/api.ts'

const DAY = 86_400_000
/** From so many days without a line, and from so many steps waiting, somebody should look (sync.md §4.11). */
const DAYS = 30
const STEPS = 2000

/** What is wrong with a desk whose work has not gone out for long; null where nothing is (SY-190). `now` in epoch ms. */
export function longWait(
  { pending, lastSyncAt, connection }: SyncStatus,
  now: number,
): 'SY-OFFLINE-LONG' | 'SY-OUTBOX-LONG' | null {
  if (connection === 'offline' && lastSyncAt !== null && now - lastSyncAt > DAYS * DAY) return 'SY-OFFLINE-LONG'
  return pending > STEPS ? 'SY-OUTBOX-LONG' : null
}
