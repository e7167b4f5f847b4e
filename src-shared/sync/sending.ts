import { canonicalJson } from '../document/canonical.ts'
import type { DocumentId } from '../ids.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { limits, type WireCommand } from './protocol.ts'
import type { OutboxRow, Tx } from './store-port.ts'
import { fillWaiting, unnumbered, wireOf } from './submit.ts'
import { failHere } from './verdicts.ts'
import { loadView, refreshDoc, viewTables } from './view.ts'

/** What is to be sent next: commands, or first the body of a document, or nothing. */
export type Batch = { kind: 'send'; cmds: WireCommand[] } | { kind: 'body'; docId: DocumentId } | { kind: 'empty' }

/** Length of a text in UTF-8; a half of a surrogate pair counts two, so pairs count right. */
export function utf8Length(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    length += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
  }
  return length
}

const sizeOf = (row: OutboxRow): number => utf8Length(canonicalJson(row.args)) + 512

/**
 * The next commands in the order of authoring, each with its number (SY-62): a number is given at the first send and
 * kept for every repeat. A waiting save is filled when it comes first. Takes the lock.
 */
export async function nextBatch(env: Env): Promise<Batch> {
  return env.lock(async () => {
    for (;;) {
      const found = await env.store.transact('rw', ['outbox', 'meta'], number)
      if ('cmds' in found) return found.cmds.length > 0 ? { kind: 'send', cmds: found.cmds } : { kind: 'empty' }
      if ('tooLarge' in found) {
        await failHere(env, found.tooLarge, 'SY-TOO-LARGE')
        continue
      }
      const filled = await fillWaiting(env, found.waiting)
      if (filled === 'notYet') return { kind: 'body', docId: found.waiting.docId }
      if (filled === 'never') await failHere(env, found.waiting, 'SY-NO-TEXT')
    }
  })
}

/** What the server cannot read yet holds up what rests on it, and nothing else (SY-96). */
function notHeld(rows: readonly OutboxRow[]): OutboxRow[] {
  const held = new Set<string>()
  return rows.filter((row) => {
    const waits = row.status === 'deferred' || row.dependsOn.some((id) => held.has(id))
    if (waits) held.add(row.cmdId)
    return !waits
  })
}

/** The first commands that may go, at most as many as a push takes; further on where the first of the queue are held. */
async function nextRows(tx: Tx): Promise<OutboxRow[]> {
  for (let take = limits.pushCommands; ; take *= 4) {
    const rows = await tx.all('outbox', take)
    const free = notHeld(rows).slice(0, limits.pushCommands)
    if (free.length > 0 || rows.length < take) return free
  }
}

async function number(tx: Tx): Promise<{ cmds: WireCommand[] } | { waiting: OutboxRow } | { tooLarge: OutboxRow }> {
  const cmds: WireCommand[] = []
  let bytes = 0
  let nextSeq = (await getMeta(tx, 'nextSeq')) ?? 1
  const device = (await getMeta(tx, 'device')) ?? null
  for (const row of await nextRows(tx)) {
    if (row.waiting) {
      if (cmds.length === 0) return { waiting: row }
      break
    }
    const size = sizeOf(row)
    if (size > limits.commandBytes && row.seq === null) {
      if (cmds.length === 0) return { tooLarge: row }
      break
    }
    bytes += size
    if (cmds.length > 0 && bytes > limits.pushBytes) break
    const seq = row.seq ?? nextSeq++
    if (row.seq === null || row.status !== 'inflight')
      await tx.put('outbox', { ...row, seq, device: row.device ?? device, status: 'inflight' })
    cmds.push({ ...wireOf(row), seq })
  }
  await putMeta(tx, 'nextSeq', nextSeq)
  return { cmds }
}

/** What the server could not read is offered again: it may be a newer one by now (SY-96). Takes the lock. */
export const offerAgain = (env: Env): Promise<void> =>
  env.lock(() =>
    env.store.transact('rw', ['outbox'], async (tx) => {
      for (const row of await tx.all('outbox'))
        if (row.status === 'deferred') await tx.put('outbox', { ...row, status: 'queued' })
    }),
  )

/**
 * Numbers go on after `lastSeq`; command ids stay, so nothing runs twice (SY-63). `shared`: somebody else uses this
 * device's numbers (a copied profile, or an old one put back), so a number alone no longer tells whose command it was.
 */
export async function renumber(env: Env, lastSeq: number, shared: boolean): Promise<void> {
  await env.lock(() =>
    env.store.transact('rw', ['outbox', 'meta'], async (tx) => {
      for (const row of await tx.all('outbox')) if (row.seq !== null) await tx.put('outbox', unnumbered(row))
      await putMeta(tx, 'nextSeq', lastSeq + 1)
      await putMeta(tx, 'lastSeq', lastSeq)
      if (shared) await putMeta(tx, 'shared', true)
    }),
  )
}

/**
 * The server's history is another one than before (a restored backup): everything is read again from zero, and every
 * command acknowledged in the last 45 days goes out again, in its old place (SY-64).
 */
export async function startEpoch(env: Env, epoch: string, lastSeq: number): Promise<void> {
  await env.lock(() =>
    env.store.transact('rw', [...viewTables, 'scopes', 'docScope', 'working'], async (tx) => {
      const first = (await getMeta(tx, 'epoch')) === undefined
      await putMeta(tx, 'epoch', epoch)
      await putMeta(tx, 'nextSeq', lastSeq + 1)
      await putMeta(tx, 'lastSeq', lastSeq)
      const docs = new Set<DocumentId>()
      for (const row of await tx.all('history')) {
        const { ackedAt: _ackedAt, open: _open, ...command } = row
        await tx.remove('history', row.cmdId)
        await tx.put('outbox', { ...unnumbered(command), covered: false })
        docs.add(row.docId)
      }
      for (const row of await tx.all('outbox')) await tx.put('outbox', { ...unnumbered(row), covered: false })
      if (first) return
      for (const scope of await tx.all('scopes')) await tx.put('scopes', { ...scope, cursor: 0, head: 0 })
      for (const row of await tx.all('docScope')) await tx.put('docScope', { ...row, stale: true })
      for (const row of await tx.all('working')) await tx.put('working', { ...row, awaits: 0 })
      await putMeta(tx, 'stale', true)
      const view = await loadView(tx)
      for (const docId of docs) await refreshDoc(env, tx, view, docId)
    }),
  )
}
