import { canonicalJson } from '../document/canonical.ts'
import type { DocumentId } from '../ids.ts'
import { getMeta, putMeta, type Env } from './env.ts'
import { readAnew } from './diverged.ts'
import { limits, type HelloResponse, type WireCommand } from './protocol.ts'
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

/** What the server puts off holds up what rests on it, and nothing else; of an earlier epoch the document's later ones (SY-96, SY-101). */
function notHeld(rows: readonly OutboxRow[]): OutboxRow[] {
  const held = new Set<string>()
  const docs = new Set<DocumentId>()
  return rows.filter((row) => {
    const put = row.status === 'deferred'
    const waits = put || row.dependsOn.some((id) => held.has(id)) || (row.was !== null && docs.has(row.docId))
    if (waits) held.add(row.cmdId)
    if (put && row.was) docs.add(row.docId)
    return !waits
  })
}

/** The first commands that may go, at most as many as a push takes; further on where the first of the queue are held. */
async function nextRows(tx: Tx, atOnce: number): Promise<OutboxRow[]> {
  for (let take = atOnce; ; take *= 4) {
    const rows = await tx.all('outbox', take)
    const free = notHeld(rows).slice(0, atOnce)
    if (free.length > 0 || rows.length < take) return free
  }
}

async function number(tx: Tx): Promise<{ cmds: WireCommand[] } | { waiting: OutboxRow } | { tooLarge: OutboxRow }> {
  const cmds: WireCommand[] = []
  let bytes = 0
  let nextSeq = (await getMeta(tx, 'nextSeq')) ?? 1
  const device = (await getMeta(tx, 'device')) ?? null
  const most = (await getMeta(tx, 'server'))?.limits ?? limits
  for (const row of await nextRows(tx, Math.min(most.pushCommands, limits.pushCommands))) {
    if (row.waiting) {
      if (cmds.length === 0) return { waiting: row }
      break
    }
    const size = sizeOf(row)
    if (size > most.commandBytes && row.seq === null) {
      if (cmds.length === 0) return { tooLarge: row }
      break
    }
    bytes += size
    if (cmds.length > 0 && bytes > most.pushBytes) break
    const seq = row.seq ?? nextSeq++
    if (row.seq === null || row.status !== 'inflight')
      await tx.put('outbox', { ...row, seq, device: row.device ?? device, status: 'inflight' })
    cmds.push({ ...wireOf(row), seq })
  }
  await putMeta(tx, 'nextSeq', nextSeq)
  return { cmds }
}

/**
 * What the server put off is offered again at a new greeting: it may be a newer one by now, or have what was missing. What
 * it says it cannot read stays here unsent (SY-96, SY-107). Takes the lock.
 */
export const offerAgain = (env: Env, { cmds }: Pick<HelloResponse, 'cmds'>): Promise<void> =>
  env.lock(() =>
    env.store.transact('rw', ['outbox'], async (tx) => {
      for (const row of await tx.all('outbox')) {
        const status = row.status === 'inflight' ? row.status : canRead(cmds, row) ? 'queued' : 'deferred'
        if (status !== row.status) await tx.put('outbox', { ...row, status })
      }
    }),
  )

/** Whether a server reads a command; one that does not say is asked. */
function canRead(cmds: HelloResponse['cmds'], { name, ver }: OutboxRow): boolean {
  if (Object.keys(cmds).length === 0) return true
  const range = Object.hasOwn(cmds, name) ? cmds[name] : undefined
  // what is older than the server can read it must see once, to refuse it
  return range !== undefined && ver <= range[1]
}

/** Something new of these documents came: what waits for it is offered at once. Answers whether anything was. Takes the lock. */
export async function offerMoved(env: Env, docIds: ReadonlySet<DocumentId>): Promise<boolean> {
  const waits = (row: OutboxRow): boolean => row.status === 'deferred' && docIds.has(row.docId)
  const rows = await env.store.transact('r', ['outbox'], (tx) => tx.all('outbox'))
  if (!rows.some(waits)) return false
  await env.lock(() =>
    env.store.transact('rw', ['outbox'], async (tx) => {
      for (const row of (await tx.all('outbox')).filter(waits)) await tx.put('outbox', { ...row, status: 'queued' })
    }),
  )
  return true
}

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
        const { ackedAt: _ackedAt, open, rev, numbered, ...command } = row
        await tx.remove('history', row.cmdId)
        // the document as it is here holds its effect until the new epoch's comes
        const was = rev === null ? null : { rev, numbered }
        await tx.put('outbox', { ...unnumbered(command), covered: was !== null && open === 0, was })
        docs.add(row.docId)
      }
      for (const row of await tx.all('outbox'))
        await tx.put('outbox', { ...unnumbered(row), covered: row.was !== null && row.covered })
      if (first) return
      await readAnew(
        tx,
        (await tx.all('scopes')).map((scope) => scope.id),
      )
      for (const row of await tx.all('working')) await tx.put('working', { ...row, awaits: 0 })
      // a restored server gives a number of its address book out again: number 0 has none, so it is fetched (SY-89)
      const book = await tx.get('directory', 'directory')
      if (book) await tx.put('directory', { ...book, data: { ...book.data, version: 0 } })
      const view = await loadView(tx)
      for (const docId of docs) await refreshDoc(env, tx, view, docId)
    }),
  )
}
