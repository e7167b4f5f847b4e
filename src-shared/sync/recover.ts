import { z } from 'zod'
import type { BodyJson } from '../document/body-json.ts'
import { schema } from '../document/schema.ts'
import type { DocumentId } from '../ids.ts'
import type { JournalRecord, TextRecord } from '../ipc/journal-record.ts'
import { applySteps } from '../revision/apply-steps.ts'
import { argsOf } from './args-of.ts'
import { raiseText } from './attention.ts'
import { groundOfSave } from './base-of-save.ts'
import { getMeta, putMeta, settledKey, type Env } from './env.ts'
import { isTrackedWork } from './late-text.ts'
import { headingOver } from './rows.ts'
import type { AttentionRow, OutboxRow, Tx } from './store-port.ts'
import { foresee, newRow, submitTables, type WaitingArgs } from './submit.ts'
import { changeIds, hashOf, jsonOf, KEPT, nodeOf, readText } from './text.ts'
import { loadView, refreshDoc } from './view.ts'

type CommandRecord = Extract<JournalRecord, { type: 'command' }>

/** What a `working` record holds: the base, and the text where it is another. */
export const keptText = z.object({ base: z.record(z.string(), z.unknown()), text: z.record(z.string(), z.unknown()).optional() })

/** What was found at the start, for the log: numbers only. */
export type Recovered = { commands: number; texts: number; steps: number; emptyCache: boolean; setAside: number }

/**
 * Brings the cache up to the journal (SY-52): the last writes before a crash, or everything unsent where the cache came
 * back empty. Reading the same records again changes nothing. Runs at the start, before page and engine.
 */
export const recover = (env: Env, records: readonly JournalRecord[]): Promise<Recovered> =>
  env.lock(() => recoverHere(env, records))

/** The same inside the lock. */
export async function recoverHere(env: Env, records: readonly JournalRecord[]): Promise<Recovered> {
  return env.store.transact('rw', submitTables, async (tx) => {
    const lastStamp = await getMeta(tx, 'stamp')
    const touched = new Set<DocumentId>()
    const found: Recovered = {
      commands: 0,
      texts: 0,
      steps: 0,
      emptyCache: lastStamp === undefined && records.length > 0,
      setAside: 0,
    }
    const commands = new Map<string, CommandRecord>()
    const texts = new Map<DocumentId, TextRecord[]>()
    for (const record of records) {
      if (record.type === 'command') commands.set(record.command.id, record)
      else texts.set(record.docId, [...(texts.get(record.docId) ?? []), record])
    }
    for (const record of commands.values()) {
      if (!(await recoverCommand(env, tx, record))) continue
      found.commands++
      touched.add(record.command.doc)
    }
    for (const [docId, list] of texts) {
      await recoverText(env, tx, docId, list, found)
      await headText(tx, docId)
      touched.add(docId)
    }
    for (const docId of touched) await foreseeAgain(env, tx, docId)
    const newest = Math.max(lastStamp ?? 0, ...records.map((record) => record.at))
    if (records.length > 0) await putMeta(tx, 'stamp', newest)
    const view = await loadView(tx)
    for (const docId of touched) await refreshDoc(env, tx, view, docId)
    return found
  })
}

/** A command the cache does not know, or knows in an older form that was never sent. */
async function recoverCommand(env: Env, tx: Tx, { command, exported }: CommandRecord): Promise<boolean> {
  const [known] = await tx.where('outbox', 'cmdId', command.id)
  if (command.name === KEPT) {
    if (known) await tx.remove('outbox', known.local)
    if (!(await tx.get('attention', command.id))) await tx.put('attention', command.args as AttentionRow)
    return true
  }
  if (known) {
    if (known.seq !== null) return false
    await tx.put('outbox', { ...known, ...rowPart(command.args), args: command.args, exported: known.exported ?? exported })
    return true
  }
  if ((await tx.get('history', command.id)) || (await tx.get('attention', command.id))) return false
  const noted = await getMeta(tx, 'settle')
  if (noted?.cmdIds.includes(command.id)) return false
  const row: Omit<OutboxRow, 'local'> = {
    ...newRow(env, command.doc, command.name, command.args, [], command.baseRev),
    ...rowPart(command.args),
    cmdId: command.id,
    ver: command.ver,
    authoredAt: command.authoredAt,
    dependsOn: command.dependsOn,
    ...(exported ? { exported } : {}),
    ...(command.madeBy ? { madeBy: command.madeBy } : {}),
  }
  await tx.add('outbox', row)
  return true
}

const rowPart = (args: unknown): Pick<OutboxRow, 'waiting' | 'sealed' | 'untracked'> => {
  const part = args as Partial<WaitingArgs> | undefined
  const waiting = part?.waiting === true
  const sealed = waiting ? (part.sealed ?? []) : []
  return { waiting, sealed, untracked: waiting && sealed.length === 0 }
}

