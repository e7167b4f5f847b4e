import type { CommandLives } from '../../src-shared/workflow/upcast.ts'
import type { CountyCache } from '../store/directory.ts'
import type { Scan } from '../store/blob-scan.ts'
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
  /** looks into an uploaded file before anybody can read it (AT-VIRUS) */
  scan?: Scan
  /** how commands came to their present shape; a test may bring its own */
  lives?: CommandLives
}

/** Who sends a command: proved by the session. */
export type Sender = { userId: string; name: string; deviceId: string }
