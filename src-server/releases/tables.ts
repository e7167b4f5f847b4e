import type { ColumnType, Generated } from 'kysely'
import type { DeskReport, ReleaseStatement, Rollout } from '../../src-shared/update/messages.ts'

/** Tables of releases of the desk. */
export type ReleaseTables = {
  /** a release the county took in, and how far it is let out */
  release: {
    version: string
    statement: ColumnType<ReleaseStatement, string, never>
    signature: string
    added_at: number
    ring: string
    percent: number
    state: Rollout['state']
    opened_at: number
    spread_ms: number
  }
  /** who is in another ring than the last */
  release_ring: { kind: 'unit' | 'device'; id: string; ring: string }
  /** what each desk said of itself when it last asked, epoch ms */
  machine_report: { id: string; at: number; report: ColumnType<DeskReport, string, string> }
  release_minimum: { one: Generated<boolean>; version: string; deadline_at: number }
}
