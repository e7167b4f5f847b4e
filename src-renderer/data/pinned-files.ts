import type Dexie from 'dexie'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { OverlayRow, Tables } from '../../src-shared/sync/store-port.ts'
import { packedRow } from './packed-rows.ts'

/** SM3 of every picture anywhere in a text, in steps or in the arguments of a command, as they are stored. */
export function picturesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(picturesIn)
  const { type, attrs } = value as { type?: unknown; attrs?: { sm3?: unknown } }
  if (type === 'image') return typeof attrs?.sm3 === 'string' ? [attrs.sm3] : []
  return Object.values(value).flatMap(picturesIn)
}

/** SM3 of every file these documents need to be worked on: attachments, and pictures of their texts, unsent ones too (SY-155). */
export async function filesOf(db: Dexie, ids: readonly DocumentId[]): Promise<string[]> {
  const found = new Set<string>()
  // one after another: nobody waits for this, and many texts at once would keep the page from its work
  for (const id of ids) {
    const [over, doc, head, text, typed, unsent] = await Promise.all([
      db.table<OverlayRow>('overlay').get(id),
      packedRow(db, 'docs', id),
      packedRow(db, 'bodies', id),
      db.table<Tables['texts']>('texts').get(id),
      db.table<Tables['typed']>('typed').where('docId').equals(id).toArray(),
      db.table<Tables['outbox']>('outbox').where('docId').equals(id).toArray(),
    ])
    for (const { sm3 } of (over?.data ?? doc?.data)?.attachments ?? []) found.add(sm3)
    const texts = [head?.body, text?.body, typed.map((row) => row.steps), unsent.map((row) => row.args)]
    for (const sm3 of picturesIn(texts)) found.add(sm3)
  }
  return [...found].toSorted()
}
