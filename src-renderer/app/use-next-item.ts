import { App } from 'antd'
import { useEffect, useMemo, useRef, type FocusEvent } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import { handsOn } from '../../src-shared/workflow/commands.ts'
import type { DeskData, DocumentRow, Place } from '../data/api.ts'
import { t } from '../ui/text.ts'
import { placeName } from './place-names.ts'

type Options = {
  data: DeskData
  place: Place
  /** the list of the place; undefined where it has none, or while it is read */
  rows: readonly DocumentRow[] | undefined
  docId: DocumentId | null
  /** a document that stays open although the list does not have it */
  fresh: DocumentId | null
  onFresh: (id: DocumentId) => void
  go: (place: Place, id?: DocumentId) => void
}

/**
 * Which document is open once the one that was has left the list (UI-27): after one's own action the row that moved into
 * its place; what somebody else took away while one writes on it stays open, and that is told. `data` notes own actions,
 * `onFocus` whether one writes, `startOver` begins another list at its top.
 */
export function useNextItem({ data: given, place, rows, docId, fresh, onFresh, go }: Options) {
  const { message } = App.useApp()
  const lastIndex = useRef(0)
  /** whether the keyboard was on the page last; a page that can no longer be written on loses it */
  const writing = useRef(false)
  /** the open document, once this person has handed it on, given it back or ended it */
  const acted = useRef<DocumentId | null>(null)
  const data = useMemo<DeskData>(
    () => ({
      ...given,
      command: (name, args) => {
        if (handsOn(name) || name === 'DiscardDraft') acted.current = args.docId
        return given.command(name, args)
      },
    }),
    [given],
  )
  useEffect(() => {
    acted.current = null
  }, [docId])
  useEffect(() => {
    if (!rows) return
    const at = rows.findIndex((row) => row.id === docId)
    if (at >= 0) lastIndex.current = at
    else if (docId !== null && docId !== fresh && docId !== acted.current && writing.current) {
      onFresh(docId)
      void message.info(t.leftThePlace(placeName(place)), 6)
    } else if (docId !== fresh || docId === null) {
      const next = rows[Math.min(lastIndex.current, rows.length - 1)]
      if (docId === null ? lastIndex.current >= 0 && next : next) go(place, next?.id)
    }
  }, [rows, docId, place, go, fresh, onFresh, message])
  return {
    data,
    onFocus: ({ target }: FocusEvent): void => {
      writing.current = target.closest('.sheet') !== null
    },
    startOver: (): void => {
      lastIndex.current = 0
    },
  }
}
