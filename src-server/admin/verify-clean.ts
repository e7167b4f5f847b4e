import type { Selectable } from 'kysely'
import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { checkCleanCopy, cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { sm3OfJson } from '../sm3.ts'
import type { Tables, Tx } from '../store/database.ts'
import type { EventRow } from './document-rows.ts'
import type { Findings } from './findings.ts'
import type { CleanMade, Life, Replay } from './verify-events.ts'

/** A clean copy is made of the text that was signed, by the command that names its SM3. */
export function takeClean(replay: Replay, state: DocumentState, row: EventRow, clean: NonNullable<DocumentState['clean']>): void {
  const act = replay.acts.get(row.cmd_id ?? '')
  const isRight =
    state.state === 'F6' &&
    state.signed?.bodySm3 === state.bodySm3 &&
    state.clean === null &&
    clean.version === state.bodyVersion &&
    clean.by.userId === row.actor &&
    clean.at === row.at &&
    act?.cleanSm3 === clean.sm3
  if (!isRight) replay.findings.add('CLEAN', `第 ${row.rev} 次办理所记的清稿，与签发的稿或命令不符`)
  replay.cleans.push({ clean, verdicts: verdicts(state), cmdId: row.cmd_id ?? '' })
}

/** Proves the clean copy when the version that was signed has been rebuilt. */
export type CleanCheck = (version: number, signed: PmNode | undefined) => void

/**
 * 清稿 (RV-66): what is stored is what the event names, by its SM3 computed again, and gives the check that it is exactly
 * the signed text with the decisions in force applied, letter by letter and as a whole (RV-36).
 */
export async function verifyClean(tx: Tx, docId: string, { cleans }: Life, findings: Findings): Promise<CleanCheck> {
  const rows = await tx.selectFrom('clean_copy').selectAll().where('doc_id', '=', docId).orderBy('version').execute()
  for (const { version, cmd_id } of rows)
    if (!cleans.some((made) => made.cmdId === cmd_id)) findings.add('CLEAN', `第 ${version} 稿的清稿不出自任何命令`, { version })
  const checks = cleans.map((made) =>
    checkOne(
      made,
      rows.find(({ cmd_id }) => cmd_id === made.cmdId),
      findings,
    ),
  )
  return (at, signed) => {
    for (const check of checks) check(at, signed)
  }
}

type CleanRow = Selectable<Tables['clean_copy']>

function checkOne({ clean, verdicts: decided }: CleanMade, row: CleanRow | undefined, findings: Findings): CleanCheck {
  const { version } = clean
  if (!row) {
    findings.add('CLEAN', `第 ${version} 稿的清稿不在了`, { version })
    return () => undefined
  }
  if (row.version !== version || row.sm3 !== clean.sm3 || row.by_user !== clean.by.userId || row.at !== clean.at)
    findings.add('CLEAN', `第 ${version} 稿的清稿，登记与事件不符`, { version })
  if (sm3OfJson(row.doc) !== clean.sm3) findings.add('CLEAN', `第 ${version} 稿的清稿被改动过：文本与其校验值不符`, { version })
  return (at, signed) => {
    if (at !== version || !signed) return
    const verdictOf = (id: string) => decided.get(id)
    const { doc, faults } = readBodyJson(row.doc)
    const proof =
      doc && faults.length === 0 ? checkCleanCopy(signed, doc, verdictOf) : { ok: false, detail: faults[0]?.name ?? '' }
    if (!proof.ok)
      findings.add('CLEAN', `第 ${version} 稿的清稿不是按接受、拒绝得出的（${'detail' in proof ? proof.detail : ''}）`, {
        version,
      })
    if (sm3OfJson(bodyJson(cleanCopy(signed, verdictOf))) !== clean.sm3)
      findings.add('CLEAN', `第 ${version} 稿按接受、拒绝另做的清稿，校验值与所记的不符`, { version })
  }
}
