import type { Node as PmNode } from 'prosemirror-model'
import { runSteps, stepsFromJson } from '../../src-shared/revision/apply-steps.ts'
import { sm3 } from '../sm3.ts'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import { SUGGESTION } from '../../src-shared/workflow/consult/part.ts'
import { asksOf } from '../../src-shared/workflow/consult/standing.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Tx } from '../store/database.ts'
import type { EventRow } from './document-rows.ts'
import type { Findings } from './findings.ts'
import type { Act } from './verify-audit.ts'
import type { Life, Replay } from './verify-events.ts'

/** A version is saved by who sent it, or it is late edits that somebody brought in: then it is their author's (RV-62). */
export function lateOf({ acts, findings }: Replay, state: DocumentState, row: EventRow, by: string): Branch | undefined {
  const act = acts.get(row.cmd_id ?? '')
  const late = act?.name === 'BringInBranch' ? state.branches.find((one) => one.id === act.branchId) : undefined
  if (act && by !== (late?.by.userId ?? act.actor))
    findings.add(late ? 'BRANCH' : 'EVENT', `第 ${row.rev} 次办理存的稿，署的不是写这些修改的人`, { id: act.cmdId })
  return late
}

/** Late edits are kept by the refusal of the save they came with, and say of it what it was. */
export function takeKept({ kept, acts, findings }: Replay, row: EventRow, branch: Branch): void {
  kept.set(branch.id, branch)
  const act = acts.get(row.cmd_id ?? '')
  const isRight =
    isKeptBy(act, branch) &&
    branch.id === act.cmdId &&
    branch.by.userId === act.actor &&
    branch.baseVersion === act.save?.baseVersion &&
    branch.at === row.at &&
    branch.settled === null
  if (!isRight) findings.add('BRANCH', `第 ${row.rev} 次办理所记的未并入的修改，与没有被接受的存稿不符`, { id: branch.id })
}

/** A refused save or opinion keeps its edits under its code; an opinion that was taken keeps them as suggestions (WF-74). */
const isKeptBy = (act: Act | undefined, { code }: Branch): act is Act =>
  act !== undefined &&
  (act.name === 'SubmitBody' || act.name === 'GiveConsultOpinion') &&
  (act.refused ?? (act.name === 'GiveConsultOpinion' ? SUGGESTION : null)) === code

/** Late edits are settled by the command that says so; what was brought in is the version saved with it. */
export function takeSettled(
  { acts, findings }: Replay,
  state: DocumentState,
  row: EventRow,
  { branchId, settled }: Extract<EventRow['event'], { type: 'BranchSettled' }>,
): void {
  const act = acts.get(row.cmd_id ?? '')
  const command = settled?.how === 'broughtIn' ? 'BringInBranch' : 'PutBranchAside'
  // 不采纳 puts a unit's suggestions aside with its reason
  const isRejected = act?.name === 'RecordAdoption' && settled?.how === 'putAside' && isOfUnit(state, branchId, act.unitId)
  const version = settled?.how === 'broughtIn' ? state.bodyVersion + 1 : null
  const isRight =
    state.branches.some((one) => one.id === branchId) &&
    ((act?.name === command && act.branchId === branchId) || isRejected) &&
    (settled === null || (settled.by.userId === row.actor && settled.at === row.at && settled.version === version))
  if (!isRight) findings.add('BRANCH', `第 ${row.rev} 次办理对未并入的修改的处理，与命令或所存的稿不符`, { id: branchId })
}

const isOfUnit = (state: DocumentState, branchId: string, unitId: string | undefined): boolean =>
  asksOf(state).some(({ ask }) => ask.unitId === unitId && ask.answer?.suggestion === branchId)

/** Looks at late edits when the version they were made on has been rebuilt. */
export type BranchCheck = (version: number, base: PmNode | undefined) => Promise<void>

/**
 * 未并入的修改 (RV-66): every row of the table has its event and every event its row, with the very steps that were sent;
 * what was brought in is a version of who wrote it. Gives the check that the edits fit the version they were made on.
 */
export async function verifyBranches(
  tx: Tx,
  docId: string,
  { kept, state, saves }: Life,
  acts: ReadonlyMap<string, Act>,
  findings: Findings,
): Promise<BranchCheck> {
  const rows = await tx
    .selectFrom('body_branch')
    .select(['cmd_id', 'base_version', 'by_user', 'code', 'at', 'resolved_at'])
    .where('doc_id', '=', docId)
    .orderBy('cmd_id')
    .execute()
  const byId = new Map(rows.map((row) => [row.cmd_id, row]))
  for (const { cmd_id: id } of rows)
    if (!kept.has(id)) findings.add('BRANCH', '未并入的修改登记表里有一行不出自任何一次存稿', { id })
  for (const [id, branch] of kept) {
    const row = byId.get(id)
    if (!row) {
      findings.add('BRANCH', `${branch.by.name} 未并入的修改不在登记表里了`, { id })
      continue
    }
    const settled = state?.branches.find((one) => one.id === id)?.settled ?? null
    const isRight =
      row.base_version === branch.baseVersion &&
      row.by_user === branch.by.userId &&
      row.code === branch.code &&
      row.at === branch.at &&
      row.resolved_at === (settled?.at ?? null)
    if (!isRight) findings.add('BRANCH', `${branch.by.name} 未并入的修改，登记与事件不符`, { id })
    if (settled?.version != null && saves.get(settled.version)?.by !== branch.by.userId)
      findings.add('BRANCH', `第 ${settled.version} 稿说是并入了 ${branch.by.name} 的修改，却不是本人署名的稿`, {
        version: settled.version,
        id,
      })
  }
  return async (version, base) => {
    for (const branch of kept.values()) {
      if (branch.baseVersion !== version || !byId.has(branch.id)) continue
      const { id } = branch
      const row = await tx.selectFrom('body_branch').select('steps').where('cmd_id', '=', id).executeTakeFirst()
      if (sm3(row?.steps ?? '') !== acts.get(id)?.save?.stepsSm3)
        findings.add('BRANCH', `${branch.by.name} 未并入的修改，存的步骤不是当时上报的步骤`, { id })
      if (base && !fits(base, row?.steps ?? ''))
        findings.add('BRANCH', `${branch.by.name} 未并入的修改接不到所据的第 ${version} 稿上`, { version, id })
    }
  }
}

function fits(base: PmNode, steps: string): boolean {
  try {
    runSteps(base, stepsFromJson(JSON.parse(steps) as unknown[])).check()
    return true
  } catch {
    return false
  }
}
