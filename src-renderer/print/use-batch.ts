import { useEffect, useRef, useState } from 'react'
import { v4 } from 'uuid'
import type { AnyPaper, PrintSetup } from '../../src-shared/ipc/paper.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { watermarkAsked, watermarkWords, type PaperPolicy } from '../../src-shared/paper/policy.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DeskData } from '../data/api.ts'
import { documentNow } from '../data/queries.ts'
import { call, codeOf } from '../desk.ts'
import { personsOf } from '../ui/persons.ts'
import { tb } from '../ui/text-batch.ts'
import { runBatch, type BatchItem, type BatchLine, type BatchWork } from '../ui/batch/run-batch.ts'
import { readSource } from './print-source.ts'
import { sheetRequestOf, textOf, textRequest } from '../data/paper-request.ts'

/** What of each document goes on paper. */
export type BatchContent = 'text' | 'both' | 'sheet'
/** Where to: a printer, or files in a folder. */
export type BatchGoal = { kind: 'print'; setup: PrintSetup } | { kind: 'pdf' | 'ofd' }

export type Batch = {
  lines: readonly BatchLine[] | null
  running: boolean
  /** the folder files went to */
  folder: string | null
  start: (items: readonly BatchItem[], content: BatchContent, watermark: boolean, goal: BatchGoal) => void
  cancel: () => void
}

type Context = {
  data: DeskData
  directory: Directory | undefined
  who: { name: string; unit: string }
  policy: PaperPolicy
}

/** Prints or exports many documents (PP-136, PP-137); what is under way is called off when the dialog goes. */
export function useBatch({ data, directory, who, policy }: Context): Batch {
  const [lines, setLines] = useState<Batch['lines']>(null)
  const [running, setRunning] = useState(false)
  const [folder, setFolder] = useState<string | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  const requestsOf =
    (content: BatchContent, wanted: boolean, at: number) =>
    async ({ id }: BatchItem): Promise<readonly AnyPaper[]> => {
      const docId = id as DocumentId
      const state = await documentNow(docId)
      const source = await readSource(data, docId)
      if (!state || source.kind !== 'here') throw new DeskError(source.kind === 'unreadable' ? 'PP-BODY-OLD' : 'PP-NO-BODY')
      // a draft nobody else has seen is printed as it is here
      const isPresent = source.present !== null && !state.tracked
      const text =
        isPresent && source.present ? textOf(source.present, 0, data.sm3Of) : textOf(source.stored, source.version, data.sm3Of)
      const words = (signed: boolean): string | null =>
        wanted || watermarkAsked(policy, signed) ? watermarkWords(who, at) : null
      const signed = state.signed !== null && !isPresent
      const looks = { copy: 'clean', preprinted: false, watermark: words(signed), inks: false } as const
      return [
        ...(content === 'text' ? [] : [sheetRequestOf(text, state, words(false))]),
        ...(content === 'sheet' ? [] : [textRequest(text, looks, state, personsOf(state, [], directory))]),
      ]
    }
  /** Asks main for one, which is called off with the batch. */
  const job = async <T>(signal: AbortSignal, ask: (jobId: string) => Promise<T>): Promise<T> => {
    const jobId = v4()
    const end = (): void => void call('paper.cancel', { jobId }).catch(() => undefined)
    signal.addEventListener('abort', end, { once: true })
    try {
      return await ask(jobId)
    } finally {
      signal.removeEventListener('abort', end)
    }
  }
  const makeOf = async (goal: BatchGoal): Promise<BatchWork<AnyPaper>['make'] | null> => {
    if (goal.kind === 'print')
      return (request, { copies }, signal) =>
        job(signal, async (jobId) => {
          const { pages } = await call('paper.print', { jobId, request, setup: { ...goal.setup, copies } })
          return tb.printed(pages, copies)
        })
    const into = await call('paper.folder', undefined)
    setFolder(into?.name ?? null)
    if (into === null) return null
    return (request, _item, signal) =>
      job(signal, async (jobId) => {
        const file = await call(`paper.${goal.kind}`, { jobId, request, folderId: into.folderId })
        return tb.exported(file?.name ?? '')
      })
  }
  const work = async (...[items, content, watermark, goal]: Parameters<Batch['start']>): Promise<void> => {
    const own = new AbortController()
    stop.current = own
    setRunning(true)
    try {
      const make = await makeOf(goal)
      // one moment for the whole batch: its watermark is part of what it is made from
      const requests = requestsOf(content, watermark, Date.now())
      if (make) await runBatch(items, { requests, make, codeOf }, own.signal, setLines)
    } finally {
      stop.current = null
      setRunning(false)
    }
  }
  return {
    lines,
    running,
    folder,
    start: (...asked) => {
      if (stop.current === null) void work(...asked).catch(() => undefined)
    },
    cancel: () => stop.current?.abort(),
  }
}
