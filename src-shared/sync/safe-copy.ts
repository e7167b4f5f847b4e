import type { Node as PmNode } from 'prosemirror-model'
import type { DeviceId, DocumentId } from '../ids.ts'
import type { JournalRecord } from '../ipc/journal-record.ts'
import { raiseCommand, raiseText } from './attention.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { builtFrom, fateOf, isCovered, type CommandRecord } from './copy-fate.ts'
import { readCopiedTexts, type WholeText } from './copied-text.ts'
import { recoverHere } from './recover.ts'
import { recoverHistory, type KeptCommand } from './recover-history.ts'
import type { OutboxRow, Tx } from './store-port.ts'
import { commandRecord, newRow, submitTables } from './submit.ts'
import { dropText, jsonOf, KEPT, nextStamp, readText, settleNow, workingRecord, type Text } from './text.ts'
import { deviceOf, loadView, refreshDoc } from './view.ts'

/** What a safe copy (安全副本) brings: the journal of the desk that made it, and the commands its server had. */
export type Copy = { copyId: string; device: DeviceId; records: readonly JournalRecord[]; history: readonly KeptCommand[] }

/** What came of it; `same`: nothing was new. `docIds`: whose text or commands changed here. */
export type TakenCopy = { commands: number; texts: number; items: number; docIds: DocumentId[] }

/** So many copies a desk remembers as its own or as taken in. */
const copiesKept = 1000
/** The journal takes so many records at once. */
const recordsAtOnce = 1000

/**
 * Makes ready for a safe copy, after all text was made commands: what is unsent from here on stands in a copy, so another
 * desk may send it, and is never rewritten with later typing (SY-161). Answers how many documents hold text that could not
 * become a command yet; it goes along as text. Takes the lock.
 */
export async function markCopied(env: Env, copyId: string): Promise<number> {
  return env.lock(async () => {
    const found = await env.store.transact('r', submitTables, async (tx) => {
      const outbox = await tx.all('outbox')
      let waiting = 0
      for (const row of await tx.all('working')) {
        const text = await readText(tx, row.docId)
        if (text && text.text !== text.base && !isCovered(env, text.text, outbox, row.docId)) waiting++
      }
      return { rows: outbox.filter((row) => !row.exported), waiting, stamp: await nextStamp(tx, env) }
    })
    const rows = found.rows.map((row) => ({ ...row, exported: true as const }))
    const records = rows.map((row, i) => commandRecord(row, found.stamp + i))
    await appendAll(env, records)
    await env.store.transact('rw', ['outbox', 'meta'], async (tx) => {
      await tx.putMany('outbox', rows)
      if (records.length > 0) await putMeta(tx, 'stamp', found.stamp + records.length - 1)
      await noteCopy(tx, copyId)
    })
    return found.waiting
  })
}

const noteCopy = async (tx: Tx, copyId: string): Promise<void> => {
  const known = (await getMeta(tx, 'copies')) ?? []
  if (!known.includes(copyId)) await putMeta(tx, 'copies', [...known, copyId].slice(-copiesKept))
}

async function appendAll(env: Env, records: readonly JournalRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += recordsAtOnce)
    await env.journal.append(records.slice(from, from + recordsAtOnce))
}

/**
 * Takes a safe copy in: its commands under their own ids, its text where nothing else stands here, everything through the
 * journal first (SY-162). What does not go together with what this desk holds goes before its author (SY-163); what is
 * known here already changes nothing (SY-164). Takes the lock.
 */
export async function takeCopy(env: Env, copy: Copy): Promise<TakenCopy> {
  const taken = await env.lock(async () => {
    const plan = await env.store.transact('r', [...submitTables, 'history'], (tx) => planCopy(env, tx, copy))
    await appendAll(env, plan.records)
    await env.store.transact('rw', submitTables, async (tx) => {
      for (const docId of plan.dropped) await dropText(tx, docId)
    })
    if (plan.records.length > 0) await recoverHere(env, plan.records)
    await env.store.transact('rw', submitTables, async (tx) => {
      for (const raise of plan.raised) await raise(tx)
      await noteCopy(tx, copy.copyId)
      const view = await loadView(tx)
      for (const docId of plan.docIds) await refreshDoc(env, tx, view, docId)
    })
    await settleNow(env)
    return plan
  })
  const { commands, texts, items, docIds } = taken
  await takeHistory(env, copy.history)
  return { commands, texts, items, docIds }
}

/** The commands the server of the other desk had: for a server that forgets them (SY-106). Into the journal first. */
async function takeHistory(env: Env, history: readonly KeptCommand[]): Promise<void> {
  await env.lock(async () => {
    const missing = await env.store.transact('r', submitTables, async (tx) => {
      const left: KeptCommand[] = []
      for (const one of history) if (!(await isKnown(tx, one.command.id))) left.push(one)
      return left
    })
    for (let from = 0; from < missing.length; from += recordsAtOnce) {
      const some = missing.slice(from, from + recordsAtOnce)
      await env.journal.append(some.map(({ command, ack }) => ({ type: 'command', command, at: ack.at })))
      await env.journal.settle(
        [],
        [],
        some.map(({ ack }) => ack),
      )
    }
  })
  await recoverHistory(env, history)
}

