import type { DocumentId } from '../ids.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { ranks, wantedRows } from './bodies.ts'
import { entryHash } from './digest.ts'
import type { Env } from './env.ts'
import { limits, type PullResponse } from './protocol.ts'
import { listRow, placesOf, type ListRow } from './rows.ts'
import type { DocRow, Tables, Tx } from './store-port.ts'

/**
 * What the pages of one pull brought so far, the one being stored among them: a document in several scopes comes once for each, and is stored and its text
 * fetched once. `noTexts`: there was no text on this desk when the pull began; `isFirst`: nor any document.
 */
export type Taken = {
  docs: Map<DocumentId, { rev: number; sm3: string }>
  /** documents in scopes, with the revision that was told */
  held: Map<string, number>
  noTexts: boolean
  isFirst: boolean
}
export const noneTaken = (noTexts = false, isFirst = false): Taken => ({ docs: new Map(), held: new Map(), noTexts, isFirst })

/** A document in a scope. */
const heldKey = (scope: string, doc: DocumentId): string => `${scope}\u0000${doc}`

/** The rows a page leads to, made before its transaction. */
export type Made = {
  /** every entry with a document, in the order of the page */
  came: readonly { id: DocumentId; scope: string; data: DocumentState }[]
  /** documents that no earlier page of this pull brought */
  docs: readonly DocRow[]
  /** documents that moved since an earlier page brought them */
  changed: readonly DocRow[]
  held: readonly Tables['docScope'][]
  /** what an earlier page put into the same scope and has moved since */
  again: readonly Tables['docScope'][]
  /** list rows of `docs` and `changed` as they are where nothing of the person's lies over the server's word */
  lists: readonly ListRow[]
  /** documents whose text no earlier page asked for */
  texts: readonly DocumentState[]
  noTexts: boolean
}

/**
 * Makes a page's rows, and seals them where rows are sealed; notes in `taken` what it brings. Pages of one pull are made in
 * their order, the next while one is stored.
 */
export async function madeOf(env: Env, page: PullResponse, taken: Taken): Promise<Made> {
  const came = page.docs.flatMap(({ id, scope, op, data }) => (op === 'U' && data ? [{ id, scope, data }] : []))
  const once = [...new Map(came.map(({ id, data }) => [id, { id, data }])).values()]
  const docs = once.filter(({ id }) => !taken.docs.has(id))
  const changed = once.filter(({ id, data }) => taken.docs.has(id) && taken.docs.get(id)?.rev !== data.rev)
  const lists = [...docs, ...changed].map(({ data }) => listRow(data, env.me.userId, 0, false, env.dueAt))
  const row = ({ id, scope, data }: Made['came'][number]) => ({ scope, doc: id, stale: false, h: entryHash(id, data.rev) })
  const held = came.filter(({ id, scope }) => !taken.held.has(heldKey(scope, id))).map(row)
  const isReset = Object.values(page.scopes).some((scope) => scope.reset)
  const again = came
    .filter(({ id, scope, data }) => {
      const rev = taken.held.get(heldKey(scope, id))
      return rev !== undefined && (isReset || rev !== data.rev)
    })
    .map(row)
  const texts = once.flatMap(({ id, data }) => (taken.docs.get(id)?.sm3 === data.bodySm3 ? [] : [data]))
  // before anything is awaited: the next page is made by what this one brought
  for (const { id, scope, data } of came) {
    taken.docs.set(id, { rev: data.rev, sm3: data.bodySm3 })
    taken.held.set(heldKey(scope, id), data.rev)
  }
  const { store } = env
  await store.prepare?.('docs', docs, taken.isFirst)
  await store.prepare?.('docs', changed)
  await store.prepare?.('docScope', held, taken.isFirst)
  await store.prepare?.('rows', lists)
  return { came, docs, changed, held, again, lists, texts, noTexts: taken.noTexts }
}

const DAY = 86_400_000
/** What moved in so many days is read before what lies longer. */
const recentDays = 30

function rankOf(doc: DocumentState, { me, now }: Pick<Env, 'me' | 'now'>): number {
  const places = placesOf(doc, me.userId)
  if (places.includes('todo') || places.includes('drafts')) return ranks.own
  return doc.updatedAt >= now() - recentDays * DAY ? ranks.recent : ranks.rest
}

/** Texts that are not the newest here are fetched (SY-66). Inside the page's transaction. */
export async function wantBodies(env: Env, tx: Tx, { texts, noTexts }: Made): Promise<void> {
  const ids = texts.map((doc) => doc.id)
  const here = noTexts ? [] : await tx.getMany('bodies', ids)
  const wanted = new Map<number, DocumentId[]>()
  for (const [i, doc] of texts.entries()) {
    if (here[i]?.version === doc.bodyVersion && here[i].sm3 === doc.bodySm3) continue
    const rank = rankOf(doc, env)
    wanted.set(rank, [...(wanted.get(rank) ?? []), doc.id])
  }
  const rows = [...wanted].flatMap(([rank, of]) => wantedRows(env, of, rank, limits.bodiesDocs))
  if (rows.length > 0) await tx.putMany('wanted', rows)
}
