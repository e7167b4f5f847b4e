import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { CommandId, DocumentId } from '../ids.ts'
import type { JournalRecord } from '../ipc/journal-record.ts'
import { applySteps, stepsToJson } from '../revision/apply-steps.ts'
import { listChanges } from '../revision/changes.ts'
import { deriveSteps } from '../revision/derive.ts'
import { diffSteps } from '../revision/diff.ts'
import { stripChanges } from '../revision/resolve.ts'
import { RevisionError } from '../revision/types.ts'
import { argsOf } from './args-of.ts'
import { raiseText } from './attention.ts'
import { handsOn, type CommandArgs, type CommandName } from '../workflow/commands.ts'
import { maySuggest } from '../workflow/consult/rights.ts'
import { versionOf } from '../workflow/upcast.ts'
import { headerDecided } from '../workflow/header-decided.ts'
import { workRevOf, writingStep, type DocumentState } from '../workflow/document-state.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { isLate, isNotIn, plainOver } from './late-text.ts'
import type { WireCommand } from './protocol.ts'
import type { Foreseen, OutboxRow, TableName, Tx } from './store-port.ts'
import {
  changeIds,
  dropText,
  hashOf,
  jsonOf,
  nextStamp,
  putText,
  readText,
  settleLater,
  textTables,
  workingRecord,
  type NewText,
  type Text,
} from './text.ts'
import { loadView, refreshDoc, seenDoc, viewTables } from './view.ts'

export const submitTables: readonly TableName[] = [...new Set([...textTables, ...viewTables])]

/** Arguments of a body save whose steps are derived later. */
export type WaitingArgs = { docId: DocumentId; step: CommandArgs<'SubmitBody'>['step']; waiting: true; sealed: string[] }

type Save = Omit<OutboxRow, 'local'> & { local: number | null }
type Plan = {
  docId: DocumentId
  save?: Save | undefined
  drop?: OutboxRow | undefined
  base?: NewText | undefined
  stray?: PmNode | undefined
  changed: OutboxRow[]
  records: JournalRecord[]
  stamp: number
}

/** Whether something follows that text must go before. */
export type Before = boolean | 'copy'

/** A command as the journal keeps it. */
export const commandRecord = (row: Omit<OutboxRow, 'local'>, at: number): JournalRecord => ({
  type: 'command',
  command: wireOf(row),
  at,
  ...(row.exported ? { exported: true } : {}),
})

/** A command as it goes over the line, but for its number. */
export const wireOf = (row: Omit<OutboxRow, 'local'>): Omit<WireCommand, 'seq'> => ({
  id: row.cmdId,
  name: row.name,
  ver: row.ver,
  doc: row.docId,
  args: row.args,
  authoredAt: row.authoredAt,
  dependsOn: row.dependsOn,
  baseRev: row.baseRev,
  ...(row.was ? { was: row.was } : {}),
  ...(row.madeBy ? { madeBy: row.madeBy } : {}),
})

/** Writes to the cache what the journal has already; new commands the cache does not take leave the journal again (SY-88). */
export async function orTakeBack(env: Env, cmdIds: readonly string[], write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (cmdIds.length > 0) await env.journal.takeBack(cmdIds)
    throw error
  }
}

/** What is refused alone: text does not fall with a lease that was not to be had or a drawing, the server judges it by itself (SY-93). */
const standsAlone: ReadonlySet<string> = new Set<CommandName>([
  'TakeLease',
  'ReleaseLease',
  'BreakLease',
  'AddCodrafter',
  'RemoveCodrafter',
  'PutBranchAside',
  'AddInk',
  'StrikeInk',
])

/** Revision of the server's document that is here: what a new command rests on. */
export async function revHere(tx: Tx, docId: DocumentId): Promise<number> {
  const here = await tx.get('docs', docId)
  return here ? workRevOf(here.data) : 0
}

