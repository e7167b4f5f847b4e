import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { hasChanges } from '../../src-shared/document/header.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { stepsFromJson, stepsToJson } from '../../src-shared/revision/apply-steps.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { RevisionError } from '../../src-shared/revision/types.ts'
import { verifySubmission, type Verification } from '../../src-shared/revision/verify.ts'
import { headerDecided } from '../../src-shared/workflow/header-decided.ts'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { stepsHeldBy, threadsOpenedBy, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { readDocument, readHead, untrackedSince, usedChangeIds } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'
import { hashed, planOf, type Planned } from './body-plan.ts'
import { planLate, type Saver } from './late-drafts.ts'
import { merge } from './merge.ts'

const refuse = (code: string, detail = ''): Planned => ({ ok: false, code, detail })

/** A body from untrusted JSON, or undefined where it is no document of the schema. */
export function parseBody(json: unknown): PmNode | undefined {
  try {
    const node = schema.nodeFromJSON(json)
    node.check()
    return node.type.name === 'doc' ? node : undefined
  } catch {
    return undefined
  }
}

/** Version 1 of a new draft: a sound document of the schema with the hash it claims, and no tracking marks anybody could have forged (SY-20). */
export function planFirst(args: Pick<CommandArgs<'CreateDraft'>, 'body' | 'bodySm3'>, author: string): Planned {
  const doc = parseBody(args.body)
  if (!doc) return refuse('RV-SCHEMA')
  if (hasChanges(doc)) return refuse('RV-UNEXPECTED-CHANGE', 'a new draft has no tracked changes')
  const sound = verifySubmission({ base: doc, steps: [], author, held: [], tracked: false })
  if (!sound.ok) return refuse(sound.code, sound.detail)
  const known = hashed(doc)
  if (known.sm3 !== args.bodySm3) return refuse('RV-HASH')
  return planOf({ doc, known, version: 1, baseVersion: 0, steps: [], tracked: false, changeIds: [] })
}

/**
 * The next version from a submission as it was sent; where it cannot be one because the lease it was written under was
 * broken, from its text (SY-91).
 */
export async function planNext(tx: Tx, state: DocumentState, args: CommandArgs<'SubmitBody'>, by: Saver): Promise<Planned> {
  const planned = await planAsSent(tx, state, args, by)
  return planned.ok ? planned : ((await planLate(tx, state, args, by)) ?? planned)
}

/**
 * Steps applied to the version they were made on and proved by the revision core, the claimed hash checked, and, where
 * others saved meanwhile, rebased on the head and checked again (SY-20, SY-21).
 */
async function planAsSent(tx: Tx, state: DocumentState, args: CommandArgs<'SubmitBody'>, by: Saver): Promise<Planned> {
  const stored = await readDocument(tx, state.id, args.baseVersion)
  if (!stored || stored.sm3 !== args.baseSm3) return refuse('RV-BASE')
  const base = stored.doc
  const steps = readSteps(args.steps)
  if (!steps) return refuse('RV-STEP-INVALID')
  const verified = verify({
    base,
    steps,
    author: by.author,
    held: stepsHeldBy(state, by.author),
    tracked: state.tracked,
    ownThreads: threadsOpenedBy(state, by.author),
    now: by.now,
  })
  if (!verified.ok) return refuse(verified.code, verified.detail)
  const known = hashed(verified.doc)
  if (known.sm3 !== args.resultSm3) return refuse('RV-HASH')
  const [used] = await usedChangeIds(tx, state.id, verified.changeIds)
  const common = {
    state,
    version: state.bodyVersion + 1,
    baseVersion: args.baseVersion,
    tracked: state.tracked,
    changeIds: verified.changeIds,
  }
  if (args.baseVersion === state.bodyVersion)
    return used === undefined
      ? planOf({ doc: verified.doc, known, onto: base, steps: args.steps, ...common })
      : refuse('RV-ID-REUSED', used)
  // what the holder wrote before a lease was broken is no list of changes, but the one who broke it may not have seen it yet
  const mergeable = state.tracked && (state.leasesBroken.length > 0 || !(await untrackedSince(tx, state.id, args.baseVersion)))
  if (!mergeable) return refuse('RV-STALE-BASE')
  const head = await readHead(tx, state)
  const merged = merge(base, steps, head.doc, new Set(verified.changeIds))
  if (!merged.ok) return refuse('RV-MERGE', merged.detail)
  if (used !== undefined) return refuse('RV-ID-REUSED', used)
  return planOf({ doc: merged.doc, onto: head.doc, steps: stepsToJson(merged.steps), ...common })
}

function readSteps(json: readonly unknown[]): Step[] | undefined {
  try {
    return stepsFromJson(json)
  } catch {
    return undefined
  }
}

/** Whatever the core throws on a hostile submission is a refusal, not a failure of the server. */
function verify(submission: Parameters<typeof verifySubmission>[0]): Verification {
  try {
    return verifySubmission(submission)
  } catch (error) {
    return { ok: false, code: error instanceof RevisionError ? error.code : 'RV-SCHEMA', detail: String(error) }
  }
}

const changeIdsIn = (doc: PmNode): ReadonlySet<string> => new Set(listChanges(doc).map((change) => change.id))

/** Ids of all tracked changes in the head version: what a signer must have been shown (WF-08). */
export const changeIdsOf = async (tx: Tx, state: DocumentState): Promise<ReadonlySet<string>> =>
  changeIdsIn((await readHead(tx, state)).doc)

/** What decisions rest on: the changes of the head version they may speak of, and its 要素 once they are given (DR-13). */
export async function planDecisions(
  tx: Tx,
  state: DocumentState,
  { decisions }: CommandArgs<'DecideChanges'>,
): Promise<Pick<DecideContext, 'changeIds' | 'header'>> {
  const { doc } = await readHead(tx, state)
  return { changeIds: changeIdsIn(doc), header: headerDecided(doc, state, decisions) }
}
