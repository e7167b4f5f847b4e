import { useEffect } from 'react'
import { forgetTransfers } from '../attachments/transfers.ts'
import { filesNeeded, usePlace, useSyncStatus } from '../data/queries.ts'
import { call } from '../desk.ts'

/** Quick typing and a pull change the lists many times a second. */
const calmMs = 3000

/** Tells main which files the person's own 待办 and drafts need: they stay on this desk and are fetched ahead (SY-155, SY-157). */
export function usePinning(): void {
  const todo = usePlace('todo')
  const drafts = usePlace('drafts')
  // files come after lists and texts
  const isFetching = useSyncStatus().progress !== null
  const rows = isFetching ? undefined : todo && drafts && [...todo, ...drafts]
  const key = rows?.map((row) => `${row.id} ${row.updatedAt} ${row.attachmentCount}`).join()
  useEffect(() => {
    if (key === undefined || rows === undefined) return undefined
    const ids = rows.map((row) => row.id)
    const timer = setTimeout(() => {
      filesNeeded(ids)
        .then((sm3s) => call('file.pin', { sm3s }))
        // asked again with the next change of the lists; until then nothing more goes than before
        .catch(() => undefined)
    }, calmMs)
    return () => clearTimeout(timer)
    // `rows` is another array each time; `key` says when they changed
  }, [key])
  useEffect(() => forgetTransfers, [])
}