/** A row for a new command: nothing sent yet. */
export const newRow = (
  env: Pick<Env, 'newId' | 'now'>,
  docId: DocumentId,
  name: string,
  args: unknown,
  earlier: readonly OutboxRow[],
  baseRev = 0,
): Omit<OutboxRow, 'local'> => ({
  cmdId: env.newId() as CommandId,
  docId,
  name,
  ver: versionOf(name),
  args,
  authoredAt: env.now(),
  dependsOn: earlier.flatMap((row) => (standsAlone.has(row.name) ? [] : [row.cmdId])).slice(-100),
  seq: null,
  device: null,
  status: 'queued',
  waiting: false,
  covered: false,
  foreseen: null,
  sealed: [],
  untracked: false,
  baseRev,
  was: null,
})

/** A row as if it had never been sent. */
export const unnumbered = (row: OutboxRow): OutboxRow => ({ ...row, seq: null, device: null, status: 'queued' })

/**
 * Makes a document's unsent text a SubmitBody in the outbox (SY-54). An earlier one that was never sent is rewritten in
 * its place; while one is under way the text waits, or, where a command is to follow, a place in the queue is kept for
 * it (SY-55); 'copy': it is to stand in a safe copy, so tracked text keeps its place too (SY-161). Answers what
 * became of it; at 'stray' the editor must take another text over. Runs inside the lock.
 */
export async function submitText(env: Env, docId: DocumentId, before: Before): Promise<'none' | 'saved' | 'stray'> {
  const plan = await env.store.transact('r', submitTables, (tx) => planSubmit(env, tx, docId, before))
  if (!plan) return 'none'
  if (plan.records.length > 0) await env.journal.append(plan.records)
  const isNew = plan.save?.local === null ? [plan.save.cmdId] : []
  await orTakeBack(env, isNew, () => env.store.transact('rw', submitTables, (tx) => writePlan(env, tx, plan)))
  return plan.stray ? 'stray' : plan.save ? 'saved' : 'none'
}

async function planSubmit(env: Env, tx: Tx, docId: DocumentId, before: Before): Promise<Plan | undefined> {
  const here = await readText(tx, docId)
  if (!here) return undefined
  const seen = await seenDoc(tx, docId)
  // suggestions are no save of the text: they stay here until the opinion they go with is given (WF-74)
  if (seen && maySuggest(seen, env.me.userId)) return undefined
  const rows = await tx.where('outbox', 'docId', docId)
  const last = rows.findLast((row) => row.name === 'SubmitBody')
  const stamp = await nextStamp(tx, env)
  const baseRev = await revHere(tx, docId)
  const late = isLate(seen, env.me.userId, here, rows)
  const tracked = (seen?.tracked ?? false) && !late
  // what stands in a safe copy may be sent from there: it is handed on too (SY-161); so is what an earlier epoch applied (SY-64)
  const handedOn =
    last !== undefined && (last.exported || last.was !== null || rows.some((row) => row.local > last.local && handsOn(row.name)))
  const base = continued(here, last, tracked)
  const fresh =
    base.version === here.row.baseVersion
      ? undefined
      : { ...newBase(here, docId, stamp), ...base, baseVersion: base.version, baseSm3: base.sm3, base: base.node }
  const squash =
    last?.seq === null && !handedOn && !last.waiting && (tracked ? last.sealed.length > 0 : last.sealed.length === 0)
      ? last
      : undefined
  // a place in the queue that was handed on already keeps its own changes; what came since takes a place of its own
  const passed = last?.waiting === true && handedOn && tracked && last.sealed.length > 0
  const earlier = new Set(rows.flatMap((row) => (row.waiting && (passed || row !== last) ? row.sealed : [])))
  const mine = tracked ? newIds(base.node, here.text).filter((id) => !earlier.has(id)) : []
  const text = late ? plainOver(base.node, here.text) : here.text
  const foreseen = foresee(env, text, seen)
  const step = stepOf(seen, env.me.userId, text, new Set(mine))
  const ver = versionOf('SubmitBody')
  const after = { docId, stamp, base: fresh, changed: [] as OutboxRow[] }
  if (last?.waiting && !passed) {
    if (handedOn) return undefined
    const save = { ...last, ver, foreseen, sealed: mine, untracked: !tracked, args: waiting(docId, step, mine) }
    return { ...after, base: undefined, save, records: [commandRecord(save, stamp)] }
  }
  // what was written under a broken lease waits for no newer text: its own saves are what it rests on
  if ((here.row.awaits > base.version && !late) || (last && last.sealed.length > 0 && !squash)) {
    // untracked text has no changes a place could be kept for
    if (!before || (before === 'copy' && !tracked) || (tracked && mine.length === 0)) return undefined
    const row = squash ?? { ...newRow(env, docId, 'SubmitBody', undefined, rows, baseRev), local: null }
    const args = waiting(docId, step, mine)
    const save = { ...row, ver, args, waiting: true, foreseen, sealed: mine, untracked: !tracked }
    return { ...after, base: undefined, save, records: [commandRecord(save, stamp)] }
  }
  const steps = tracked ? derive(base.node, text) : diffSteps(base.node, text)
  if (!steps) return { ...after, base: undefined, stray: here.text, records: [] }
  if (steps.length === 0) return squash ? { ...after, base: undefined, drop: squash, records: [] } : undefined
  const args = { docId, baseVersion: base.version, baseSm3: base.sm3, steps: stepsToJson(steps), resultSm3: foreseen.sm3, step }
  const save: Save = squash
    ? { ...squash, ver, args, foreseen, sealed: mine, untracked: !tracked }
    : { ...newRow(env, docId, 'SubmitBody', args, rows, baseRev), local: null, foreseen, sealed: mine, untracked: !tracked }
  const changed = squash ? stillThere(rows, squash, new Set(mine)) : []
  const commands = [save, ...changed].map((row, i) => commandRecord(row, stamp + 1 + i))
  return {
    ...after,
    save,
    changed,
    records: [...(fresh ? [workingRecord(fresh)] : []), ...commands],
    stamp: stamp + commands.length,
  }
}

