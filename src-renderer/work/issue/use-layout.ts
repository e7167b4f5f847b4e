import { useEffect, useRef, useState } from 'react'
import { v4 } from 'uuid'
import type { EventPayload } from '../../../src-shared/ipc/contract.ts'
import type { OfferedSeal } from '../../../src-shared/sync/seal-messages.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { LayoutPair } from '../../../src-shared/workflow/issue/layout.ts'
import type { DeskData } from '../../data/api.ts'
import { textOf, textRequest } from '../../data/paper-request.ts'
import { call, codeOf, on } from '../../desk.ts'

export type LayoutWork = {
  /** how far the layout is; null: none is made */
  at: EventPayload<'paper.progress'>['step'] | null
  /** why the last one was not made */
  code: string | null
  /**
   * Makes 版式文件 of the 清稿 with a seal, with room for one pressed on paper, or with none; undefined where it was not made: `code`
   * says why, null where it was called off.
   */
  make: (seal: OfferedSeal | 'paper' | 'none') => Promise<LayoutPair | undefined>
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

  const make: LayoutWork['make'] = async (seal) => {
    const { clean } = state
    if (job.current !== null || !clean) return undefined
    const jobId = v4()
    job.current = jobId
    setAt('waiting')
    setCode(null)
    try {
      const body = await data.openBody(state.id)
      if (body?.baseVersion !== clean.version) {
        setCode('PP-BODY-OLD')
        return undefined
      }
      const text = textOf(body.base, body.baseVersion, data.sm3Of)
      const looks = { copy: 'clean' as const, preprinted: false, watermark: null, inks: false }
      const request = textRequest(text, looks, state, new Map())
      const stamp = typeof seal === 'string' ? null : { sm3: seal.imageSm3, width: seal.width, height: seal.height }
      const facts = seal === 'none' ? { ...request.facts, sealing: 'none' as const } : request.facts
      const made = await call('paper.layout', { jobId, request: { ...request, facts }, cleanSm3: clean.sm3, seal: stamp })
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
