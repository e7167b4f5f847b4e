import { headerOf } from '../../src-shared/document/header.ts'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import type { Tx } from '../store/database.ts'
import { hashed } from './body-plan.ts'
import { workOf } from './branches.ts'
import type { Refused } from './judge.ts'

/** Edits to be kept beside a document, with the event that tells of them. */
export type KeptEdits = { branch: Branch; steps: readonly unknown[] }

/**
 * Why the suggestions of a consulted unit cannot be kept: their steps do not lead from the version it was shown to a sound
 * text of the SM3 it names, or to a 涉密 one, which nobody here may be shown (WF-74). Undefined where they can. Throws BodyDamaged.
 */
export async function refuseSuggestion(
  tx: Tx,
  doc: DocumentState,
  { suggestion }: CommandArgs<'GiveConsultOpinion'>,
): Promise<Refused | undefined> {
  if (!suggestion) return undefined
  const work = await workOf(tx, doc.id, suggestion)
  if (!work) return { ok: false, code: 'RV-STEP-INVALID', detail: `v${suggestion.baseVersion}` }
  if (headerOf(work).secrecy !== '') return { ok: false, code: 'WF-SECRET', rule: 'WF-12', article: '第二十六条' }
  return hashed(work).sm3 === suggestion.resultSm3 ? undefined : { ok: false, code: 'RV-HASH' }
}

/** The suggestions a decided opinion brings, as they are stored beside its event. */
export function keptWith(
  { suggestion }: CommandArgs<'GiveConsultOpinion'>,
  events: readonly DocumentEvent[],
): KeptEdits | undefined {
  const kept = events.find((event) => event.type === 'BranchKept')
  return kept && suggestion && { branch: kept.branch, steps: suggestion.steps }
}
