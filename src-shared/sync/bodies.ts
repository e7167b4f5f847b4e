import { readBodyJson } from '../document/read-body.ts'
import type { DocumentId } from '../ids.ts'
import { advance } from './advance.ts'
import { damagedKey, getMeta, putMeta, type Env } from './env.ts'
import type { BodiesResponse } from './protocol.ts'
import type { BodyRow, TableName, Tables, Tx } from './store-port.ts'
import { settleNow } from './text.ts'

/** Texts are fetched in this order: own to-dos and drafts, what moved of late, the rest (SY-66). */
export const ranks = { own: 0, recent: 1, rest: 2 } as const
const all = [ranks.own, ranks.recent, ranks.rest]

/** Rows of `wanted` that are looked at first. */
const fewRows = 4

/** Texts to ask for in one request, and the rows of `wanted` they stand in. */
export type Wanted = { ids: readonly string[]; rank: number; docs: readonly DocumentId[] }

/**
 * The next texts to fetch, at most `limit`, those of the first ranks first; `without` rows that are being fetched already.
 * Undefined where there are none.
 */
export function nextWanted(
  env: Pick<Env, 'store'>,
  limit: number,
  lowest: number = ranks.rest,
  without: ReadonlySet<string> = new Set(),
): Promise<Wanted | undefined> {
  return env.store.transact('r', ['wanted'], async (tx) => {
    const ids: string[] = []
    const docs: DocumentId[] = []
    let first: number | undefined
    /** Takes rows in until a request is full; answers whether it is. */
    const take = (rows: readonly Tables['wanted'][], rank: number): boolean => {
      for (const row of rows) {
        if (without.has(row.id) || ids.includes(row.id)) continue
        if (docs.length > 0 && docs.length + row.docs.length > limit) return true
        ids.push(row.id)
        docs.push(...row.docs)
        first ??= rank
      }
      return docs.length >= limit
    }
    for (const rank of all.filter((one) => one <= lowest)) {
      // the first few rows are mostly enough; of documents that came one by one there may be many
      const few = await tx.where('wanted', 'rank', rank, fewRows + without.size)
      if (take(few, rank)) break
      if (few.length < fewRows + without.size) continue
      if (take(await tx.where('wanted', 'rank', rank, limit + without.size), rank)) break
    }
    return first === undefined ? undefined : { ids, rank: first, docs }
  })
}

/** How many texts are still to come. */
export const wantedLeft = (env: Pick<Env, 'store'>): Promise<number> =>
  env.store.transact('r', ['wanted'], async (tx) => (await tx.all('wanted')).reduce((sum, row) => sum + row.docs.length, 0))

/** Rows of `wanted` for these documents, each with no more than one request may ask for. */
export function wantedRows(
  env: Pick<Env, 'newId'>,
  docs: readonly DocumentId[],
  rank: number,
  atOnce: number,
): Tables['wanted'][] {
  const rows: Tables['wanted'][] = []
  for (let from = 0; from < docs.length; from += atOnce)
    rows.push({ id: env.newId(), rank, docs: docs.slice(from, from + atOnce) })
  return rows
}

/** So many texts at once are a first sync, or nearly one. */
const many = 50

const plainTables: readonly TableName[] = ['bodies', 'wanted']
const bodyTables: readonly TableName[] = [...plainTables, 'outbox', 'working', 'meta']

/** What the person has in hand: documents with unsent saves, with unsent text, and those whose text could not be had. */
type InHand = { saving: ReadonlySet<DocumentId>; working: ReadonlySet<DocumentId>; recovering: boolean; damaged: DocumentId[] }

async function readInHand(tx: Tx): Promise<InHand> {
  const saves = (await tx.all('outbox')).filter((row) => row.name === 'SubmitBody' || row.name === 'CreateDraft')
  return {
    saving: new Set(saves.map((row) => row.docId)),
    working: new Set((await tx.all('working')).map((row) => row.docId)),
    recovering: (await getMeta(tx, 'server'))?.recovering === true,
    damaged: (await getMeta(tx, 'damaged')) ?? [],
  }
}

/**
 * Stores fetched bodies and moves unsent text onto them. What does not touch unsent work is written by itself and need not
 * reach the disk at once: it is fetched again (SY-170). `onMoved` hears of the documents whose body or text changed, also
 * where the disk gives up behind the write that stored them: an open editor would never learn of it. Takes the lock.
 */
export async function takeBodies(
  env: Env,
  wanted: Wanted,
  answer: BodiesResponse,
  onMoved: (docIds: readonly DocumentId[]) => void,
): Promise<void> {
  const rows = answer.bodies.map(({ doc, version, sm3, body }): BodyRow => ({ docId: doc, version, sm3, body }))
  await env.store.prepare?.('bodies', rows, wanted.docs.length >= many)
  const come = [...rows.map((row) => row.docId), ...answer.damaged.map(({ doc }) => doc)]
  const take = async (): Promise<void> => {
    const mine = await env.store.transact('r', ['outbox', 'working', 'meta'], readInHand)
    const isMine = ({ docId }: BodyRow): boolean =>
      mine.saving.has(docId) || mine.working.has(docId) || mine.damaged.includes(docId)
    const touched = rows.filter(isMine)
    const isPlain = touched.length === 0 && answer.damaged.length === 0
    await env.store.transact('rw', isPlain ? plainTables : bodyTables, async (tx) => {
      await tx.putMany('bodies', isPlain ? rows : await notBehind(tx, rows, mine))
      // what the server did not send may not be read; it is asked for again when the document moves
      await tx.removeMany('wanted', wanted.ids)
      if (answer.rest.length > 0) await tx.put('wanted', { id: env.newId(), rank: wanted.rank, docs: answer.rest })
      if (!isPlain) await noteDamage(tx, answer, mine.damaged)
    })
    if (isPlain) return
    for (const { docId, body } of rows) {
      // a body this version cannot read stops only its own document: the text waits as it is (RV-52)
      if (mine.working.has(docId) && readBodyJson(body).faults.length === 0) await advance(env, docId)
    }
    await settleNow(env)
  }
  await env.lock(take).finally(() => onMoved(come))
}

/** What this desk's unsent saves will lead to is ahead of the server; so is, until all are back, what text here rests on. */
async function notBehind(tx: Tx, rows: readonly BodyRow[], { saving, working, recovering }: InHand): Promise<BodyRow[]> {
  const isAhead = ({ docId }: BodyRow): boolean => saving.has(docId) || (recovering && working.has(docId))
  const ahead = rows.filter(isAhead)
  const here = await tx.getMany(
    'bodies',
    ahead.map((row) => row.docId),
  )
  const versions = new Map(here.flatMap((row) => (row ? [[row.docId, row.version] as const] : [])))
  return rows.filter((row) => !isAhead(row) || row.version >= (versions.get(row.docId) ?? 0))
}

/** Why a text cannot be had is kept until it came (RV-50). */
async function noteDamage(tx: Tx, { bodies, damaged }: BodiesResponse, before: readonly DocumentId[]): Promise<void> {
  for (const { doc, code } of damaged) await tx.put('meta', { key: damagedKey(doc), value: code })
  const whole = new Set(bodies.map((body) => body.doc))
  await tx.removeMany('meta', before.filter((doc) => whole.has(doc)).map(damagedKey))
  await putMeta(tx, 'damaged', [...new Set([...before.filter((doc) => !whole.has(doc)), ...damaged.map(({ doc }) => doc)])])
}
