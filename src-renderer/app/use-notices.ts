import { useEffect, useRef } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DocumentRow, Place } from '../data/api.ts'
import { usePlace, usePlaceCounts } from '../data/queries.ts'
import { call, on } from '../desk.ts'

/** What of a list of 待办 was not in it before. Pure. */
export const arrivedIn = (rows: readonly DocumentRow[], known: ReadonlySet<DocumentId>): readonly DocumentRow[] =>
  rows.filter((row) => !known.has(row.id) && !row.opened)

/**
 * Tells main what waits, for tray, title and notices (UI-66): the counts are those of the lists themselves, and what came is
 * told once, all that came together as one. What was there when the desk was opened is not new.
 */
export function useNotices(now: number, go: (place: Place) => void): void {
  const rows = usePlace('todo')
  const attention = usePlaceCounts()?.attention
  const known = useRef<ReadonlySet<DocumentId> | undefined>(undefined)
  const said = useRef('')
  useEffect(() => on('shell.todo', () => go('todo')), [go])
  useEffect(() => {
    if (!rows || attention === undefined) return
    const came = known.current ? arrivedIn(rows, known.current) : []
    // what was done and comes back a second time is new again
    known.current = new Set(rows.map((row) => row.id))
    const overdue = rows.filter((row) => row.dueAt !== null && row.dueAt < now).length
    const urgent = came.filter((row) => row.urgency !== '').length
    const counts = { todo: rows.length, overdue, attention, arrived: came.length, urgent }
    const words = JSON.stringify(counts)
    if (words === said.current) return
    said.current = JSON.stringify({ ...counts, arrived: 0, urgent: 0 })
    // tray and notices are a comfort: the list has it all
    call('shell.counts', counts).catch(() => undefined)
  }, [rows, attention, now])
}
