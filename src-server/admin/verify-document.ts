import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { ServerError } from '../errors.ts'
import type { Db, Tx } from '../store/database.ts'
import { onSnapshot } from './document-rows.ts'
import { Drafting } from './drafting.ts'
import { Findings, type Finding } from './findings.ts'
import { verifyAudit, type Act, type AuditReading } from './verify-audit.ts'
import { verifyBranches } from './verify-branches.ts'
import { verifyClean } from './verify-clean.ts'
import { verifyEvents, type Life } from './verify-events.ts'
import { verifyLayout } from './verify-layout.ts'
import { verifyNumbers } from './verify-numbers.ts'
import { verifyVersions, type ChainReading, type VersionReport } from './verify-versions.ts'

/** Versions in a row by one person at one step, told in one line. */
export type VersionRun = Omit<VersionReport, 'version' | 'merged'> & {
  from: number
  to: number
  until: number
  merged: number
  proofs: number
}

/** Everything the page tells of a document. */
export type DocumentReport = {
  docId: string
  county: string
  at: number
  ok: boolean
  findings: readonly Finding[]
  /** how many findings there are in all; the list is cut */
  found: number
  state: DocumentState | undefined
  audit: AuditReading
  loaded: number
  chain: ChainReading
  runs: readonly VersionRun[]
  drafting: Drafting
  nameOf: (userId: string) => string
}

/** `chainsProved` as for verifyAudit; `dataDir`: where files lie, so that those of the layout are read again. */
export type VerifyOptions = { chainsProved?: boolean; dataDir?: string }

/**
 * Proves a document from its first version to its signature, on one snapshot of a live database and in memory that does
 * not grow with its history (RV-54, RV-55). Throws NO-DOCUMENT where there is none of that id.
 */
export function verifyDocument(
  db: Db,
  docId: string,
  now: number,
  { chainsProved = false, dataDir }: VerifyOptions = {},
): Promise<DocumentReport> {
  return onSnapshot(db, async (tx) => {
    const row = /^[0-9a-f-]{36}$/.test(docId)
      ? await tx.selectFrom('doc').select('data').where('id', '=', docId).executeTakeFirst()
      : undefined
    if (!row) throw new ServerError('NO-DOCUMENT', `there is no document ${docId}`)
    const { county } = await tx.selectFrom('sync_meta').select('county').executeTakeFirstOrThrow()
    const findings = new Findings()
    const audit = await verifyAudit(tx, docId, findings, chainsProved)
    const life = await verifyEvents(tx, docId, audit.acts, findings)
    const runs: VersionRun[] = []
    const drafting = new Drafting()
    const branches = await verifyBranches(tx, docId, life, audit.acts, findings)
    const clean = await verifyClean(tx, docId, life, findings)
    const chain = await verifyVersions(tx, docId, life, audit.acts, findings, async (version, doc) => {
      addToRuns(runs, version)
      drafting.add(version, doc)
      clean(version.version, doc)
      await branches(version.version, doc)
    })
    await verifyNumbers(tx, docId, life, findings)
    await verifyLayout(tx, life, findings, dataDir)
    checkBases(life, chain, audit.acts, findings)
    await checkDecisionRows(tx, docId, life, findings)
    return {
      docId,
      county,
      at: now,
      ok: findings.count === 0,
      findings: findings.list,
      found: findings.count,
      state: life.state,
      audit,
      loaded: life.loaded,
      chain,
      runs,
      drafting,
      nameOf: await namesOf(tx, life.state),
    }
  })
}

function addToRuns(runs: VersionRun[], report: VersionReport): void {
  const { version, merged, ...rest } = report
  const last = runs.at(-1)
  const proofs = report.proved ? 1 : 0
  if (last?.author === rest.author && last.step === rest.step && last.tracked === rest.tracked && last.to === version - 1) {
    last.to = version
    last.until = rest.at
    last.sm3 = rest.sm3
    last.changes += rest.changes
    last.merged += merged ? 1 : 0
    last.proofs += proofs
  } else runs.push({ ...rest, from: version, to: version, until: rest.at, merged: merged ? 1 : 0, proofs })
}

/** What each opinion rests on must have been a version by then, or a text that was merged into one. */
function checkBases(life: Life, chain: ChainReading, acts: ReadonlyMap<string, Act>, findings: Findings): void {
  const submitted = new Set([...acts.values()].flatMap((act) => (act.save ? [act.save.resultSm3] : [])))
  for (const { by, basisSm3, at } of life.state?.opinions ?? []) {
    const since = chain.sm3s.get(basisSm3)
    if ((since === undefined || since > at) && !submitted.has(basisSm3))
      findings.add('BASIS', `${by.name} 的意见所依据的文本（${basisSm3.slice(0, 8)}…）不是任何一稿`)
  }
}

/** The table of decisions against the events; what came with the county has no rows there. */
async function checkDecisionRows(tx: Tx, docId: string, life: Life, findings: Findings): Promise<void> {
  const key = (...parts: (string | number)[]) => parts.join(' ')
  const told = new Map<string, number>()
  const loaded = life.moments.flatMap((one) => (one.kind === 'decided' && one.version === undefined ? [one.at] : []))
  for (const { changeIds, verdict, by, step, at } of life.state?.decisions ?? []) {
    if (loaded.includes(at)) continue
    for (const id of changeIds) {
      const one = key(id, verdict, by.userId, step, at)
      told.set(one, (told.get(one) ?? 0) + 1)
    }
  }
  let missing = 0
  const rows = await tx
    .selectFrom('change_decision')
    .select(['change_id', 'verdict', 'by_user', 'step', 'at'])
    .where('doc_id', '=', docId)
    .execute()
  for (const row of rows) {
    const one = key(row.change_id, row.verdict, row.by_user, row.step, row.at)
    const left = told.get(one) ?? 0
    if (left === 0) missing++
    else told.set(one, left - 1)
  }
  for (const left of told.values()) missing += left
  if (missing > 0) findings.add('ROWS', `有 ${missing} 条接受或拒绝在登记表和事件里对不上`)
}

/** Names as they stand in the document's own record; of those who are not in it, from the address book. */
async function namesOf(tx: Tx, state: DocumentState | undefined): Promise<(userId: string) => string> {
  const names = new Map<string, string>()
  const people: (Person | undefined)[] = [state?.drafter, ...(state?.tasks.map((task) => task.assignee) ?? [])]
  for (const person of people) if (person) names.set(person.userId, person.name)
  const others = await tx.selectFrom('account').select(['id', 'name']).execute()
  for (const { id, name } of others) if (!names.has(id)) names.set(id, name)
  return (userId) => names.get(userId) ?? `${userId}（名册中已无此人）`
}
