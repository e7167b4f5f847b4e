import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { v7 } from 'uuid'
import { z } from 'zod'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import type { CommandId } from '../../src-shared/ids.ts'
import { runSteps, stepsFromJson, stepsToJson } from '../../src-shared/revision/apply-steps.ts'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import { branchesAtMost, type Branch } from '../../src-shared/workflow/branches.ts'
import type { CommandArgs } from '../../src-shared/workflow/commands.ts'
import {
  movesRoute,
  participants,
  stepsHeldBy,
  threadsOpenedBy,
  type DocumentState,
  type Task,
} from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { BodyDamaged, readDocument, readHead, untrackedSince, usedChangeIds, type StoredBody } from '../store/body-store.ts'
import type { Db, Tx } from '../store/database.ts'
import { planOf, type Planned } from './body-plan.ts'
import { bringIn } from './bring-in.ts'

/** A person of the document as they acted in it last; late edits of anybody else are not kept. */
function personIn(doc: DocumentState, userId: string): Person | undefined {
  const isAsked = ({ assignee, pool }: Task) => [assignee, ...(pool ?? [])].find((one) => one.userId === userId)
  const mine = doc.tasks.filter((task) => (movesRoute(task) || task.kind === 'consult') && isAsked(task))
  const turn = mine.findLast(movesRoute) ?? mine.at(-1)
  return (turn && isAsked(turn)) ?? [doc.drafter, ...doc.codrafters].find((one) => one.userId === userId)
}

export type Late = {
  cmdId: string
  userId: string
  /** the edits, and the step they are signed with */
  args: Edits & { step: Branch['step'] }
  code: string
  now: number
}

/**
 * What a refused save is kept as (SY-23, C-01): none where its steps do not even lead from their base to a document, so
 * there is nothing to bring in (the command log has it for ever), and none of 涉密 text, which nobody here may be shown. A
 * damaged base says nothing about the edits: they are kept until it is mended. A draft thrown away has nobody left to ask.
 */
export async function branchOf(tx: Tx, doc: DocumentState, late: Late): Promise<Branch | undefined> {
  const { cmdId, userId, args, code, now } = late
  const by = participants(doc).includes(userId) ? personIn(doc, userId) : undefined
  if (!by || doc.state === 'X2' || code === 'WF-SECRET' || doc.branches.length >= branchesAtMost) return undefined
  const work = await workOrDamaged(tx, doc.id, args)
  if (work !== 'damaged' && (!work || headerOf(work).secrecy !== '')) return undefined
  const held = stepsHeldBy(doc, userId)
  const step = held.includes(args.step) ? args.step : (held.at(-1) as Branch['step'] | undefined)
  return {
    id: cmdId as CommandId,
    by,
    step: step ?? args.step,
    baseVersion: args.baseVersion,
    code,
    at: now,
    settled: null,
  }
}

/** The text a refused save leads to; undefined where it leads to none, 'damaged' where its base is. */
async function workOrDamaged(tx: Tx, docId: string, args: Edits): Promise<PmNode | 'damaged' | undefined> {
  try {
    return await workOf(tx, docId, args)
  } catch (error) {
    if (error instanceof BodyDamaged) return 'damaged'
    throw error
  }
}

type Edits = Pick<CommandArgs<'SubmitBody'>, 'baseVersion' | 'baseSm3' | 'steps'>

/** The text that steps lead to from the version they name; undefined where they lead to none. Throws BodyDamaged. */
export async function workOf(tx: Tx, docId: string, { baseVersion, baseSm3, steps }: Edits): Promise<PmNode | undefined> {
  const base = await readDocument(tx, docId, baseVersion)
  if (!base || base.sm3 !== baseSm3) return undefined
  return applied(base.doc, steps)?.work
}

function applied(base: PmNode, json: readonly unknown[]): { steps: Step[]; work: PmNode } | undefined {
  try {
    const steps = stepsFromJson(json)
    const work = runSteps(base, steps)
    work.check()
    return work.eq(base) ? undefined : { steps, work }
  } catch {
    return undefined
  }
}

/** Writes kept edits down beside the document; the event tells of them. */
export async function storeBranch(tx: Tx, docId: string, branch: Branch, steps: readonly unknown[]): Promise<void> {
  const row = {
    cmd_id: branch.id,
    doc_id: docId,
    base_version: branch.baseVersion,
    by_user: branch.by.userId,
    code: branch.code,
    steps: canonicalJson(steps),
    at: branch.at,
    resolved_at: null,
  }
  await tx.insertInto('body_branch').values(row).execute()
}

/** Notes in the table what an event said of a branch. */
export async function settleBranches(tx: Tx, docId: string, events: readonly DocumentEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'BranchSettled') continue
    const row = { resolved_at: event.settled?.at ?? null }
    await tx.updateTable('body_branch').set(row).where('cmd_id', '=', event.branchId).where('doc_id', '=', docId).execute()
  }
}

export type LateText = { branch: Branch; base: StoredBody & { doc: PmNode }; steps: readonly Step[]; work: PmNode }

/** Late edits with the version they were made on, rebuilt; undefined where there are none of that id. Throws BodyDamaged. */
export async function readBranch(db: Db | Tx, doc: DocumentState, branchId: string): Promise<LateText | undefined> {
  const branch = doc.branches.find((one) => one.id === branchId)
  if (!branch) return undefined
  const row = await db
    .selectFrom('body_branch')
    .select('steps')
    .where('cmd_id', '=', branchId)
    .where('doc_id', '=', doc.id)
    .executeTakeFirst()
  const base = row && (await readDocument(db, doc.id, branch.baseVersion))
  const text = base && applied(base.doc, JSON.parse(row.steps) as unknown[])
  return text && { branch, base, ...text }
}

const isUuid = (id: string): boolean => z.uuid().safeParse(id).success

/** The next version from late edits: suggestions of their author over the head, proved (RV-62). The one save whose author did not send it. */
export async function planBranch(tx: Tx, doc: DocumentState, branchId: string, now: number): Promise<Planned> {
  const late = await readBranch(tx, doc, branchId)
  if (!late) return { ok: false, code: 'WF-BRANCH', detail: branchId }
  const { branch, base, steps, work } = late
  const author = branch.by.userId
  const known = changeSignatures(base.doc)
  const fresh = [...changeSignatures(work).keys()].filter((id) => !known.has(id))
  const used = new Set(await usedChangeIds(tx, doc.id, fresh.filter(isUuid)))
  const head = await readHead(tx, doc)
  const made = bringIn(
    { base: base.doc, steps, work, author, step: branch.step, at: branch.at },
    {
      head: head.doc,
      held: stepsHeldBy(doc, author),
      ownThreads: threadsOpenedBy(doc, author),
      mergeable: doc.tracked && !(await untrackedSince(tx, doc.id, branch.baseVersion)),
      // an id that is none cannot be stored: it is given a new one like an id that was used
      wasUsed: (id) => used.has(id) || !isUuid(id),
      now,
      newId: v7,
    },
  )
  if (!made.ok) return made
  return planOf({
    doc: made.doc,
    state: doc,
    onto: head.doc,
    version: doc.bodyVersion + 1,
    baseVersion: branch.baseVersion,
    steps: stepsToJson(made.steps),
    tracked: true,
    changeIds: made.changeIds,
    as: { author, step: branch.step },
  })
}
