import type Dexie from 'dexie'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { Store } from '../../../src-shared/sync/store-port.ts'
import { jsonOf, readText } from '../../../src-shared/sync/text.ts'
import type { ListRow } from '../../../src-shared/sync/rows.ts'
import { headingInitials, type InitialsOf } from '../../../src-shared/search/match.ts'
import { searchableOf, searchText } from '../../../src-shared/search/searchable.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { sm3 } from '../sm3.ts'
import type { Head } from './find-index.ts'
import type { Entry, FindKeeper } from './find-keeper.ts'

/** So many documents are looked into between two pauses. */
const slice = 24
/** So many list rows are compared at once when the desk opens. */
const rowsAtOnce = 400

/** How far the index is: documents in it, and documents on this desk. `ready`: all that lay here at the start are in it. */
export type FindState = { ready: boolean; done: number; total: number }

export type FeedPorts = {
  db: Dexie
  store: Store
  keeper: FindKeeper
  userId: string
  initials: () => Promise<InitialsOf>
  /** a pause between two pieces of work: whoever types or asks comes first */
  pause: () => Promise<void>
  onState: (state: FindState) => void
  onError: (error: unknown) => void
}

type Here = { row: ListRow; doc: DocumentState; isWorking: boolean }
const namesOf = ({ textKey, wants, rowKey }: Head): Omit<Head, 'one' | 'initials'> => ({ textKey, wants, rowKey })

/** What a list row says of its document, as far as search is concerned. */
const rowKeyOf = (row: ListRow): string =>
  [row.updatedAt, row.state, row.unsent, row.places.join(','), row.docType, row.title].join('|')

/** Names what beside the body is part of a text that is looked through. */
function besideBody(doc: DocumentState): string {
  const beside = searchText(doc, undefined)
  return beside === '' ? '/' : `/${sm3(beside).slice(0, 12)}`
}

