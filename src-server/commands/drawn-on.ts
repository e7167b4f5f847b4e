import { sql } from 'kysely'
import type { Ink } from '../../src-shared/workflow/inks.ts'
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
  const { rows } = await sql<DrawnOn>`
    select v.version, v.sm3 from body_version v left join command_log c on c.cmd_id = v.cmd_id and c.name = 'SubmitBody'
    where v.doc_id = ${docId}::uuid and v.author = ${sender} and v.version >= ${ink.bodyVersion} and v.sm3 <> ${ink.bodySm3}
      and (v.cmd_id = any(${[...dependsOn]}::uuid[]) or c.args::json ->> 'resultSm3' = ${ink.bodySm3})
    order by (c.args::json ->> 'resultSm3' = ${ink.bodySm3}) desc nulls last, v.version desc limit 1`.execute(tx)
  const own = rows[0]
  const named = await tx
    .selectFrom('body_version')
    .select(['version', 'sm3'])
    .where('doc_id', '=', docId)
    .where('version', '=', ink.bodyVersion)
    .where('sm3', '=', ink.bodySm3)
    .executeTakeFirst()
  return own ?? named ?? null
}
