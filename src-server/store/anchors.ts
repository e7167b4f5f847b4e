import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { codeOf } from '../errors.ts'
import { writeKeyFile } from '../key-file.ts'
import type { Db, Tx } from './database.ts'

/*
 * A day's anchor of the audit log (domain.md §4.8): the heads of all chains, signed, in a table and in a file beside it. Whoever rewrites a
 * chain with all its hashes has its days against them; whoever has the key as well has the anchors the auditor took away (SE-133).
 */

/** One line of `anchors.jsonl`, and one row. `statement` is canonical JSON of what was signed; signature and SPKI in base64. */
export type Anchor = { day: string; statement: string; signature: string; public_key: string }
type Statement = {
  as: 'liuhen-anchor-1'
  county: string
  day: string
  at: number
  chains: [chain: string, seq: number, hash: string][]
}

const keyPath = (dataDir: string): string => join(dataDir, 'anchor.key')
const filePath = (dataDir: string): string => join(dataDir, 'anchors.jsonl')

/** Anchors the day that is (in Shanghai), once; answers whether it did. Nobody else may be at it: the sweep's lock. */
export async function anchorDay(db: Db, dataDir: string, now: number): Promise<boolean> {
  const day = dateOf(now)
  if (await db.selectFrom('audit_anchor').select('day').where('day', '=', day).executeTakeFirst()) return false
  const key = createPrivateKey(await signingKey(dataDir))
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const statement = canonicalJson(await stateOf(tx, day, now))
      const anchor: Anchor = {
        day,
        statement,
        signature: sign(null, Buffer.from(statement), key).toString('base64'),
        public_key: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
      }
      await tx.insertInto('audit_anchor').values(anchor).execute()
      await append(filePath(dataDir), `${canonicalJson(anchor)}\n`)
    })
  return true
}

async function stateOf(tx: Tx, day: string, at: number): Promise<Statement> {
  const { county } = await tx.selectFrom('sync_meta').select('county').executeTakeFirstOrThrow()
  const heads = await tx.selectFrom('audit_chain').selectAll().orderBy('chain').execute()
  return { as: 'liuhen-anchor-1', county, day, at, chains: heads.map(({ chain, seq, hash }) => [chain, seq, hash]) }
}

/** Made where there is none; one that is there is never replaced. */
async function signingKey(dataDir: string): Promise<string> {
  const there = async (): Promise<string | undefined> =>
    readFile(keyPath(dataDir), 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    })
  const known = await there()
  if (known !== undefined) return known
  await mkdir(dataDir, { recursive: true })
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeKeyFile(keyPath(dataDir), privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 'ANCHOR-KEY')
  return (await there()) ?? ''
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    await file.writeFile(line)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** After a restore the days the database does not know any more are put aside under the new epoch's name, not deleted; false where there were none. */
export const putAnchorsAside = (dataDir: string, epoch: string): Promise<boolean> =>
  rename(filePath(dataDir), join(dataDir, `anchors-before-${epoch}.jsonl`)).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )

/** What does not agree with an anchor: the day, and what it is. */
export type AnchorFinding = {
  day: string
  why: 'signature' | 'key' | 'line' | 'gone' | 'file'
  chain?: string
  seq?: number
}
export type AnchorCheck = { ok: boolean; anchors: number; findings: readonly AnchorFinding[] }

/**
 * Holds every anchor against the chains: signed, by this server's key, each head still the line it was; and the table against the file.
 * A day only the file knows is a day the database lost (a restore) or somebody deleted.
 */
export async function verifyAnchors(db: Db, dataDir: string): Promise<AnchorCheck> {
  const rows = await db.selectFrom('audit_anchor').selectAll().orderBy('day').execute()
  const own = await publicKey(dataDir)
  const findings: AnchorFinding[] = []
  for (const row of rows) {
    const statement = read(row)
    if (!statement) findings.push({ day: row.day, why: 'signature' })
    else findings.push(...(await against(db, row.day, statement)))
    if (own !== undefined && row.public_key !== own) findings.push({ day: row.day, why: 'key' })
  }
  const known = new Map(rows.map((row) => [row.day, canonicalJson(row)]))
  const lines = await linesOf(filePath(dataDir))
  for (const line of lines ?? []) {
    const { day } = line
    if (!known.has(day)) findings.push({ day, why: 'gone' })
    else if (known.get(day) !== canonicalJson(line)) findings.push({ day, why: 'file' })
  }
  const inFile = new Set(lines?.map(({ day }) => day))
  // a restored server has the table and not yet the file
  if (lines) for (const { day } of rows) if (!inFile.has(day)) findings.push({ day, why: 'file' })
  return { ok: findings.length === 0, anchors: rows.length, findings: findings.slice(0, 100) }
}

/** What an anchor states, where its own key signed just that for that day. */
function read({ day, statement, signature, public_key }: Anchor): Statement | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(public_key, 'base64'), format: 'der', type: 'spki' })
    if (!verify(null, Buffer.from(statement), key, Buffer.from(signature, 'base64'))) return undefined
    const said = JSON.parse(statement) as Statement
    return said.as === 'liuhen-anchor-1' && said.day === day ? said : undefined
  } catch {
    return undefined
  }
}

async function against(db: Db, day: string, { chains }: Statement): Promise<AnchorFinding[]> {
  const findings: AnchorFinding[] = []
  for (const [chain, seq, hash] of chains) {
    const line = await db
      .selectFrom('audit_event')
      .select('hash')
      .where('chain', '=', chain)
      .where('seq', '=', seq)
      .executeTakeFirst()
    if (line?.hash !== hash) findings.push({ day, why: 'line', chain, seq })
  }
  return findings
}

async function publicKey(dataDir: string): Promise<string | undefined> {
  try {
    const key = createPublicKey(createPrivateKey(await readFile(keyPath(dataDir), 'utf8')))
    return key.export({ format: 'der', type: 'spki' }).toString('base64')
  } catch {
    return undefined
  }
}

/** The lines of the file; undefined where there is no file. A line that is none is one of a day without a name. */
async function linesOf(path: string): Promise<Anchor[] | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text
    ?.split('\n')
    .filter(Boolean)
    .map((line) => {
      try {
        return JSON.parse(line) as Anchor
      } catch {
        return { day: '?', statement: '', signature: '', public_key: '' }
      }
    })
}
