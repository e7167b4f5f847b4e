import { sql } from 'kysely'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { sm3 } from '../sm3.ts'
import type { Db, Tx } from './database.ts'
import { insertion, later, statement } from './session-client.ts'

/** One line of the audit log. `detail` holds ids, codes and hashes, never titles, names of people or text. */
export type AuditEntry = {
  chain: string
  at: number
  actor: string
  kind: string
  docId?: string | undefined
  code?: string | undefined
  detail: Record<string, unknown>
}

export const ACCESS_CHAIN = 'access'
/** What the first line of a chain follows. */
export const START = '0'.repeat(64)

/** The chain of a document's events: sixteen of them, so that commands seldom wait for one another. */
export const documentChain = (docId: string): string => `doc-${docId.at(-1) ?? '0'}`

/** A line as it is hashed. */
export type AuditLine = {
  chain: string
  seq: number
  at: number
  actor: string
  kind: string
  doc_id: string | null
  code: string | null
  detail: string
  prev_hash: string
}

/** SM3 of a line with the hash of the line before it. */
export const auditHash = (line: AuditLine): string =>
  sm3(canonicalJson([line.chain, line.seq, line.at, line.actor, line.kind, line.doc_id, line.code, line.detail, line.prev_hash]))

/** Appends a line to its SM3 chain. The chain's head row is locked to the end of the transaction, so no two lines share a predecessor (SE-06). */
export async function appendAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const head = await tx
    .insertInto('audit_chain')
    .values({ chain: entry.chain, seq: 1, hash: START })
    .onConflict((on) => on.column('chain').doUpdateSet({ seq: sql<number>`audit_chain.seq + 1` }))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow()
  const line: AuditLine = {
    chain: entry.chain,
    seq: head.seq,
    at: entry.at,
    actor: entry.actor,
    kind: entry.kind,
    doc_id: entry.docId ?? null,
    code: entry.code ?? null,
    detail: canonicalJson(entry.detail),
    prev_hash: head.hash,
  }
  const hash = auditHash(line)
  await later(tx, insertion('audit_event', { ...line, hash }))
  await later(tx, statement('update audit_chain set hash = $1 where chain = $2', hash, entry.chain))
}

export type AuditCheck =
  | { ok: true; events: number }
  | { ok: false; chain: string; seq: number; why: 'missing' | 'altered' | 'head' }

/** Walks every audit chain from its start and names the first line that is missing or altered (SE-06). */
export async function verifyAuditChain(db: Db): Promise<AuditCheck> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const heads = await tx.selectFrom('audit_chain').selectAll().orderBy('chain').execute()
      const chains = await tx.selectFrom('audit_event').select('chain').distinct().execute()
      const orphan = chains.find(({ chain }) => !heads.some((head) => head.chain === chain))
      if (orphan) return { ok: false, chain: orphan.chain, seq: 0, why: 'head' } as const
      let events = 0
      for (const head of heads) {
        const bad = await verifyOne(tx, head)
        if (bad) return bad
        events += head.seq
      }
      return { ok: true, events } as const
    })
}

const PAGE = 2_000

async function verifyOne(tx: Tx, head: { chain: string; seq: number; hash: string }): Promise<AuditCheck | undefined> {
  let seq = 0
  let hash = START
  for (;;) {
    const page = await tx
      .selectFrom('audit_event')
      .selectAll()
      .where('chain', '=', head.chain)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    for (const line of page) {
      if (line.seq !== seq + 1) return { ok: false, chain: head.chain, seq: seq + 1, why: 'missing' }
      if (line.prev_hash !== hash || line.hash !== auditHash(line))
        return { ok: false, chain: head.chain, seq: line.seq, why: 'altered' }
      seq = line.seq
      hash = line.hash
    }
    if (page.length < PAGE) break
  }
  return seq === head.seq && hash === head.hash ? undefined : { ok: false, chain: head.chain, seq, why: 'head' }
}
