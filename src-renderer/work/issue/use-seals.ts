import { useEffect, useState } from 'react'
import type { OfferedSeal } from '../../../src-shared/sync/seal-messages.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { call, codeOf } from '../../desk.ts'

export type OfferedSeals = {
  /** undefined while they are asked for, none where they cannot be had */
  seals: readonly OfferedSeal[] | undefined
  /** those the organs along gave for a 联合行文 */
  along: readonly OfferedSeal[]
  /** why they cannot be had */
  code: string | null
}

/** The seals the person may press here. */
export function useSeals(docId: DocumentState['id']): OfferedSeals {
  const [offered, setOffered] = useState<OfferedSeals>({ seals: undefined, along: [], code: null })
  useEffect(() => {
    let gone = false
    call('paper.seals', { docId }).then(
      (answer) => {
        if (!gone) setOffered({ seals: answer?.seals ?? [], along: answer?.along ?? [], code: null })
      },
      (error: unknown) => {
        if (!gone) setOffered({ seals: undefined, along: [], code: codeOf(error) })
      },
    )
    return () => {
      gone = true
    }
  }, [docId])
  return offered
}