/** Whether a command was here already: unsent, sent, or before its author. */
async function isKnown(tx: Tx, cmdId: string): Promise<boolean> {
  if ((await tx.where('outbox', 'cmdId', cmdId)).length > 0) return true
  if ((await tx.get('history', cmdId)) || (await tx.get('attention', cmdId))) return true
  const noted = await getMeta(tx, 'settle')
  return noted?.cmdIds.some((id) => id === cmdId) ?? false
}

type Raise = (tx: Tx) => Promise<void>
type Plan = {
  records: JournalRecord[]
  raised: Raise[]
  dropped: DocumentId[]
  docIds: DocumentId[]
  commands: number
  texts: number
  items: number
}

async function planCopy(env: Env, tx: Tx, copy: Copy): Promise<Plan> {
  const seenBefore = ((await getMeta(tx, 'copies')) ?? []).includes(copy.copyId)
  const plan: Plan = { records: [], raised: [], dropped: [], docIds: [], commands: 0, texts: 0, items: 0 }
  let stamp = await nextStamp(tx, env)
  const give = (record: JournalRecord): void => void plan.records.push({ ...record, at: stamp++ })

  // a command that was written twice stands where it stood first, as it was last
  const commands = new Map<string, CommandRecord>()
  for (const record of copy.records) if (record.type === 'command') commands.set(record.command.id, record)
  const fresh: CommandRecord[] = []
  for (const record of commands.values()) if (!(await isKnown(tx, record.command.id))) fresh.push(record)
  const texts = readCopiedTexts(copy.records)
  const docs = new Set<DocumentId>([...fresh.map((record) => record.command.doc), ...(seenBefore ? [] : texts.keys())])
  const given = new Set<CommandRecord>()
  const written: { text: WholeText; local: Text | undefined }[] = []

  for (const docId of docs) {
    const mine = fresh.filter(({ command }) => command.doc === docId && command.name !== KEPT)
    // known, but its commands are not here any more: this desk lost them since
    const text = seenBefore && mine.length === 0 ? undefined : texts.get(docId)
    const lineage = [...commands.values()].filter(({ command }) => command.doc === docId)
    const local = await readText(tx, docId)
    const whole = text?.broken ? undefined : text
    const fate = text?.broken ? 'item' : fateOf(env, mine, whole, lineage, local)
    if (fate === 'drop') plan.dropped.push(docId)
    if (fate === 'conflict') raiseAll(env, plan, mine, whole?.text ?? builtFrom(lineage))
    else for (const record of mine) given.add(record)
    if (fate === 'text' && whole) written.push({ text: whole, local })
    if (fate === 'item' && text) {
      const body = text.broken ?? jsonOf(text.text)
      plan.raised.push((now) => raiseText(env, now, docId, 'SY-COPY-TEXT', body))
      plan.items++
    }
    if (mine.length > 0 || fate !== 'none') plan.docIds.push(docId)
  }
  const here = await deviceOf(tx)
  const madeBy = copy.device === here ? undefined : copy.device
  for (const record of fresh.filter((one) => given.has(one)))
    give({ ...record, exported: true, command: { ...record.command, madeBy: record.command.madeBy ?? madeBy } })
  plan.commands = given.size
  for (const { text, local } of written) {
    const { docId } = text
    give(workingRecord({ ...text, awaits: 0, after: local?.stamp ?? 0, stamp: 0 }))
    const known = (await tx.get('docs', docId))?.data.bodyVersion ?? 0
    const awaits = Math.max(local?.row.awaits ?? 0, known > text.baseVersion ? known : 0)
    if (awaits > 0) plan.raised.push((now) => waitFor(now, docId, awaits))
    plan.texts++
  }
  for (const record of fresh) {
    if (record.command.name !== KEPT || seenBefore) continue
    give(record)
    plan.items++
    plan.docIds.push(record.command.doc)
  }
  return plan
}

/** The text came with the copy, but the server has a newer version: it goes on from that one (SY-57). */
async function waitFor(tx: Tx, docId: DocumentId, version: number): Promise<void> {
  const row = await tx.get('working', docId)
  if (row && row.awaits < version) await tx.put('working', { ...row, awaits: version })
}

/** The commands of a document that cannot go on here: the first with the whole text, the others under it. */
function raiseAll(env: Env, plan: Plan, records: readonly CommandRecord[], text: PmNode | undefined): void {
  for (const [i, { command }] of records.entries()) {
    const made = newRow(env, command.doc, command.name, command.args, [], command.baseRev)
    const row: OutboxRow = { ...made, local: 0, cmdId: command.id, ver: command.ver, authoredAt: command.authoredAt }
    const head = records[0]?.command.id ?? command.id
    const trouble = i === 0 ? { code: 'SY-COPY-CONFLICT' } : { code: 'SY-PARKED', detail: head }
    const body = i === 0 && text ? jsonOf(text) : null
    plan.raised.push(
      async (tx) => void (await raiseCommand(env, tx, { ...row, dependsOn: i === 0 ? [] : [head] }, trouble, body)),
    )
    plan.items++
  }
}
