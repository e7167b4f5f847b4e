import { useEffect, useState } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskData, OpenBody } from '../data/api.ts'
import { written } from './autosave.ts'

/** The body of a document: still being read, not on this desk, or here. */
export type BodyHere = { kind: 'reading' } | { kind: 'missing' } | { kind: 'here'; body: OpenBody }

/** Opens a body. `arrived` changes when the server's version moved, so a missing body is asked for again. */
export function useOpenBody(data: DeskData, docId: DocumentId, arrived: number): BodyHere {
  const [found, setFound] = useState<{ docId: DocumentId; body: OpenBody | null } | undefined>()
  const missing = found?.docId === docId && found.body === null
  const asked = missing ? arrived : 0
  useEffect(() => {
    let gone = false
    const put = (body: OpenBody | undefined): void => {
      if (!gone) setFound({ docId, body: body ?? null })
    }
    written(docId)
      .then(() => data.openBody(docId))
      .then(put, () => put(undefined))
    return () => {
      gone = true
    }
    // asked again only where it was missing: an open body is moved by onBodyMoved
  }, [data, docId, asked])
  if (found?.docId !== docId) return { kind: 'reading' }
  return found.body ? { kind: 'here', body: found.body } : { kind: 'missing' }
}
