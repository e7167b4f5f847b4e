import { useEffect, useState } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskData, OpenBody, Unopened } from '../data/api.ts'
import { written } from './autosave.ts'

/** The body of a document: still being read, here, or why it cannot be worked on. */
export type BodyHere = { kind: 'reading' } | { kind: 'here'; body: OpenBody } | Unopened

/** Opens a body. `arrived` changes when the server's version moved, so a missing body is asked for again. */
export function useOpenBody(data: DeskData, docId: DocumentId, arrived: number): BodyHere {
  const [found, setFound] = useState<{ docId: DocumentId; here: BodyHere } | undefined>()
  const missing = found?.docId === docId && found.here.kind !== 'here'
  const asked = missing ? arrived : 0
  useEffect(() => {
    let gone = false
    const open = async (): Promise<BodyHere> => {
      await written(docId)
      const body = await data.openBody(docId).catch(() => undefined)
      return body ? { kind: 'here', body } : data.unopened(docId)
    }
    void open()
      .catch((): BodyHere => ({ kind: 'missing' }))
      .then((here) => {
        if (!gone) setFound({ docId, here })
      })
    return () => {
      gone = true
    }
    // asked again only where it was missing: an open body is moved by onBodyMoved
  }, [data, docId, asked])
  return found?.docId === docId ? found.here : { kind: 'reading' }
}
