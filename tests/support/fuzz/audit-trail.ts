import { sql } from 'kysely'
import type { Db } from '../../../src-server/store/database.ts'
import { fire, type Reply, type Shot } from './shot.ts'

/** These are lines of their own, each with the name it was tried under. */
const withOwnLine: readonly string[] = ['SE-WRONG-PASSWORD', 'SE-LOCKED']

/** How often requests were refused, and commands whose id was used before, as those who sent them were told. */
export type Told = { byCode: Map<string, number>; reusedIds: number; withoutText: number }
export const nothingTold = (): Told => ({ byCode: new Map(), reusedIds: 0, withoutText: 0 })

/** Takes note of an answer. */
export function note(told: Told, status: number, text: string): void {
  told.reusedIds += [...text.matchAll(/"code":"SY-ID-REUSED"/g)].length
  if (status < 400 || status >= 500) return
  const code = /"code":"([A-Z][A-Z0-9-]{1,40})"/.exec(text)?.[1]
  if (code === undefined) told.withoutText++
  else if (!withOwnLine.includes(code)) told.byCode.set(code, (told.byCode.get(code) ?? 0) + 1)
}

/** Every answer of `work` beside the fuzzer's own is noted too. */
export function noteFetches(told: Told): () => void {
  const real = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const response = await real(input, init)
    if (response.status >= 400) note(told, response.status, await response.clone().text())
    return response
  }
  return () => void (globalThis.fetch = real)
}

export async function fireNoting(told: Told, ...[url, shot, agent]: Parameters<typeof fire>): Promise<Reply> {
  const reply = await fire(url, shot as Shot, agent)
  note(told, reply.status, reply.text)
  return reply
}

/** What is missing in the audit log of what was told: requests by their codes, and commands by their ids (SE-07, SY-130). */
export async function missingLines(db: Db, told: Told): Promise<string[]> {
  const missing: string[] = []
  const lines = await db.selectFrom('audit_event').select('detail').where('kind', '=', 'request.refused').execute()
  const written = new Map<string, number>()
  for (const { detail } of lines)
    for (const [code, n] of Object.entries((JSON.parse(detail) as { codes: Record<string, number> }).codes))
      written.set(code, (written.get(code) ?? 0) + n)
  let more = 0
  for (const code of new Set([...told.byCode.keys(), ...written.keys()])) {
    const over = (written.get(code) ?? 0) - (told.byCode.get(code) ?? 0)
    if (over < 0) missing.push(`${code}: told ${told.byCode.get(code)} times, written down ${written.get(code) ?? 0} times`)
    more += over
  }
  // an answer to HEAD has no text to read its code from; and what is broken in the middle is refused twice and heard once
  if (more < told.withoutText) missing.push(`${told.withoutText} refusals without a text, ${more} lines for them`)
  const { rows } = await sql<{ id: string }>`select c.cmd_id as id from command_log c where not exists (
    select 1 from audit_event a where a.doc_id = c.doc_id and a.kind = 'command.' || c.status
      and a.detail::json ->> 'command' = c.cmd_id::text and a.code is not distinct from c.result ->> 'code')`.execute(db)
  for (const { id } of rows) missing.push(`command ${id} has no line`)
  const reused = await db.selectFrom('audit_event').select('seq').where('code', '=', 'SY-ID-REUSED').execute()
  if (reused.length !== told.reusedIds) missing.push(`SY-ID-REUSED: told ${told.reusedIds} times, ${reused.length} lines`)
  return missing
}