/** Unsent text the cache does not have, or has only in part. */
async function recoverText(env: Env, tx: Tx, docId: DocumentId, list: readonly TextRecord[], found: Recovered): Promise<void> {
  const settled = ((await tx.get('meta', settledKey(docId)))?.value as number | undefined) ?? 0
  const row = await tx.get('working', docId)
  const start = list.findLast((record) => record.type === 'working')
  const older = start !== undefined && row !== undefined && start.at <= row.generation
  if (start && !older && start.at > settled) {
    const body = keptText.safeParse(start.body)
    if (body.success) {
      found.texts++
      const text = body.data.text ?? body.data.base
      for (const typed of await tx.where('typed', 'docId', docId)) await tx.remove('typed', typed.id)
      await tx.put('working', { docId, generation: start.at, baseVersion: start.baseVersion, baseSm3: start.baseSm3, awaits: 0 })
      await tx.put('texts', { docId, base: body.data.base, body: text, stamp: start.at })
    }
  }
  const now = await tx.get('working', docId)
  const here = now && (await readText(tx, docId))
  const missing = list
    .filter((record) => record.type === 'typed' && record.at > Math.max(settled, here?.stamp ?? 0))
    .map((r) => r as Extract<TextRecord, { type: 'typed' }>)
  if (missing.length === 0) return
  try {
    if (!now || !here) throw new RangeError('no text to type into')
    missing.reduce((last, record) => {
      if (record.after !== last) throw new RangeError('typing is missing in between')
      return record.at
    }, here.stamp)
    const text = missing.reduce((doc, record) => applySteps(doc, record.steps), here.text)
    // a generation of its own: an open editor that still holds this typing must not type it again (SY-197)
    const generation = missing.at(-1)?.at ?? now.generation
    for (const typed of await tx.where('typed', 'docId', docId)) await tx.remove('typed', typed.id)
    await tx.put('working', { ...now, generation })
    await tx.put('texts', { docId, base: jsonOf(here.base), body: jsonOf(text), stamp: generation })
    found.steps += missing.length
  } catch {
    // a damaged journal: what was typed is kept as text a person can read, never dropped (SY-58)
    found.setAside++
    await raiseText(env, tx, docId, 'SY-JOURNAL', typedText(missing))
    await tx.put('meta', { key: settledKey(docId), value: missing.at(-1)?.at ?? 0 })
  }
}

/** What lists show of the unsent text as it stands now (SY-72). */
async function headText(tx: Tx, docId: DocumentId): Promise<void> {
  const now = await readText(tx, docId)
  if (now) await tx.put('working', { ...now.row, heading: headingOver(now.base, now.text) })
}

/** The inserted text of steps that fit nowhere, a paragraph per autosave. */
export function typedText(missing: readonly { steps: unknown[] }[]): BodyJson {
  const texts = missing.map((record) =>
    [...JSON.stringify(record.steps).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)]
      .map((m) => JSON.parse(`"${m[1] ?? ''}"`) as string)
      .join(''),
  )
  const paragraphs = texts.filter((text) => text !== '').map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }))
  return { type: 'doc', content: [{ type: 'body', content: paragraphs }] }
}

/** A draft's first body, and what unsent saves lead to, worked out again from the recovered commands. */
async function foreseeAgain(env: Env, tx: Tx, docId: DocumentId): Promise<void> {
  for (const row of await tx.where('outbox', 'docId', docId)) {
    if (row.name === 'CreateDraft') {
      const { body, bodySm3 } = argsOf<'CreateDraft'>(row)
      const foreseen = foresee(env, nodeOf(body))
      if (!(await tx.get('bodies', docId))) await tx.put('bodies', { docId, version: 1, sm3: bodySm3, body })
      await tx.put('outbox', { ...row, foreseen })
    } else if (row.name === 'SubmitBody' && !row.waiting) await foreseeSave(env, tx, row)
  }
}

async function foreseeSave(env: Env, tx: Tx, row: OutboxRow): Promise<void> {
  const args = argsOf<'SubmitBody'>(row)
  const { base, known, working } = await groundOfSave(tx, row)
  if (!base) {
    // without its base the save is still sent; only its effect is not shown before the server has it
    const sealed = [...sealedBy(row)]
    await tx.put('outbox', { ...row, sealed, untracked: sealed.length === 0 })
    return
  }
  try {
    const before = schema.nodeFromJSON(base)
    const after = applySteps(before, args.steps)
    const inBase = changeIds(before)
    const sealed = [...changeIds(after)].filter((id) => !inBase.has(id))
    const untracked = sealed.length === 0 && !isTrackedWork(before, after)
    await tx.put('outbox', {
      ...row,
      foreseen: { ...foresee(env, after, (await tx.get('docs', row.docId))?.data), sm3: args.resultSm3 },
      sealed,
      untracked,
    })
    const ahead = args.baseVersion + 1
    // an untracked draft's next save rests on this one
    if (sealed.length === 0 && known?.sm3 === args.baseSm3 && !working)
      await tx.put('bodies', { docId: row.docId, version: ahead, sm3: hashOf(env, after), body: jsonOf(after) })
  } catch {
    // its steps do not fit what is here; the server judges them on the version they were made on
  }
}

/** The tracked changes a save carries; of one known from the journal alone, those its steps name. */
export const sealedBy = (row: Pick<OutboxRow, 'name' | 'args' | 'sealed'>): readonly string[] =>
  row.sealed.length > 0 || row.name !== 'SubmitBody' ? row.sealed : signedIds((row.args as { steps?: unknown[] }).steps ?? [])

/** Ids of the tracked changes that stand in steps as JSON. */
export const signedIds = (steps: readonly unknown[]): string[] => [
  ...new Set([...JSON.stringify(steps).matchAll(/"id":"([^"]+)","author"/g)].map((match) => match[1] ?? '')),
]
