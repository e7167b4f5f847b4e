import { useCallback, useEffect, useState } from 'react'
import type { OrganisationResponse } from '../../src-shared/organisation/messages.ts'
import { call, codeOf } from '../desk.ts'

export type Loaded = {
  /** undefined until the first answer */
  organisation: OrganisationResponse | undefined
  /** why the newest question was not answered; what was there before stays */
  code: string | null
  reload: () => void
}

/** The organisation as the server has it; nothing of it is kept on the desk. */
export function useOrganisation(): Loaded {
  const [organisation, setOrganisation] = useState<OrganisationResponse>()
  const [code, setCode] = useState<string | null>(null)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let gone = false
    call('admin.look', undefined).then(
      (answer) => {
        if (gone) return
        setOrganisation(answer)
        setCode(null)
      },
      (error: unknown) => {
        if (!gone) setCode(codeOf(error))
      },
    )
    return () => {
      gone = true
    }
  }, [asked])
  const reload = useCallback(() => setAsked((n) => n + 1), [])
  return { organisation, code, reload }
}
