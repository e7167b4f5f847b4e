import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { upcast } from '../../src-shared/workflow/upcast.ts'
import type { Tx } from '../store/database.ts'

export type DrawnOn = { version: number; sm3: string }

/**
 * The version a drawing lies on (WF-21), or null where its document never had it. A desk that draws over text it has not
 * sent yet names the version it foresees; the save goes before the drawing, and what it became, alone or merged with
 * others' work, is where the drawing lies: the save with that very text, else the newest of the saves the command waits
 * for. Both must be the sender's own. Otherwise number and SM3 must be those of one version, the newest or an older one.
 */
export async function versionDrawnOn(
  tx: Tx,
  docId: string,
  ink: Pick<Ink, 'bodyVersion' | 'bodySm3'>,
  sender: string,
  dependsOn: readonly string[],
): Promise<DrawnOn | null> {
  const own = await ownSince(tx, docId, ink, sender)
  const same = own.find((one) => one.foreseen === ink.bodySm3) ?? own.find((one) => dependsOn.includes(one.cmdId))
  if (same) return { version: same.version, sm3: same.sm3 }
  const named = await tx
    .selectFrom('body_version')
    .select(['version', 'sm3'])
    .where('doc_id', '=', docId)
    .where('version', '=', ink.bodyVersion)
    .where('sm3', '=', ink.bodySm3)
    .executeTakeFirst()
  return named ?? null
}

/** The sender's versions from the one named on that are other texts than it, the newest first, with the text each save foresaw. */
async function ownSince(tx: Tx, docId: string, ink: Pick<Ink, 'bodyVersion' | 'bodySm3'>, sender: string) {
  const rows = await tx
    .selectFrom('body_version as v')
    .leftJoin('command_log as c', (join) => join.onRef('c.cmd_id', '=', 'v.cmd_id').on('c.name', '=', 'SubmitBody'))
    .select(['v.version', 'v.sm3', 'v.cmd_id', 'c.ver', 'c.args'])
    .where('v.doc_id', '=', docId)
    .where('v.author', '=', sender)
    .where('v.version', '>=', ink.bodyVersion)
    .where('v.sm3', '<>', ink.bodySm3)
    .orderBy('v.version', 'desc')
    .execute()
  return rows.map(({ version, sm3, cmd_id: cmdId, ver, args }) => ({
    version,
    sm3,
    cmdId: cmdId ?? '',
    foreseen: ver !== null && args !== null ? foreseenBy(ver, args) : undefined,
  }))
}

/** The text a save was to lead to, whichever version of a desk wrote it (SY-108). */
function foreseenBy(ver: number, args: string): string | undefined {
  const read = upcast('SubmitBody', ver, JSON.parse(args))
  return read.ok ? (read.args as Partial<CommandArgs<'SubmitBody'>>).resultSm3 : undefined
}
