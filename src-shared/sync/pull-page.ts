import { readBodyJson } from '../document/read-body.ts'
import type { DocumentId } from '../ids.ts'
import { advance } from './advance.ts'
import { entryHash } from './digest.ts'
import { damagedKey, getMeta, putMeta, type Env } from './env.ts'
import { purge, reasonOf } from './leaving.ts'
import type { BodiesResponse, PullResponse } from './protocol.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { placesOf } from './rows.ts'
import type { AttentionRow, LeftBecause, TableName, Tx } from './store-port.ts'
import { submitTables } from './submit.ts'
import { settleLater, settleNow } from './text.ts'
import { loadView, refreshDocs } from './view.ts'

const pageTables: readonly TableName[] = [...submitTables, 'scopes', 'docScope', 'wanted']

/**
 * Stores one page of a pull with its cursors in one transaction; commands contained in it leave the overlay in the same
 * moment, the rest run again on the new base (SY-65). Takes the lock.
 */
export async function takePage(env: Env, page: PullResponse): Promise<void> {
  await env.lock(async () => {
    await env.store.transact('rw', pageTables, async (tx) => {
      const touched = new Set<DocumentId>()
      const orphans = new Map<DocumentId, LeftBecause>(await getMeta(tx, 'orphans'))
      const leave = async (scope: string, doc: DocumentId, reason: LeftBecause): Promise<void> => {
        await tx.remove('docScope', [scope, doc])
        // the server's own word says more than that it was not there any more
        if (reason !== 'left' || !orphans.has(doc)) orphans.set(doc, reason)
      }
      for (const scope of page.left) {
        for (const row of await tx.where('docScope', 'scope', scope)) await leave(scope, row.doc, 'roleLost')
        await tx.remove('scopes', scope)
      }
      for (const [scope, { reset }] of Object.entries(page.scopes)) {
        if (!reset) continue
        for (const row of await tx.where('docScope', 'scope', scope)) await tx.put('docScope', { ...row, stale: true })
        await putMeta(tx, 'stale', true)
      }
      for (const entry of page.docs) {
        touched.add(entry.id)
        if (entry.op === 'D') await leave(entry.scope, entry.id, reasonOf(entry.reason))
      }
      const came = page.docs.flatMap(({ id, scope, op, data }) => (op === 'U' && data ? [{ id, scope, data }] : []))
      await tx.putMany(
        'docs',
        came.map(({ id, data }) => ({ id, data })),
      )
      await tx.putMany(
        'docScope',
        came.map(({ id, scope, data }) => ({ scope, doc: id, stale: false, h: entryHash(id, data.rev) })),
      )
      await wantBodies(
        env,
        tx,
        came.map(({ data }) => data),
      )
      await closeSettled(
        env,
        tx,
        came.map(({ data }) => data),
      )
      for (const [id, { to, head, digest }] of Object.entries(page.scopes))
        await tx.put('scopes', { id, cursor: to, head, digest: digest ?? null })
      await putMeta(tx, 'lastSeq', page.lastSeq)
      for (const docId of await cover(tx, page, new Set(came.map(({ id }) => id)))) touched.add(docId)
      if (page.complete) {
        // a restored server does not have it again yet: that is no leaving (SY-101)
        if ((await getMeta(tx, 'stale')) && !(await getMeta(tx, 'server'))?.recovering) {
          for (const row of (await tx.all('docScope')).filter((r) => r.stale)) await leave(row.scope, row.doc, 'left')
          await tx.remove('meta', 'stale')
        }
        for (const [docId, reason] of orphans) if (await purge(env, tx, docId, reason)) touched.add(docId)
        await tx.remove('meta', 'orphans')
        await putMeta(tx, 'lastSyncAt', env.now())
      } else await putMeta(tx, 'orphans', [...orphans])
      const view = await loadView(tx)
      // what left in this very page is no base any more
      const bases = new Map(came.flatMap(({ id, data }) => (orphans.has(id) ? [] : [[id, data] as const])))
      await refreshDocs(env, tx, view, [...touched], bases)
    })
    await settleNow(env)
  })
}

/** Whether a document itself settled what an item asks: late edits brought in or put aside there, a signature given anew. */
function settledThere({ branches, signed }: DocumentState, item: AttentionRow, me: string): boolean {
  const settled = branches.find((one) => one.id === item.id)?.settled
  if (settled) return settled.how !== 'putAside' || settled.by.userId === me
  return item.commandName === 'Sign' && signed?.by.userId === me
}

/** What was settled in a document needs no look in 需处理 any more: its item goes to those put aside (SY-95). */
async function closeSettled(env: Env, tx: Tx, docs: readonly DocumentState[]): Promise<void> {
  const waiting = (await tx.all('attention')).filter((item) => item.dismissedAt === null)
  if (waiting.length === 0) return
  const came = new Map(docs.map((doc) => [doc.id, doc]))
  for (const item of waiting) {
    const doc = came.get(item.docId)
    if (!doc || !settledThere(doc, item, env.me.userId)) continue
    await tx.put('attention', { ...item, dismissedAt: env.now() })
    await settleLater(tx, [item.id], [])
  }
}

