import type { CommandVerdict, WireCommand } from '../../src-shared/sync/protocol.ts'
import type { Command, CommandName } from '../../src-shared/workflow/commands.ts'
import { workRevOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { County } from '../store/directory.ts'
import type { Tx } from '../store/database.ts'
import type { Refused } from './judge.ts'

/*
 * After a restore the newest work lies on the desks alone, and they come back in any order. Until `recoveringUntil` a
 * command that rests on something the server does not have again yet is put off and not refused: its desk keeps it and
 * offers it anew, and when all are back nobody had to do anything (SY-100, domain.md C-16).
 */

/** A document as it stands, and up to which revision of the earlier epoch, by what people did, it is whole again. */
export type Stood = { data: DocumentState; restored_rev: number }

/** Whether the server waits for what desks send again. */
export const isRecovering = (county: Pick<County, 'recoveringUntil'>, now: number): boolean => county.recoveringUntil > now

/** Not judged, and the number not used: the desk offers it again. */
export const waits = ({ id, seq }: WireCommand): CommandVerdict => ({ id, seq, status: 'deferred', code: 'SY-WAITS' })

/** Whether it can be told without judging that what a command rests on has not come back. */
export async function restsOnMissing(tx: Tx, cmd: WireCommand, command: Command, doc: Stood | undefined): Promise<boolean> {
  const rev = doc ? workRevOf(doc.data) : 0
  if (rev < Math.max(cmd.baseRev ?? 0, (cmd.was?.rev ?? 0) - 1)) return true
  if (command.name === 'SubmitBody' && command.args.baseVersion > (doc?.data.bodyVersion ?? 0)) return true
  return (await unknownOf(tx, cmd.dependsOn)).length > 0
}

/**
 * Whether a refusal may only mean that something is missing: what was good in the earlier epoch and has gaps before it, or
 * a save on a text that is not here. Where everything before it is here again the refusal stands.
 */
export const refusedTooSoon = (cmd: WireCommand, { code }: Refused, doc: Stood | undefined): boolean =>
  code === 'RV-BASE' || (cmd.was !== undefined && cmd.was.rev > (doc?.restored_rev ?? 0) + 1)

/** Notes that a command of the earlier epoch is in again, where nothing before it is missing. */
export async function noteRestored(tx: Tx, { doc, was }: WireCommand): Promise<void> {
  if (!was) return
  await tx
    .updateTable('doc')
    .set({ restored_rev: was.rev })
    .where('id', '=', doc)
    .where('restored_rev', '=', was.rev - 1)
    .execute()
}

const ofLeases: ReadonlySet<string> = new Set<CommandName>(['TakeLease', 'ReleaseLease', 'BreakLease'])

/** The moment a command counts from: a lease of the earlier epoch runs from when it was taken, or it would shut out the next holder. */
export const momentOf = ({ name, was }: WireCommand, now: number, authoredAt: number): number =>
  was && ofLeases.has(name) ? Math.min(now, authoredAt) : now

async function unknownOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const wanted = [...new Set(ids)]
  const rows = await tx.selectFrom('command_log').select('cmd_id').where('cmd_id', 'in', wanted).execute()
  return wanted.filter((id) => !rows.some((row) => row.cmd_id === id))
}