/** The net steps of tracked work; undefined where something was edited past the tracking, as typing under way at 报送 is. */
function derive(base: PmNode, text: PmNode): Step[] | undefined {
  try {
    return deriveSteps(base, text, isNotIn(base))
  } catch (error) {
    if (error instanceof RevisionError) return undefined
    throw error
  }
}

const waiting = (docId: DocumentId, step: WaitingArgs['step'], sealed: string[]): WaitingArgs => ({
  docId,
  step,
  waiting: true,
  sealed,
})
const newBase = (here: Text, docId: DocumentId, stamp: number) => ({
  docId,
  text: here.text,
  awaits: here.row.awaits,
  late: here.row.late,
  after: here.stamp,
  stamp,
})
const newIds = (base: PmNode, text: PmNode): string[] => [...changeIds(text)].filter(isNotIn(base))

/** What the server will make of a text, if nobody else saved meanwhile. */
export const foresee = (env: Pick<Env, 'sm3'>, text: PmNode, seen?: DocumentState): Foreseen => ({
  sm3: hashOf(env, text),
  header: headerDecided(text, seen),
})

/** The step at which the text was written: the one its changes are signed with, else the turn at hand, else the last turn. */
function stepOf(seen: DocumentState | undefined, userId: string, text: PmNode, mine: ReadonlySet<string>): WaitingArgs['step'] {
  const signed = mine.size > 0 ? listChanges(text).findLast((change) => mine.has(change.id))?.step : undefined
  const turn = seen && (writingStep(seen, userId) ?? seen.tasks.findLast((task) => task.assignee.userId === userId)?.step)
  return seen?.route.steps.find((step) => step.id === signed)?.id ?? turn ?? 'draft'
}

/** An untracked draft has one writer: the next save rests on what the one under way will lead to (SY-56). */
function continued(here: Text, last: OutboxRow | undefined, tracked: boolean): { node: PmNode; version: number; sm3: string } {
  const asIs = { node: here.base, version: here.row.baseVersion, sm3: here.row.baseSm3 }
  if (tracked || !last || (last.seq === null && !last.exported && last.was === null) || last.waiting) return asIs
  const args = argsOf<'SubmitBody'>(last)
  if (args.baseVersion !== asIs.version || args.baseSm3 !== asIs.sm3) return asIs
  return { node: applySteps(here.base, args.steps), version: asIs.version + 1, sm3: args.resultSm3 }
}

