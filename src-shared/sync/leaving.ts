import type { DocumentId } from '../ids.ts'
import { raiseCommand, raiseText, takeText, type Left } from './attention.ts'
import { damagedKey, type Env } from './env.ts'
import { leaveReasons, type LeaveReason } from './protocol.ts'
import type { LeftBecause, Tx } from './store-port.ts'
import { resultOf } from './verdicts.ts'

/** The server's word on why a document left; what this desk does not know yet is 'left'. */
export const reasonOf = (told: string | undefined): LeaveReason => leaveReasons.find((reason) => reason === told) ?? 'left'

/**
 * A document no scope holds any more leaves the desk (SY-67). What its author had given and not sent would only be refused:
 * it goes to 需处理 with all it carries and the reason, commands and unsent text of one document as one group (SY-105).
 * Answers whether the document left.
 */
export async function purge(env: Env, tx: Tx, docId: DocumentId, reason: LeftBecause): Promise<boolean> {
  const scopes = await tx.all('scopes')
  const held = await tx.getMany(
    'docScope',
    scopes.map(({ id }): [string, string] => [id, docId]),
  )
  if (held.some((row) => row !== undefined)) return false
  await quarantine(env, tx, docId, { reason, head: null })
  await tx.remove('docs', docId)
  await tx.remove('bodies', docId)
  await tx.remove('wanted', docId)
  await tx.remove('meta', damagedKey(docId))
  return true
}

async function quarantine(env: Env, tx: Tx, docId: DocumentId, left: Left): Promise<void> {
  // the server's verdict on what was sent is still to come
  const unsent = (await tx.where('outbox', 'docId', docId)).filter((row) => row.seq === null)
  const save = unsent.findLast((row) => row.name === 'SubmitBody')
  const text = (await takeText(tx, docId)) ?? (save ? await resultOf(tx, save) : undefined)
  for (const item of await tx.where('attention', 'docId', docId))
    if (item.dismissedAt === null && item.reason === null) await tx.put('attention', { ...item, reason: left.reason })
  let head: string | null = null
  for (const row of unsent) {
    await tx.remove('outbox', row.local)
    const body = row === save ? (text ?? null) : null
    const asks = await raiseCommand(env, tx, row, { code: 'SY-QUARANTINED' }, body, { ...left, head })
    if (asks) head ??= row.cmdId
  }
  if (text && !save) await raiseText(env, tx, docId, 'SY-LEFT', text, { ...left, head })
}