/** Brings the index up to the cache and keeps it there, piece by piece (FD-05, FD-06). */
export function createFeed(ports: FeedPorts) {
  const { db, store, keeper, userId, pause, onState, onError } = ports
  const { index } = keeper
  const due = new Set<DocumentId>()
  let stopped = false
  let running: Promise<void> | undefined
  let ready = false
  const tell = (): void => onState({ ready, done: index.size(), total: Math.max(index.size(), index.size() + unknown()) })
  const unknown = (): number => [...due].filter((id) => !index.head(id)).length

  /** The heading and, where it is another one than is indexed, the text of each document; those without a row are gone. */
  const lookInto = async (ids: readonly DocumentId[]): Promise<{ entries: Entry[]; gone: DocumentId[] }> => {
    const initialsOf = await ports.initials()
    const found = await store.transact('r', ['rows', 'overlay', 'docs', 'working'], async (tx) => ({
      rows: await tx.getMany('rows', ids),
      overlay: await tx.getMany('overlay', ids),
      docs: await tx.getMany('docs', ids),
      working: await tx.getMany('working', ids),
    }))
    const here = ids.flatMap((_id, i) => {
      const row = found.rows[i]
      const doc = found.overlay[i]?.data ?? found.docs[i]?.data
      return row && doc ? [{ row, doc, isWorking: found.working[i] !== undefined }] : []
    })
    const texts = await textsOf(here)
    const entries = here.flatMap(({ row, doc }, i): Entry[] => {
      // the row knows what is typed and not sent yet
      const one = { ...searchableOf(doc, userId), title: row.title, docType: row.docType }
      const { textKey, text } = texts[i] ?? { textKey: '' }
      const before = index.head(doc.id)
      const known = { textKey, wants: doc.bodySm3, rowKey: rowKeyOf(row) }
      if (before && JSON.stringify({ ...known, one }) === JSON.stringify({ ...namesOf(before), one: before.one })) return []
      return [{ head: { ...known, one, initials: headingInitials(one, initialsOf) }, text }]
    })
    const present = new Set(here.map(({ doc }) => doc.id))
    return { entries, gone: ids.filter((id) => !present.has(id)) }
  }

  /** The texts of documents as they are to be indexed; without `text` where that has not changed. */
  const textsOf = async (here: readonly Here[]): Promise<{ textKey: string; text?: string }[]> => {
    const kept = here.map(({ doc, isWorking }) => {
      const textKey = index.head(doc.id)?.textKey
      return !isWorking && textKey === doc.bodySm3 + besideBody(doc) ? textKey : undefined
    })
    const unsent = await Promise.all(
      here.map(({ doc, isWorking }) =>
        isWorking ? store.transact('r', ['working', 'texts', 'typed'], (tx) => readText(tx, doc.id)) : Promise.resolve(undefined),
      ),
    )
    const asked = here.flatMap(({ doc }, i) => (kept[i] === undefined && !unsent[i] ? [doc.id] : []))
    const bodies = await store.transact('r', ['bodies'], (tx) => tx.getMany('bodies', asked))
    const bodyOf = new Map(asked.map((id, i) => [id, bodies[i]]))
    return here.map(({ doc }, i) => {
      if (kept[i] !== undefined) return { textKey: kept[i] }
      const typed = unsent[i]
      const body = bodyOf.get(doc.id)
      const text = searchText(doc, typed ? jsonOf(typed.text) : body?.body)
      const textKey = text === '' ? '' : `${typed ? `w${typed.stamp}` : (body?.sm3 ?? '-')}${besideBody(doc)}`
      return textKey === index.head(doc.id)?.textKey ? { textKey } : { textKey, text }
    })
  }

  /** Piece by piece; one that fails is tried again with its next change, or when the desk is opened again. */
  const work = async (): Promise<void> => {
    while (due.size > 0 && !stopped) {
      await pause()
      if (stopped) return
      const ids = [...due].slice(0, slice)
      for (const id of ids) due.delete(id)
      try {
        const { entries, gone } = await lookInto(ids)
        if (entries.length > 0 || gone.length > 0) await keeper.take(entries, gone)
      } catch (error) {
        if (stopped) return
        onError(error)
      }
      tell()
    }
  }
  const rouse = (): void => {
    if (stopped || !ready) return
    running ??= work().finally(() => {
      running = undefined
    })
  }

  /** Which documents moved while nobody looked: those whose row says something else, or whose text was still to come. */
  const compare = async (): Promise<void> => {
    const ids = (await db.table('rows').toCollection().primaryKeys()) as DocumentId[]
    const here = new Set<string>(ids)
    for (const id of index.ids()) if (!here.has(id)) due.add(id as DocumentId)
    for (const id of ids) if (!index.head(id)) due.add(id)
    const known = ids.filter((id) => index.head(id))
    for (let from = 0; from < known.length && !stopped; from += rowsAtOnce) {
      await pause()
      const some = known.slice(from, from + rowsAtOnce)
      const rows = await store.transact('r', ['rows'], (tx) => tx.getMany('rows', some))
      for (const [i, id] of some.entries()) {
        const row = rows[i]
        const head = index.head(id)
        if (!row || !head || head.rowKey !== rowKeyOf(row) || !head.textKey.startsWith(head.wants)) due.add(id)
      }
    }
  }

  return {
    /**
     * Reads what is at rest, or begins anew where that fails, then looks for what moved meanwhile. Resolves when everything on
     * this desk is in the index.
     */
    start: async (): Promise<void> => {
      await keeper.load().catch(async (error: unknown) => {
        onError(error)
        await keeper.begin()
      })
      tell()
      await compare().catch((error: unknown) => {
        if (!stopped) throw error
      })
      await work()
      ready = !stopped
      tell()
      rouse()
    },
    /** these documents moved, came or left */
    note: (docIds: readonly DocumentId[]): void => {
      for (const id of docIds) due.add(id)
      rouse()
    },
    /** What is under way ends by itself; what it cannot write any more can be made again. */
    stop: (): void => {
      stopped = true
    },
  }
}
