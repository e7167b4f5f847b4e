import { workRevOf } from '../workflow/document-state.ts'
import type { BodyJson } from '../document/body-json.ts'
import type { DeviceId, DocumentId } from '../ids.ts'
import type { Acknowledged } from '../ipc/journal-record.ts'
import { applySteps } from '../revision/apply-steps.ts'
import { advance } from './advance.ts'
import { argsOf } from './args-of.ts'
import { raiseCommand, takeText } from './attention.ts'
import { groundOfSave } from './base-of-save.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import type { CommandVerdict } from './protocol.ts'
import type { OutboxRow, Tx } from './store-port.ts'
import { submitTables, unnumbered } from './submit.ts'
import { jsonOf, nodeOf, settleLater, settleNow } from './text.ts'
import { loadView, refreshDoc } from './view.ts'

const verdictTables = [...submitTables, 'wanted'] as const

/**
 * Takes the server's verdicts over, all in one transaction, then moves the text of documents that got a new version
 * (SY-60). Answers the documents whose text or base changed. Takes the lock itself.
 */
export async function takeVerdicts(env: Env, verdicts: readonly CommandVerdict[]): Promise<DocumentId[]> {
  return env.lock(async () => {
    const touched = await env.store.transact('rw', verdictTables, async (tx) => {
      const docs = new Map<DocumentId, boolean>()
      for (const verdict of verdicts) {
        const [row] = await tx.where('outbox', 'cmdId', verdict.id)
        if (!row) continue
        docs.set(row.docId, (docs.get(row.docId) ?? false) || row.name === 'SubmitBody')
        if (verdict.status === 'applied') await applied(env, tx, row, verdict)
        else if (verdict.status === 'rejected') await refused(env, tx, row, verdict)
        else await defer(tx, row)
      }
      const view = await loadView(tx)
      for (const docId of docs.keys()) await refreshDoc(env, tx, view, docId)
      return docs
    })
    const moved: DocumentId[] = []
    for (const [docId, saved] of touched) {
      if (!saved) continue
      await advance(env, docId)
      moved.push(docId)
    }
    await settleNow(env)
    return moved
  })
}

/** The server cannot read the command, or waits for others: its number, and those sent behind it, were not used (SY-05, SY-96). */
async function defer(tx: Tx, row: OutboxRow): Promise<void> {
  const { seq } = row
  if (seq !== null) {
    for (const later of await tx.all('outbox'))
      if (later.seq !== null && later.seq > seq) await tx.put('outbox', unnumbered(later))
    await putMeta(tx, 'nextSeq', seq)
  }
  await tx.put('outbox', { ...unnumbered(row), status: 'deferred' })
}

/** The command took effect: it leaves the outbox for the history. Its effect stays in the overlay until a pull holds it. */
async function applied(env: Env, tx: Tx, row: OutboxRow, verdict: CommandVerdict): Promise<void> {
  await tx.remove('outbox', row.local)
  await keepInHistory(env, tx, row, verdict, row.covered ? 0 : 1)
  // late edits a restored server took as they are: there is nothing left to look at
  if (row.was) await tx.remove('attention', row.cmdId)
  await settleLater(tx, [row.cmdId], [], await ackOf(env, tx, row, verdict))
  if (row.name === 'SubmitBody' && verdict.bodyVersion !== undefined) await saved(tx, row, verdict.bodyVersion, verdict.bodySm3)
}

/** What the journal keeps of it beyond this (SY-106). */
async function ackOf(env: Env, tx: Tx, { cmdId, device }: OutboxRow, verdict: CommandVerdict): Promise<Acknowledged[]> {
  const epoch = await getMeta(tx, 'epoch')
  if (epoch === undefined || device === null) return []
  const { seq, bodyVersion, bodySm3, numbered } = verdict
  return [{ cmdId, seq, device: device as DeviceId, epoch, rev: workRev(verdict), bodyVersion, bodySm3, numbered, at: env.now() }]
}

/** Keeps what the server has, for the case that it forgets (SY-64). */
const keepInHistory = (env: Env, tx: Tx, row: OutboxRow, verdict: CommandVerdict, open: 0 | 1): Promise<void> => {
  const { seq, numbered } = verdict
  return tx.put('history', { ...row, was: null, seq, ackedAt: env.now(), open, rev: workRev(verdict) ?? null, numbered })
}

/** The revision a restored server would be at again once all before it is back: without what it did of its own accord (SY-195). */
const workRev = ({ rev, own }: CommandVerdict): number | undefined => (rev === undefined ? undefined : workRevOf({ rev, own }))

