import { useEffect, useState } from 'react'
import type { FileWhere } from '../../src-shared/ipc/contract.ts'
import type { Attachment } from '../../src-shared/workflow/document-state.ts'
import { call } from '../desk.ts'
import { useArrived } from './transfers.ts'

/** Where each attachment is, by its SM3; asked anew when one comes or goes, or has arrived. Empty until main has answered. */
export function useWhere(attachments: readonly Attachment[]): ReadonlyMap<string, FileWhere> {
  const arrived = useArrived()
  const [found, setFound] = useState<ReadonlyMap<string, FileWhere>>(new Map())
  const key = attachments.map((one) => one.sm3).join()
  useEffect(() => {
    const sm3s = key === '' ? [] : key.split(',')
    if (sm3s.length === 0) return undefined
    let isGone = false
    call('file.where', { sm3s }).then(
      (all) => isGone || setFound(new Map(sm3s.flatMap((sm3, i) => (all[i] ? [[sm3, all[i]]] : [])))),
      // a hint only: without it the rail shows what it always can
      () => undefined,
    )
    return () => void (isGone = true)
  }, [key, arrived])
  return found
}
