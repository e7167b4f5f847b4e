import { v7 } from 'uuid'
import { hasErrors, isEmptyPlan, type Checked } from '../../src-shared/organisation/model.ts'
import { planImport } from '../../src-shared/organisation/plan.ts'
import { HttpError } from '../errors.ts'
import { sm3 } from '../sm3.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'
import { applyPlan } from './apply-plan.ts'
import { readSheets, type NamedFile } from './files.ts'
import { readBase, readOrganisation, readSurroundings } from './read-organisation.ts'

export type CheckedImport = Omit<Checked, 'target'> & { base: string }
type Asked = { files: readonly NamedFile[]; actor: string; at: number }

/** What importing the files would do, from one snapshot of the organisation; changes nothing. */
export async function checkImport(db: Db, { files, actor }: Asked): Promise<CheckedImport> {
  const read = await readSheets(files)
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { checked, base } = await look(tx, read, actor)
      return { base, plan: checked.plan, findings: checked.findings }
    })
}

async function look(tx: Tx, { sheets, findings }: Awaited<ReturnType<typeof readSheets>>, actor: string) {
  const { base, organisation, former } = await readOrganisation(tx)
  const around = await readSurroundings(tx, former, actor === SHELL ? null : actor)
  const planned = planImport(organisation, around, sheets, v7)
  return { base, before: { organisation, former }, checked: { ...planned, findings: [...findings, ...planned.findings] } }
}

/** Who imports from the server's own command line. */
export const SHELL = 'admin'

/**
 * Applies the files, all or nothing. They are checked again under the lock: what was shown counts only while the
 * organisation is still the one it was shown for. Errors: ORG-STALE (somebody changed it meanwhile), ORG-ERRORS.
 */
export async function applyImport(db: Db, { files, actor, at }: Asked, base: string): Promise<CheckedImport> {
  const read = await readSheets(files)
  return db.transaction().execute(async (tx) => {
    const now = await readBase(tx, true)
    if (now.base !== base) throw new HttpError(409, 'ORG-STALE')
    const { before, checked } = await look(tx, read, actor)
    if (hasErrors(checked.findings)) throw new HttpError(422, 'ORG-ERRORS')
    const hashes = files.map(({ bytes }) => sm3(bytes))
    await appendAudit(tx, { chain: ACCESS_CHAIN, at, actor, kind: 'organisation.imported', detail: { files: hashes } })
    if (!isEmptyPlan(checked.plan)) await applyPlan(tx, before, checked, { actor, at })
    return { base: (await readBase(tx)).base, plan: checked.plan, findings: checked.findings }
  })
}
