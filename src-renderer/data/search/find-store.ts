import Dexie, { type Table } from 'dexie'
import { createSealer, type CacheKey, type Sealed } from '../sealed/seal.ts'
import type { Head } from './find-index.ts'
import { readSegment, segmentBytes, type Segment } from './segment.ts'

/** A text as it was indexed. */
export type StoredText = { textKey: string; text: string }

/** What changes together. */
export type Change = {
  heads: readonly Head[]
  texts: readonly (StoredText & { docId: string })[]
  /** documents that are gone, with their texts */
  gone: readonly string[]
}

export type FindStore = {
  heads: () => Promise<Head[]>
  segments: () => Promise<{ number: number; segment: Segment }[]>
  texts: (docIds: readonly string[]) => Promise<(StoredText | undefined)[]>
  write: (change: Change) => Promise<void>
  /** Puts a segment in the place of others and answers its number. */
  putSegment: (segment: Segment, instead: readonly number[]) => Promise<number>
  /** bytes of everything, as it lies on disk */
  size: () => Promise<{ heads: number; texts: number; segments: number }>
  wipe: () => Promise<void>
  close: () => void
}

type Row = Sealed & { id: string }
type SegmentRow = Sealed & { id: number }

/** Counts up where what is stored means something else; it is built anew then. */
const version = 1

/**
 * A text as bytes, two a unit: smaller for Chinese than UTF-8, and there as soon as it is opened. Before it stand its key and how long that
 * is.
 */
function bytesOf({ textKey, text }: StoredText): Uint8Array<ArrayBuffer> {
  const all = `${String.fromCharCode(textKey.length)}${textKey}${text}`
  const units = new Uint16Array(all.length)
  for (let i = 0; i < all.length; i++) units[i] = all.charCodeAt(i)
  return new Uint8Array(units.buffer)
}
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })
function textFrom(bytes: Uint8Array): StoredText {
  const all = decoder.decode(bytes)
  const behind = 1 + all.charCodeAt(0)
  return { textKey: all.slice(1, behind), text: all.slice(behind) }
}

/** The index lies beside the cache under the same key: what it holds can be made again at any time. */
export const findDatabase = (cache: string): string => `${cache}-find`

/**
 * The index at rest: every row sealed under the cache's key and bound to its table and key (SE-60); in clear stand ids of
 * documents and numbers of segments. A row that does not open counts as not there: its document is looked into again.
 */
export async function openFindStore(cache: string, key: CacheKey): Promise<FindStore> {
  const sealer = createSealer(key.bytes)
  const db = new Dexie(findDatabase(cache), { cache: 'disabled' })
  db.version(version).stores({ heads: 'id', texts: 'id', segments: '++id' })
  await db.open().catch(async () => {
    await Dexie.delete(db.name)
    await db.open()
  })
  const heads: Table<Row, string> = db.table('heads')
  const texts: Table<Row, string> = db.table('texts')
  const segments: Table<SegmentRow, number> = db.table('segments')
  const bound = (table: string, id: string): string => JSON.stringify(['find', version, table, id])

  /** what a segment is bound to cannot be its number, which the database gives */
  const segmentBound = bound('segments', '')

  return {
    heads: async () => {
      const rows = await heads.toArray()
      const opened = await sealer.openMany(rows.map((row) => ({ bound: bound('heads', row.id), sealed: row })))
      return opened.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as Head]))
    },
    segments: async () => {
      const rows = await segments.toArray()
      const found = await Promise.all(
        rows.map(async (row) => {
          const bytes = await sealer.openBytes(segmentBound, row)
          const segment = bytes && readSegment(bytes)
          return segment ? [{ number: row.id, segment }] : []
        }),
      )
      return found.flat()
    },
    texts: async (docIds) => {
      const rows = await texts.bulkGet([...docIds])
      return Promise.all(
        rows.map(async (row) => {
          const bytes = row && (await sealer.openBytes(bound('texts', row.id), row))
          return bytes && textFrom(bytes)
        }),
      )
    },
    write: async (change) => {
      const sealed = await sealer.sealMany(
        change.heads.map((head) => ({ bound: bound('heads', head.one.id), text: JSON.stringify(head) })),
      )
      const headRows = sealed.flatMap((one, i) => {
        const head = change.heads[i]
        return head ? [{ id: head.one.id as string, ...one }] : []
      })
      const textRows = await Promise.all(
        change.texts.map(async ({ docId: id, ...text }) => ({
          id,
          ...(await sealer.sealBytes(bound('texts', id), bytesOf(text))),
        })),
      )
      await db.transaction('rw', heads, texts, async () => {
        await heads.bulkPut(headRows)
        await texts.bulkPut(textRows)
        await heads.bulkDelete([...change.gone])
        await texts.bulkDelete([...change.gone])
      })
    },
    putSegment: async (segment, instead) => {
      const row = await sealer.sealBytes(segmentBound, segmentBytes(segment))
      return db.transaction('rw', segments, async () => {
        await segments.bulkDelete([...instead])
        return segments.add(row as SegmentRow)
      })
    },
    size: async () => {
      const bytes = (rows: readonly Sealed[]): number => rows.reduce((sum, { ct }) => sum + ct.length, 0)
      return {
        heads: bytes(await heads.toArray()),
        texts: bytes(await texts.toArray()),
        segments: bytes(await segments.toArray()),
      }
    },
    wipe: async () => {
      await db.transaction('rw', heads, texts, segments, async () => {
        for (const table of [heads, texts, segments]) await table.clear()
      })
    },
    close: () => {
      db.close()
      sealer.forget()
    },
  }
}
