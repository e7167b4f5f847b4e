import type { CountyCache } from '../store/directory.ts'
import type { Db } from '../store/database.ts'
import type { Moved } from './publish.ts'

/** What the server's parts share. */
export type Environment = {
  db: Db
  dataDir: string
  /** epoch ms */
  now: () => number
  county: CountyCache
  /** told after commit which scopes moved (SY-16) */
  wake: (moved: readonly Moved[]) => void
}

/** Who sends a command: proved by the session. */
export type Sender = { userId: string; name: string; deviceId: string }
