import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { headerOf, hasChanges } from '../../src-shared/document/header.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { stepsFromJson, stepsToJson } from '../../src-shared/revision/apply-steps.ts'
import { changeSignatures, listChanges } from '../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../src-shared/revision/rebase.ts'
import { RevisionError } from '../../src-shared/revision/types.ts'
import { selfCheckMerge, verifySubmission, type Verification } from '../../src-shared/revision/verify.ts'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import { stepsHeldBy, threadsOpenedBy, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { BodyResult } from '../../src-shared/workflow/events.ts'
import { sm3OfJson } from '../sm3.ts'
import { readDocument, readHead, usedChangeId } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'

/** What a body command will add to the chain once the workflow agreed. */
export type BodyPlan = {
  result: BodyResult
  json: BodyJson
  steps: readonly unknown[]
  baseVersion: number
  tracked: boolean
  changeIds: readonly string[]
  pictures: readonly string[]
}
export type Planned = { ok: true; plan: BodyPlan } | { ok: false; code: string; detail: string }

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
export function planFirst(args: CommandArgs<'CreateDraft'>, author: string): Planned {
  const doc = parseBody(args.body)
  if (!doc) return refuse('RV-SCHEMA')
  if (hasChanges(doc)) return refuse('RV-UNEXPECTED-CHANGE', 'a new draft has no tracked changes')
  const sound = verifySubmission({ base: doc, steps: [], author, held: [], tracked: false })
  if (!sound.ok) return refuse(sound.code, sound.detail)
  const json = bodyJson(doc)
  const sm3 = sm3OfJson(json)
  if (sm3 !== args.bodySm3) return refuse('RV-HASH')
  return planOf({ doc, json, sm3, version: 1, baseVersion: 0, steps: [], tracked: false, changeIds: [] })
}

type By = { author: string; now: number }

/**
 * The next version from a submission: steps applied to the version they were made on and proved by the revision core,
 * the claimed hash checked, and, where others saved meanwhile, rebased on the head and checked again (SY-20, SY-21).
 */
export async function planNext(tx: Tx, state: DocumentState, args: CommandArgs<'SubmitBody'>, by: By): Promise<Planned> {
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
  const json = bodyJson(verified.doc)
  const sm3 = sm3OfJson(json)
  if (sm3 !== args.resultSm3) return refuse('RV-HASH')
  const used = await usedChangeId(tx, state.id, verified.changeIds)
  const common = {
    version: state.bodyVersion + 1,
    baseVersion: args.baseVersion,
    tracked: state.tracked,
    changeIds: verified.changeIds,
  }
  if (args.baseVersion === state.bodyVersion)
    return used === undefined
      ? planOf({ doc: verified.doc, json, sm3, steps: args.steps, ...common })
      : refuse('RV-ID-REUSED', used)
  if (!state.tracked || (await untrackedSince(tx, state.id, args.baseVersion))) return refuse('RV-STALE-BASE')
  const head = await readHead(tx, state)
  const merged = merge(base, steps, head.doc, new Set(verified.changeIds))
  if (!merged.ok) return refuse('RV-MERGE', merged.detail)
  if (used !== undefined) return refuse('RV-ID-REUSED', used)
  const mergedJson = bodyJson(merged.doc)
  return planOf({ doc: merged.doc, json: mergedJson, sm3: sm3OfJson(mergedJson), steps: stepsToJson(merged.steps), ...common })
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

type Merged = { ok: true; doc: PmNode; steps: readonly Step[] } | { ok: false; detail: string }

/**
 * Brings steps made on `base` onto `head`, which others' tracked changes led to. The merge stands only if without the new
 * changes it is the head exactly, its original is the same, it is a sound document, and nothing found no place (SY-21).
 */
function merge(base: PmNode, mine: readonly Step[], head: PmNode, fresh: ReadonlySet<string>): Merged {
  try {
    const known = changeSignatures(base)
    const merged = rebaseSteps(
      base,
      mine,
      deriveSteps(base, head, (id) => !known.has(id)),
    )
    if (merged.dropped > 0) return { ok: false, detail: `${merged.dropped} steps found no place` }
    merged.doc.check()
    const found = changeSignatures(merged.doc)
    const gone = [...fresh].find((id) => !found.has(id))
    if (gone !== undefined) return { ok: false, detail: `change ${gone} is gone` }
    const check = selfCheckMerge({ head, merged: merged.doc, isNew: (id) => fresh.has(id) })
    return check.ok ? { ok: true, doc: merged.doc, steps: merged.steps } : check
  } catch (error) {
    return { ok: false, detail: String(error) }
  }
}

/** Whether any version after `version` was saved without tracking: then there is no list of changes to merge with. */
async function untrackedSince(tx: Tx, docId: string, version: number): Promise<boolean> {
  const row = await tx
    .selectFrom('body_version')
    .select('version')
    .where('doc_id', '=', docId)
    .where('version', '>', version)
    .where('tracked', '=', false)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

type Next = Omit<BodyPlan, 'result' | 'pictures'> & { doc: PmNode; sm3: string; version: number }

function planOf({ doc, sm3, version, ...rest }: Next): Planned {
  return { ok: true, plan: { ...rest, result: { version, sm3, header: headerOf(doc) }, pictures: picturesIn(doc) } }
}

/** SM3 of every picture a body shows. */
function picturesIn(doc: PmNode): string[] {
  const found = new Set<string>()
  doc.descendants((node) => {
    const sm3 = node.type.name === 'image' ? String(node.attrs['sm3']) : ''
    if (/^[0-9a-f]{64}$/.test(sm3)) found.add(sm3)
  })
  return [...found].toSorted()
}

/** Ids of all tracked changes in the head version: what a signer must have been shown and a decision may speak of. */
export async function changeIdsOf(tx: Tx, state: DocumentState): Promise<ReadonlySet<string>> {
  return new Set(listChanges((await readHead(tx, state)).doc).map((change) => change.id))
}
