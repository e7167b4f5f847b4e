import { readBodyJson } from '../document/read-body.ts'
import type { DocumentId } from '../ids.ts'
import { advance } from './advance.ts'
import { raiseText, takeText } from './attention.ts'
import { damagedKey, getMeta, putMeta, type Env } from './env.ts'
import type { BodiesResponse, PullResponse } from './protocol.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { placesOf } from './rows.ts'
import type { TableName, Tx } from './store-port.ts'
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
      const orphans = new Set<DocumentId>(await getMeta(tx, 'orphans'))
      const leave = async (scope: string, doc: DocumentId): Promise<void> => {
        await tx.remove('docScope', [scope, doc])
        orphans.add(doc)
      }
      for (const scope of page.left) {
        for (const row of await tx.where('docScope', 'scope', scope)) await leave(scope, row.doc)
        await tx.remove('scopes', scope)
      }
      for (const [scope, { reset }] of Object.entries(page.scopes)) {
        if (!reset) continue
        for (const row of await tx.where('docScope', 'scope', scope)) await tx.put('docScope', { ...row, stale: true })
        await putMeta(tx, 'stale', true)
      }
      for (const entry of page.docs) {
        touched.add(entry.id)
        if (entry.op === 'D') await leave(entry.scope, entry.id)
      }
      const came = page.docs.flatMap(({ id, scope, op, data }) => (op === 'U' && data ? [{ id, scope, data }] : []))
      await tx.putMany(
        'docs',
        came.map(({ id, data }) => ({ id, data })),
      )
      await tx.putMany(
        'docScope',
        came.map(({ id, scope }) => ({ scope, doc: id, stale: false })),
      )
      await wantBodies(
        env,
        tx,
        came.map(({ data }) => data),
      )
      for (const { data } of came) await closeSettled(env, tx, data)
      for (const [id, { to, head }] of Object.entries(page.scopes)) await tx.put('scopes', { id, cursor: to, head })
      await putMeta(tx, 'lastSeq', page.lastSeq)
      for (const docId of await cover(tx, page, touched)) touched.add(docId)
      if (page.complete) {
        if (await getMeta(tx, 'stale'))
          for (const row of (await tx.all('docScope')).filter((r) => r.stale)) await leave(row.scope, row.doc)
        await tx.remove('meta', 'stale')
        for (const docId of orphans) await purge(env, tx, docId, touched)
        await tx.remove('meta', 'orphans')
        await putMeta(tx, 'lastSyncAt', env.now())
      } else await putMeta(tx, 'orphans', [...orphans])
      const view = await loadView(tx)
      await refreshDocs(env, tx, view, [...touched])
    })
    await settleNow(env)
  })
}

/**
 * Late edits that were brought in, or that their author put aside in the document, need no look in 需处理 any more: the
 * item of the save that was refused goes to those put aside (SY-95).
 */
async function closeSettled(env: Env, tx: Tx, { branches }: DocumentState): Promise<void> {
  for (const { id, settled } of branches) {
    if (!settled || (settled.how === 'putAside' && settled.by.userId !== env.me.userId)) continue
    const item = await tx.get('attention', id)
    if (item?.dismissedAt !== null) continue
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
 * lost; each once its own document came, or at the end of the pull, so nothing flickers (SY-65).
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
    if (row.covered || row.seq === null || row.seq > page.lastSeq || row.device !== device || !here(row.docId)) continue
    await tx.put('outbox', { ...row, covered: true })
    touched.push(row.docId)
  }
  return touched
}

/** A document no scope holds any more leaves the desk; unsent text of it goes before its author first (SY-67). */
async function purge(env: Env, tx: Tx, docId: DocumentId, touched: Set<DocumentId>): Promise<void> {
  if ((await tx.where('docScope', 'doc', docId)).length > 0) return
  const body = await takeText(tx, docId)
  if (body) await raiseText(env, tx, docId, 'SY-LEFT', body)
  await tx.remove('docs', docId)
  await tx.remove('bodies', docId)
  await tx.remove('wanted', docId)
  await tx.remove('meta', damagedKey(docId))
  touched.add(docId)
}

/** Stores fetched bodies and moves unsent text onto them. Answers the documents whose body or text changed. Takes the lock. */
export async function takeBodies(env: Env, asked: readonly DocumentId[], answer: BodiesResponse): Promise<DocumentId[]> {
  const { bodies: got, damaged } = answer
  return env.lock(async () => {
    const unsent = await env.store.transact('rw', ['bodies', 'wanted', 'outbox', 'working', 'meta'], async (tx) => {
      const ids = got.map((body) => body.doc)
      const here = await tx.getMany('bodies', ids)
      const saves = (await tx.all('outbox')).filter((row) => row.name === 'SubmitBody' || row.name === 'CreateDraft')
      const saving = new Set(saves.map((row) => row.docId))
      // what this desk's unsent saves will lead to is ahead of the server
      const newer = got.filter(({ doc, version }, i) => version >= (here[i]?.version ?? 0) || !saving.has(doc))
      await tx.putMany(
        'bodies',
        newer.map(({ doc, version, sm3, body }) => ({ docId: doc, version, sm3, body })),
      )
      // what the server did not send may not be read; it is asked for again when the document moves
      await tx.removeMany('wanted', asked)
      for (const { doc, code } of damaged) await tx.put('meta', { key: damagedKey(doc), value: code })
      for (const doc of ids) await tx.remove('meta', damagedKey(doc))
      return (await tx.getMany('working', ids)).flatMap((row) => row?.docId ?? [])
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