/** A body save was applied: where nobody else saved meanwhile, the new version is known without asking for it. */
async function saved(tx: Tx, row: OutboxRow, version: number, sm3: string | undefined): Promise<void> {
  const args = argsOf<'SubmitBody'>(row)
  const working = await tx.get('working', row.docId)
  const here = await tx.get('bodies', row.docId)
  if (working && version > working.awaits) await tx.put('working', { ...working, awaits: version })
  if (row.untracked && sm3 !== args.resultSm3) await cameLate(tx, row)
  if (here && here.version >= version) return
  const body = sm3 === args.resultSm3 ? await resultOf(tx, row) : undefined
  if (body && sm3 !== undefined) await tx.put('bodies', { docId: row.docId, version, sm3, body })
  else await tx.put('wanted', { id: row.docId, rank: 0, docs: [row.docId] })
}

/**
 * The server made suggestions of an untracked save: its lease was broken (SY-91). What was typed since goes on over the
 * text that was sent, though no version is that text; `advance` writes it into the journal before the save leaves it.
 */
async function cameLate(tx: Tx, row: OutboxRow): Promise<void> {
  const { baseVersion, baseSm3, resultSm3, steps } = argsOf<'SubmitBody'>(row)
  const working = await tx.get('working', row.docId)
  const text = await tx.get('texts', row.docId)
  if (!working || !text) return
  if (working.baseSm3 === resultSm3) return tx.put('working', { ...working, late: working.late ?? 'written' })
  if (working.baseSm3 !== baseSm3) return
  await tx.put('texts', { ...text, base: jsonOf(applySteps(nodeOf(text.base), steps)) })
  await tx.put('working', { ...working, baseVersion: baseVersion + 1, baseSm3: resultSm3, late: 'unwritten' })
}

/** The text a body save leads to, where the desk still has the version it rests on. */
export async function resultOf(tx: Tx, row: OutboxRow): Promise<BodyJson | undefined> {
  const args = argsOf<'SubmitBody'>(row)
  if (row.waiting) return undefined
  const { base, known } = await groundOfSave(tx, row)
  if (known?.sm3 === args.resultSm3) return known.body
  if (!base) return undefined
  try {
    return jsonOf(applySteps(nodeOf(base), args.steps))
  } catch {
    return undefined // then it is asked for
  }
}

/** The command was refused: it goes before its author with all it carried, and unsent saves that hang on it too (SY-61). */
async function refused(env: Env, tx: Tx, row: OutboxRow, verdict: CommandVerdict): Promise<void> {
  await tx.remove('outbox', row.local)
  // kept as late edits: others may have worked on with them (RV-64)
  if (verdict.rev !== undefined) await keepInHistory(env, tx, { ...row, covered: true }, verdict, 0)
  // a restored server refused once more what it had refused before: its author knows, and may have settled it
  if (row.was && (await tx.get('attention', row.cmdId))) return
  await raiseCommand(env, tx, row, verdict, await carriedText(tx, row))
  if (row.name === 'SubmitBody' || row.name === 'CreateDraft') await forgetForeseen(tx, row.docId)
  await parkWaiting(env, tx, row)
}

/** The text a refused command carried: all unsent text of the document, since it builds on it. */
async function carriedText(tx: Tx, row: OutboxRow): Promise<BodyJson | null> {
  if (row.name === 'CreateDraft') return (await takeText(tx, row.docId)) ?? argsOf<'CreateDraft'>(row).body
  if (row.name !== 'SubmitBody') return null
  const result = await resultOf(tx, row)
  return (await takeText(tx, row.docId)) ?? result ?? null
}

/** The body here was foreseen, not confirmed: the server's own is asked for. */
async function forgetForeseen(tx: Tx, docId: DocumentId): Promise<void> {
  const doc = await tx.get('docs', docId)
  const here = await tx.get('bodies', docId)
  if (!here || here.version <= (doc?.data.bodyVersion ?? 0)) return
  await tx.remove('bodies', docId)
  if (doc) await tx.put('wanted', { id: docId, rank: 0, docs: [docId] })
}

/** Saves whose steps were never derived cannot be judged by the server: they fall here. */
async function parkWaiting(env: Env, tx: Tx, refusedRow: OutboxRow): Promise<void> {
  for (const row of await tx.where('outbox', 'docId', refusedRow.docId)) {
    if (!row.waiting || !row.dependsOn.includes(refusedRow.cmdId)) continue
    await tx.remove('outbox', row.local)
    await raiseCommand(env, tx, row, { code: 'SY-PARKED', detail: refusedRow.cmdId }, null)
  }
}

/** A command that cannot be sent at all (too large, or its text is gone) fails on the desk. Inside the lock. */
export async function failHere(env: Env, row: OutboxRow, code: string): Promise<void> {
  await env.store.transact('rw', verdictTables, async (tx) => {
    await tx.remove('outbox', row.local)
    await raiseCommand(env, tx, row, { code }, await carriedText(tx, row))
    await parkWaiting(env, tx, row)
    await refreshDoc(env, tx, await loadView(tx), row.docId)
  })
  await settleNow(env)
}