/** Bodies that are not the newest are fetched: own to-dos and drafts first (SY-66). */
async function wantBodies(env: Env, tx: Tx, docs: readonly DocumentState[]): Promise<void> {
  const here = await tx.getMany(
    'bodies',
    docs.map((doc) => doc.id),
  )
  const older = docs.filter((doc, i) => here[i]?.version !== doc.bodyVersion || here[i]?.sm3 !== doc.bodySm3)
  const wanted = older.map((doc) => {
    const places = placesOf(doc, env.me.userId)
    return { docId: doc.id, version: doc.bodyVersion, rank: places.includes('todo') || places.includes('drafts') ? 0 : 1 }
  })
  await tx.putMany('wanted', wanted)
}

/**
 * Marks commands whose effect the base now holds: acknowledged ones, and those numbered up to `lastSeq` whose verdict got
 * lost; each once its own document came, or at the end of the pull, when what left is gone too, so nothing flickers (SY-65).
 */
async function cover(tx: Tx, page: PullResponse, came: ReadonlySet<DocumentId>): Promise<DocumentId[]> {
  const device = (await getMeta(tx, 'shared')) ? undefined : await getMeta(tx, 'device')
  const touched: DocumentId[] = []
  const here = (docId: DocumentId): boolean => page.complete || came.has(docId)
  for (const row of await tx.where('history', 'open', 1)) {
    if (!here(row.docId)) continue
    await tx.put('history', { ...row, open: 0, covered: true })
    touched.push(row.docId)
  }
  for (const row of await tx.all('outbox')) {
    const contained = row.seq !== null && row.seq <= page.lastSeq && row.device === device
    // the base held it because it was of an earlier epoch; now it is the new one's
    const forgotten = row.was !== null && row.covered && !contained && came.has(row.docId)
    if (!forgotten && (row.covered || !contained || !here(row.docId))) continue
    await tx.put('outbox', { ...row, covered: !forgotten })
    touched.push(row.docId)
  }
  return touched
}

/** Stores fetched bodies and moves unsent text onto them. Answers the documents whose body or text changed. Takes the lock. */
export async function takeBodies(env: Env, asked: readonly DocumentId[], answer: BodiesResponse): Promise<DocumentId[]> {
  const { bodies: got, damaged, rest } = answer
  return env.lock(async () => {
    const unsent = await env.store.transact('rw', ['bodies', 'wanted', 'outbox', 'working', 'meta'], async (tx) => {
      const ids = got.map((body) => body.doc)
      const here = await tx.getMany('bodies', ids)
      const saves = (await tx.all('outbox')).filter((row) => row.name === 'SubmitBody' || row.name === 'CreateDraft')
      const saving = new Set(saves.map((row) => row.docId))
      const working = await tx.getMany('working', ids)
      const recovering = (await getMeta(tx, 'server'))?.recovering === true
      // what this desk's unsent saves will lead to is ahead of the server; so is, until all are back, what text here rests on
      const ahead = (doc: DocumentId, i: number): boolean => saving.has(doc) || (recovering && working[i] !== undefined)
      const newer = got.filter(({ doc, version }, i) => version >= (here[i]?.version ?? 0) || !ahead(doc, i))
      await tx.putMany(
        'bodies',
        newer.map(({ doc, version, sm3, body }) => ({ docId: doc, version, sm3, body })),
      )
      // what the server did not send may not be read; it is asked for again when the document moves
      const later = new Set<string>(rest)
      await tx.removeMany(
        'wanted',
        asked.filter((docId) => !later.has(docId)),
      )
      for (const { doc, code } of damaged) await tx.put('meta', { key: damagedKey(doc), value: code })
      await tx.removeMany('meta', ids.map(damagedKey))
      return working.flatMap((row) => row?.docId ?? [])
    })
    for (const docId of unsent) {
      // a body this version cannot read stops only its own document: the text waits as it is (RV-52)
      if (got.some((one) => one.doc === docId && readBodyJson(one.body).faults.length > 0)) continue
      await advance(env, docId)
    }
    await settleNow(env)
    return [...got, ...damaged].map((body) => body.doc)
  })
}

/** The next bodies to fetch. */
export async function wantedBodies(env: Pick<Env, 'store'>, limit: number): Promise<DocumentId[]> {
  return env.store.transact('r', ['wanted'], async (tx) => {
    const first = await tx.where('wanted', 'rank', 0, limit)
    const rows = first.length >= limit ? first : [...first, ...(await tx.where('wanted', 'rank', 1, limit))]
    return rows.slice(0, limit).map((row) => row.docId)
  })
}
