import type { PushResponse } from '../../src-shared/sync/protocol.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Place } from './world.ts'

/** A queue that is not a bit shorter after so long, with a line and a session, stands still. */
const STANDS_MS = 20 * 60_000

type Row = Record<string, unknown>

/**
 * Looks at every desk after every step (sync.md §2 B): what a person was shown never goes back, what the server said yes to is
 * never out of sight again (9), and no queue stands still while there is a line (6).
 */
export function watchDesks(places: readonly Place[], now: () => number, fault: (text: string) => void) {
  const shown = new Map<Place, Map<string, { rev: number; epoch: unknown }>>()
  /** applied commands: the revision they made, in which history of the server */
  const revs = new Map<string, { rev: number; epoch: string }>()
  const told = new Set<string>()
  const heads = new Map<Place, { cmdId: unknown; since: number }>()
  const rows = (place: Place, table: 'docs' | 'docScope' | 'history' | 'outbox' | 'meta'): Row[] =>
    [...(place.files.disk.tables.get(table)?.values() ?? [])] as Row[]

  const look = (place: Place, i: number): void => {
    const epoch = rows(place, 'meta').find((row) => row['key'] === 'epoch')?.['value']
    const before = shown.get(place) ?? new Map<string, { rev: number; epoch: unknown }>()
    shown.set(place, before)
    const docs = new Map(rows(place, 'docs').map((row) => [String(row['id']), (row['data'] as DocumentState).rev]))
    // of the earlier history of a restored server, until the new one's is read
    const old = new Set(rows(place, 'docScope').flatMap((row) => (row['stale'] === true ? String(row['doc']) : [])))
    for (const [id, rev] of docs) {
      if (old.has(id)) {
        before.delete(id)
        continue
      }
      const was = before.get(id)
      if (was && was.epoch === epoch && rev < was.rev) fault(`desk ${i}: document ${id} went back from rev ${was.rev} to ${rev}`)
      before.set(id, { rev, epoch })
    }
    for (const row of rows(place, 'history')) {
      const made = revs.get(String(row['cmdId']))
      const rev = docs.get(String(row['docId']))
      // until the base holds it, its effect is shown over the base
      if (old.has(String(row['docId']))) continue
      if (row['open'] === 0 && made && made.epoch === epoch && rev !== undefined && rev < made.rev)
        fault(
          `desk ${i}: ${String(row['name'])} took effect as rev ${made.rev} of ${String(row['docId'])}, yet rev ${rev} is shown`,
        )
    }
  }

  return {
    /** commands a desk heard the server refuse */
    told,
    /** An answer to a push as it reaches a desk. */
    pushed: ({ epoch, results }: PushResponse): void => {
      for (const { id, status } of results) if (status === 'rejected') told.add(id)
      for (const { id, status, rev } of results) if (status === 'applied' && rev !== undefined) revs.set(id, { rev, epoch })
    },
    /** The disk of a desk is another one now. */
    forget: (place: Place): void => {
      shown.delete(place)
      heads.delete(place)
    },
    /** `away`: people who are signed out. */
    step: (away: ReadonlySet<number>): void => {
      places.forEach((place, i) => {
        if (place.desk?.alive()) look(place, i)
        const queue = rows(place, 'outbox').toSorted((a, b) => Number(a['local']) - Number(b['local']))
        // what the server cannot read yet waits for it, and whatever rests on it
        const head = queue.find((row) => row['status'] !== 'deferred' && (row['dependsOn'] as string[]).length === 0)
        if (!head || !place.desk?.alive() || place.line.cut || away.has(i)) return void heads.delete(place)
        const known = heads.get(place)
        if (!known || known.cmdId !== head['cmdId']) return void heads.set(place, { cmdId: head['cmdId'], since: now() })
        if (now() - known.since > STANDS_MS)
          fault(`desk ${i}: ${String(head['name'])} has been first in the queue for ${now() - known.since} ms`)
      })
    },
  }
}
