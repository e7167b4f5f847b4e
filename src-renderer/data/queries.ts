import type Dexie from 'dexie'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { BodyJson } from '../../src-shared/document/body-json.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { AttentionRow, OverlayRow, Tables } from '../../src-shared/sync/store-port.ts'
import type { CommandName } from '../../src-shared/workflow/commands.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { places, type AttentionItem, type DocumentRow, type OutboxItem, type Place, type SyncStatus } from './api.ts'
import { packedRow } from './packed-rows.ts'
import { filesOf } from './pinned-files.ts'
import { attentionOf, unsentOf } from './unsent.ts'
import { idleStatus, type StatusStore } from './status-store.ts'
import { watchCache } from './watch-cache.ts'

/*
 * The only place where components read the cache. Every hook answers undefined until its first result is there. They
 * read the desk opened last; there is one per window.
 */

type Active = { db: Dexie; opened: () => Promise<void>; status: StatusStore }
let active: Active | undefined
const watchers = new Set<() => void>()

/** Tells the hooks which desk is open; `openDeskData` alone calls it. */
export function setActiveDesk(next: Active | undefined): void {
  active = next
  for (const watcher of watchers) watcher()
}

const watchActive = (listener: () => void): (() => void) => {
  watchers.add(listener)
  return () => void watchers.delete(listener)
}

/** A live query of the open desk; `key` names what it depends on beside the data. */
function useQuery<T>(key: string, ask: (db: Dexie) => Promise<T>): T | undefined {
  const desk = useSyncExternalStore(watchActive, () => active)
  const [found, setFound] = useState<{ key: string; desk: Active; value: T } | undefined>()
  useEffect(() => {
    if (!desk) return undefined
    return watchCache(
      desk.db,
      () => ask(desk.db),
      (value) => setFound({ key, desk, value }),
      desk.opened,
    )
    // `ask` is a fresh closure at every call; `key` says when it means something else
  }, [desk, key])
  return found && found.key === key && found.desk === desk ? found.value : undefined
}

/** Rows of a place: to-dos by due time, all others newest first. */
export function usePlace(place: Place): DocumentRow[] | undefined {
  return useQuery(`place ${place}`, async (db) => {
    const rows = await db.table<Tables['rows']>('rows').where('places').equals(place).toArray()
    return rows.map(({ places: _places, ...row }) => row).toSorted(place === 'todo' ? byDue : byUpdate)
  })
}

const byUpdate = (a: DocumentRow, b: DocumentRow): number => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1)
const byDue = (a: DocumentRow, b: DocumentRow): number =>
  (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : 1)

/** SM3 of the files these documents need, as they lie on this desk; none where no desk is open. */
export const filesNeeded = async (ids: readonly DocumentId[]): Promise<string[]> => (active ? filesOf(active.db, ids) : [])

/** How many there are in each place; outbox counts commands, attention counts items. */
export function usePlaceCounts(): Record<Place, number> | undefined {
  return useQuery('counts', async (db) => {
    const count = async (place: Place): Promise<number> => {
      if (place === 'outbox') {
        const { commands, texts } = await unsentOf(db)
        return commands.length + texts.length
      }
      if (place === 'attention') return (await attentionOf(db)).length
      return db.table('rows').where('places').equals(place).count()
    }
    const numbers = await Promise.all(places.map(count))
    return Object.fromEntries(places.map((place, i) => [place, numbers[i] ?? 0])) as Record<Place, number>
  })
}

/** A document as it stands for this person: the server's word with the unsent commands over it. */
export function useDocument(id: DocumentId): DocumentState | undefined {
  return useQuery(`document ${id}`, (db) => documentIn(db, id))
}

async function documentIn(db: Dexie, id: DocumentId): Promise<DocumentState | undefined> {
  const over = await db.table<OverlayRow>('overlay').get(id)
  return over?.data ?? (await packedRow(db, 'docs', id))?.data
}

/** The same, asked once; undefined also where no desk is open. */
export const documentNow = async (id: DocumentId): Promise<DocumentState | undefined> =>
  active ? documentIn(active.db, id) : undefined

/** 需处理, newest first. */
export function useAttention(): AttentionItem[] | undefined {
  return useQuery('attention', async (db) => {
    const rows = await attentionOf(db)
    return rows.toSorted((a, b) => b.at - a.at).map(attentionItem)
  })
}

/** What was settled in 需处理 in the last 90 days, newest first. */
export function useSettledItems(): AttentionItem[] | undefined {
  return useQuery('settled items', async (db) => {
    const rows = await db.table<AttentionRow>('attention').toArray()
    return rows
      .filter((row) => row.dismissedAt !== null)
      .toSorted((a, b) => (b.dismissedAt ?? 0) - (a.dismissedAt ?? 0))
      .map(attentionItem)
  })
}

/** The newest text of a document that lies on this desk, as the server has it; null where there is none. */
export function useHeadText(id: DocumentId): BodyJson | null | undefined {
  return useQuery(`head ${id}`, async (db) => (await packedRow(db, 'bodies', id))?.body ?? null)
}

function attentionItem(row: AttentionRow): AttentionItem {
  return {
    id: row.id,
    docId: row.docId,
    title: row.title,
    code: row.code,
    article: row.article ?? undefined,
    detail: row.detail ?? undefined,
    commandName: row.commandName as CommandName,
    args: row.args,
    cmdId: row.cmdId,
    body: row.body ?? undefined,
    parkedBy: row.parkedBy ?? undefined,
    authoredAt: row.authoredAt,
    at: row.at,
    settled: row.dismissedAt === null ? undefined : { at: row.dismissedAt, by: row.settledBy },
  }
}

/** 待上报, in the order of sending. */
export function useOutbox(): OutboxItem[] | undefined {
  return useQuery('outbox', async (db) => {
    const { commands, texts } = await unsentOf(db)
    const rows = await db.table<Tables['rows']>('rows').bulkGet([...commands.map((row) => row.docId), ...texts])
    const sending = commands.map((row, i) => ({
      cmdId: row.cmdId as string,
      docId: row.docId,
      title: rows[i]?.title ?? '',
      commandName: row.name as CommandName,
      authoredAt: row.authoredAt,
      status: row.status,
    }))
    const typed = texts.map((docId, i) => {
      const row = rows[commands.length + i]
      const at = row?.updatedAt ?? 0
      return {
        cmdId: docId,
        docId,
        title: row?.title ?? '',
        commandName: 'SubmitBody' as const,
        authoredAt: at,
        status: 'queued' as const,
      }
    })
    return [...sending, ...typed]
  })
}

/** The county's address book. */
export function useDirectory(): Directory | undefined {
  return useQuery('directory', async (db) => (await db.table<Tables['directory']>('directory').get('directory'))?.data)
}

/** How far the server's clock was ahead of this desk's when they last spoke, ms; 0 before they did (C-15). */
export function useServerAhead(): number {
  return useQuery('ahead', async (db) => ((await db.table<Tables['meta']>('meta').get('clockOffset'))?.value as number) ?? 0) ?? 0
}

/** For the status bar. */
export function useSyncStatus(): SyncStatus {
  return useSyncExternalStore(
    (listener) => {
      const off = watchActive(listener)
      const store = active?.status
      const unsubscribe = store?.subscribe(listener)
      return () => {
        off()
        unsubscribe?.()
      }
    },
    () => active?.status.get() ?? idleStatus,
  )
}
