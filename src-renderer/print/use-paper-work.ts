import { useEffect, useRef, useState } from 'react'
import { v4 } from 'uuid'
import type { EventPayload } from '../../src-shared/ipc/contract.ts'
import type { AnyPaper, Printer, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { call, codeOf, on } from '../desk.ts'
import { tpr } from '../ui/text-print.ts'

export type PaperWork = {
  /** the job under way; null: none */
  busy: EventPayload<'paper.progress'> | null
  /** what came of the last one: words, or the code of what kept it */
  told: { words: string } | { code: string } | null
  toFile: (kind: 'pdf' | 'ofd', request: AnyPaper) => void
  print: (request: AnyPaper, setup: PrintSetup) => void
  cancel: () => void
}

/** Exporting and printing: one job at a time, with how far it is and the way to stop it (PP-50). */
export function usePaperWork(): PaperWork {
  const [busy, setBusy] = useState<PaperWork['busy']>(null)
  const [told, setTold] = useState<PaperWork['told']>(null)
  const job = useRef<string | null>(null)
  useEffect(() => on('paper.progress', (at) => at.jobId === job.current && setBusy(at)), [])
  const cancel = (): void => {
    if (job.current !== null) void call('paper.cancel', { jobId: job.current }).catch(() => undefined)
  }
  useEffect(() => cancel, [])

  const begin = (work: (jobId: string) => Promise<string | null>): void => {
    if (job.current !== null) return
    const jobId = v4()
    job.current = jobId
    setTold(null)
    setBusy({ jobId, step: 'waiting', done: 0, total: 0 })
    const end = (result: PaperWork['told']): void => {
      job.current = null
      setBusy(null)
      setTold(result)
    }
    work(jobId).then(
      (words) => end(words === null ? null : { words }),
      (error: unknown) => {
        const code = codeOf(error)
        end(code === 'PP-CANCELLED' ? null : { code })
      },
    )
  }
  return {
    busy,
    told,
    toFile: (kind, request) =>
      begin(async (jobId) => {
        const file = await call(`paper.${kind}`, { jobId, request })
        return file && tpr.exported(file.name, file.pages)
      }),
    print: (request, setup) =>
      begin(async (jobId) => {
        const { pages } = await call('paper.print', { jobId, request, setup })
        return tpr.printed(pages, setup.copies)
      }),
    cancel,
  }
}

/** How one prints unless asked otherwise: on the standard printer, once, on both sides, in true size (PP-51). */
export const usualSetup = (printers: readonly Printer[] | undefined): PrintSetup => ({
  printer: printers?.[0]?.name ?? '',
  copies: 1,
  duplex: 'longEdge',
  scale: 100,
})

/** The printers of this machine; undefined while the system is asked. */
export function usePrinters(): readonly Printer[] | undefined {
  const [printers, setPrinters] = useState<readonly Printer[]>()
  useEffect(() => {
    call('paper.printers', undefined).then(setPrinters, () => setPrinters([]))
  }, [])
  return printers
}