/** Decisions waiting behind a rewritten save lose those on changes that are gone with it. */
function stillThere(rows: readonly OutboxRow[], save: OutboxRow, left: ReadonlySet<string>): OutboxRow[] {
  const gone = new Set(save.sealed.filter((id) => !left.has(id)))
  if (gone.size === 0) return []
  return rows.flatMap((row) => {
    if (row.local < save.local || row.seq !== null || row.exported || row.was !== null || row.name !== 'DecideChanges') return []
    const args = argsOf<'DecideChanges'>(row)
    const decisions = args.decisions.filter((d) => !gone.has(d.changeId))
    // a decision on a change its author took back: one that decides nothing any more is left as it is and refused
    return decisions.length === args.decisions.length || decisions.length === 0
      ? []
      : [{ ...row, ver: versionOf(row.name), args: { ...args, decisions } }]
  })
}

async function writePlan(env: Env, tx: Tx, plan: Plan): Promise<void> {
  if (plan.base) await putText(tx, plan.base)
  if (plan.save) await putSave(tx, plan.save)
  for (const row of plan.changed) await tx.put('outbox', row)
  if (plan.drop) await dropCommand(tx, plan.drop)
  if (plan.stray) {
    await raiseText(env, tx, plan.docId, 'SY-UNTRACKED', jsonOf(plan.stray))
    await dropText(tx, plan.docId)
  }
  await putMeta(tx, 'stamp', Math.max(plan.stamp, (await getMeta(tx, 'stamp')) ?? 0))
  await refreshDoc(env, tx, await loadView(tx), plan.docId)
}

async function putSave(tx: Tx, save: Save): Promise<void> {
  const { local, ...row } = save
  if (local === null) await tx.add('outbox', row)
  else await tx.put('outbox', { ...row, local })
}

/** Takes an unsent command out of the queue; those behind no longer wait for it. */
export async function dropCommand(tx: Tx, row: OutboxRow): Promise<void> {
  await tx.remove('outbox', row.local)
  for (const later of await tx.where('outbox', 'docId', row.docId)) {
    if (later.dependsOn.includes(row.cmdId))
      await tx.put('outbox', { ...later, dependsOn: later.dependsOn.filter((id) => id !== row.cmdId) })
  }
  await settleLater(tx, [row.cmdId], [])
}

/**
 * Derives the steps of a waiting save whose turn has come, from the changes it was asked to carry and no later ones.
 * Answers whether it may be sent now; 'never' where its text is gone. Runs inside the lock.
 */
export async function fillWaiting(env: Env, row: OutboxRow): Promise<'ready' | 'dropped' | 'never' | 'notYet'> {
  const found = await env.store.transact('r', submitTables, async (tx) => ({
    here: await readText(tx, row.docId),
    seen: await seenDoc(tx, row.docId),
    stamp: await nextStamp(tx, env),
  }))
  const { here, seen, stamp } = found
  if (!here) return 'never'
  if (here.row.awaits > here.row.baseVersion && here.row.late === undefined) return 'notYet'
  const inBase = changeIds(here.base)
  const sealed = new Set(row.sealed)
  const tracked = sealed.size > 0
  const whole = row.untracked ? plainOver(here.base, here.text) : here.text
  const text = tracked ? stripChanges(here.text, (id) => !sealed.has(id) && !inBase.has(id)) : whole
  const steps = tracked ? derive(here.base, text) : diffSteps(here.base, text)
  if (!steps) return 'never'
  const { docId, step } = row.args as WaitingArgs
  const foreseen = foresee(env, text, seen)
  const args = {
    docId,
    baseVersion: here.row.baseVersion,
    baseSm3: here.row.baseSm3,
    steps: stepsToJson(steps),
    resultSm3: foreseen.sm3,
    step,
  }
  const filled: OutboxRow = { ...row, ver: versionOf(row.name), args, foreseen, waiting: false }
  if (steps.length > 0) await env.journal.append([commandRecord(filled, stamp)])
  await env.store.transact('rw', submitTables, async (tx) => {
    if (steps.length > 0) await tx.put('outbox', filled)
    else await dropCommand(tx, row)
    await putMeta(tx, 'stamp', stamp)
    await refreshDoc(env, tx, await loadView(tx), row.docId)
  })
  return steps.length > 0 ? 'ready' : 'dropped'
}
