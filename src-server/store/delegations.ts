import { sql } from 'kysely'
import { issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import { movesRoute, type DocumentState, type Task } from '../../src-shared/workflow/document-state.ts'
import type { Delegate } from '../../src-shared/workflow/routing/part.ts'
import type { Db, Tx } from './database.ts'

/** A 委托 in force, coming or past. Times are epoch ms; an empty list stands for all. */
export type StoredDelegation = {
  id: string
  fromPost: string
  toPost: string
  fromUser: string
  toUser: string
  startsAt: number
  endsAt: number
  docTypes: readonly string[]
  urgencies: readonly string[]
  routes: readonly string[]
  canSign: boolean
  createdAt: number
  revokedAt: number | null
}

/** All that are not revoked; who stands in now is asked of them by time (`delegatesOf`). */
export async function readDelegations(tx: Db | Tx): Promise<StoredDelegation[]> {
  const rows = await tx
    .selectFrom('delegation')
    .selectAll()
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(storedOf)
}

export const storedOf = (row: {
  id: string
  from_post: string
  to_post: string
  from_user: string
  to_user: string
  starts_at: number
  ends_at: number
  doc_types: string[]
  urgencies: string[]
  routes: string[]
  can_sign: boolean
  created_at: number
  revoked_at: number | null
}): StoredDelegation => ({
  id: row.id,
  fromPost: row.from_post,
  toPost: row.to_post,
  fromUser: row.from_user,
  toUser: row.to_user,
  startsAt: row.starts_at,
  endsAt: row.ends_at,
  docTypes: row.doc_types,
  urgencies: row.urgencies,
  routes: row.routes,
  canSign: row.can_sign,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
})

/** Tells every node that 委托 changed, within the transaction that changed one. */
export const countDelegations = (tx: Tx): Promise<unknown> =>
  sql`update sync_meta set delegation_version = delegation_version + 1`.execute(tx)

/**
 * Who stands in for the holder of a turn at an instant: by 委托 between posts that both still hold, of the organ the document
 * belongs to. Only turns that move a document are delegated; reading and a unit's opinion stay with whom they were asked of.
 */
export function delegatesOf(
  directory: Directory,
  all: readonly StoredDelegation[],
  doc: DocumentState,
  task: Task,
  now: number,
): Delegate[] {
  if (!movesRoute(task)) return []
  const organ = issuingUnit(directory, doc.unitId)?.id
  const holds = (postId: string, userId: string) => directory.posts.find((one) => one.id === postId && one.userId === userId)
  const among = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value)
  return all.flatMap((one) => {
    const from = one.fromUser === task.assignee.userId ? holds(one.fromPost, one.fromUser) : undefined
    const to = holds(one.toPost, one.toUser)
    const inForce = one.startsAt <= now && now <= one.endsAt
    const covers =
      among(one.docTypes, doc.header.docType) && among(one.urgencies, doc.header.urgency) && among(one.routes, doc.route.id)
    if (!from || !to || !inForce || !covers || issuingUnit(directory, from.unitId)?.id !== organ) return []
    const unitName = directory.units.find((unit) => unit.id === to.unitId)?.name ?? ''
    const person = { userId: to.userId, name: to.name, unitId: to.unitId, unitName }
    return [{ id: one.id, person, until: one.endsAt, canSign: one.canSign }]
  })
}
