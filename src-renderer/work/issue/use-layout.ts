import { useEffect, useRef, useState } from 'react'
import { v4 } from 'uuid'
import type { EventPayload } from '../../../src-shared/ipc/contract.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { LayoutPair } from '../../../src-shared/workflow/issue/layout.ts'
import type { DeskData } from '../../data/api.ts'
import { call, codeOf, on } from '../../desk.ts'
import { boundRequest, cleanText, paperSealsOf, type SealedBy } from './bound-text.ts'

export type LayoutWork = {
  /** how far the layout is; null: none is made */
  at: EventPayload<'paper.progress'>['step'] | null
  /** why the last one was not made */
  code: string | null
  /**
   * Makes 版式文件 of the 清稿; undefined where it was not made: `code` says why, null where it was called off.
   */
  make: (by: SealedBy) => Promise<LayoutPair | undefined>
  cancel: () => void
}

/** 版式文件 of a signed document (WF-42): made by the hidden page and handed to the server before the command names it. */
export function useLayout(data: DeskData, state: DocumentState): LayoutWork {
  const [at, setAt] = useState<LayoutWork['at']>(null)
  const [code, setCode] = useState<string | null>(null)
  const job = useRef<string | null>(null)
  useEffect(() => on('paper.progress', ({ jobId, step }) => jobId === job.current && setAt(step)), [])
  const cancel = (): void => {
    if (job.current !== null) void call('paper.cancel', { jobId: job.current }).catch(() => undefined)
  }
  useEffect(() => cancel, [])

  const make: LayoutWork['make'] = async (by) => {
    const { clean } = state
    if (job.current !== null || !clean) return undefined
    const jobId = v4()
    job.current = jobId
    setAt('waiting')
    setCode(null)
    try {
      const request = boundRequest(await cleanText(data, state), state, by)
      const made = await call('paper.layout', { jobId, request, cleanSm3: clean.sm3, seals: paperSealsOf(by) })
      return { cleanSm3: clean.sm3, ...made }
    } catch (error) {
      const told = codeOf(error)
      if (told !== 'PP-CANCELLED') setCode(told)
      return undefined
    } finally {
      job.current = null
      setAt(null)
    }
  }
  return { at, code, make, cancel }
}
