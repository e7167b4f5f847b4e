import path from 'node:path'
import type { CallInput, EventPayload } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { PaperFile, PaperRequest, Printer } from '../../src-shared/ipc/paper.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { jobOf } from '../../src-shared/paper/job-of.ts'
import type { PlacedDocument } from '../../src-shared/paper/placed.ts'
import { replaceFile } from '../durable.ts'
import type { Pictures } from '../files/pictures.ts'
import { sm3Sum } from '../files/sm3-sum.ts'
import type { Handlers } from '../ipc.ts'
import type { Log } from '../log.ts'
import type { Versions } from '../versions.ts'
import { withinLimit } from '../within.ts'
import { fileNameOf } from './file-name.ts'
import type { FontFiles } from './font-files.ts'
import { ofdOf } from './ofd-file.ts'
import type { Drawn, PaperDesk } from './paper-desk.ts'
import { paperError } from './paper-error.ts'
import { sameBytes } from './same-bytes.ts'

type PaperCalls = Pick<Handlers, 'paper.pdf' | 'paper.ofd' | 'paper.print' | 'paper.printers' | 'paper.cancel'>

export type PaperCallsOptions = {
  desk: PaperDesk
  fonts: FontFiles
  pictures: Pick<Pictures, 'read'>
  versions: Pick<Versions, 'list'>
  online: () => boolean
  printers: () => Promise<readonly Printer[]>
  /** asks the person where the file is to go; undefined: cancelled */
  choosePlace: (name: string, kind: 'pdf' | 'ofd') => Promise<string | undefined>
  progress: (progress: EventPayload<'paper.progress'>) => void
  log: Log
}

/** A document leaves the desk as a file or through a printer (PP-40 to PP-51). */
export function paperCalls(options: PaperCallsOptions): PaperCalls {
  const { desk, fonts, pictures, choosePlace, progress, log } = options
  const jobs = new Map<string, AbortController>()

  /** Runs a job that can be called off by its id; whatever goes wrong has a code. */
  const running = async <T>(jobId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (jobs.has(jobId)) throw new DeskError('PP-BUSY')
    const controller = new AbortController()
    jobs.set(jobId, controller)
    try {
      return await work(controller.signal)
    } catch (error) {
      const told = controller.signal.aborted ? new DeskError('PP-CANCELLED') : paperError(error)
      if (told.code !== 'PP-CANCELLED') log('warn', told.code, told === error ? '' : nameOf(error))
      throw told
    } finally {
      jobs.delete(jobId)
    }
  }
  const step = (jobId: string, at: EventPayload<'paper.progress'>['step'], done = 0, total = 0): void =>
    progress({ jobId, step: at, done, total })

  /** Draws a proved version and lets `work` have its pages. */
  const draw = async <T>(
    { jobId, request }: { jobId: string; request: PaperRequest },
    signal: AbortSignal,
    work: (drawn: Drawn, title: string) => Promise<T>,
  ): Promise<T> => {
    const { job, title } = jobOf(request)
    step(jobId, 'waiting')
    return desk.run(
      job,
      signal,
      () => step(jobId, 'drawing'),
      async (drawn) => {
        step(jobId, 'making')
        return work(drawn, title)
      },
    )
  }

  const exported = (
    input: CallInput<'paper.pdf'>,
    kind: 'pdf' | 'ofd',
    make: (drawn: Drawn, title: string, signal: AbortSignal) => Promise<Uint8Array>,
  ): Promise<PaperFile | null> =>
    running(input.jobId, async (signal) => {
      const request = input.request as PaperRequest
      await prove(request, options)
      const place = await choosePlace(fileNameOf(jobOf(request).title, kind, '未命名公文'), kind)
      if (place === undefined) return null
      const { bytes, pages } = await draw({ jobId: input.jobId, request }, signal, async (drawn, title) => ({
        bytes: await make(drawn, title, signal),
        pages: drawn.pages,
      }))
      signal.throwIfAborted()
      step(input.jobId, 'saving')
      await replaceFile(place, bytes)
      log('info', 'PP-EXPORTED', `${kind} ${pages} ${bytes.length}`)
      return { name: path.basename(place), pages, bytes: bytes.length, sm3: await sm3Of(bytes) }
    })

  return {
    'paper.pdf': (input) =>
      exported(input, 'pdf', async (drawn, title, signal) =>
        sameBytes(await drawn.pdf(drawn.limitMs, signal), { ...factsIn(input.request), title }, sm3Of),
      ),
    'paper.ofd': (input) =>
      exported(input, 'ofd', async (drawn, title, signal) => {
        const { docId, sm3, version, at } = input.request
        const placed = await drawn.placed(drawn.limitMs, signal)
        const images = await imagesOf(placed, pictures)
        const faces = { subset: fonts.subsetFace }
        const onProgress = (done: number, all: number): void => step(input.jobId, 'making', done, all)
        return ofdOf(placed, { title, sm3, version, createdAt: at, docId }, images, faces, { onProgress, signal })
      }),
    'paper.print': ({ jobId, request, setup }) =>
      running(jobId, async (signal) => {
        await prove(request, options)
        const known = await options.printers()
        if (!known.some((one) => one.name === setup.printer)) throw new DeskError('PP-NO-PRINTER')
        return draw({ jobId, request }, signal, async (drawn) => {
          await drawn.print(setup, drawn.limitMs, signal)
          log('info', 'PP-PRINTED', `${drawn.pages} ${setup.copies}`)
          return { pages: drawn.pages }
        })
      }),
    'paper.printers': async () => [...(await options.printers())],
    'paper.cancel': ({ jobId }) => jobs.get(jobId)?.abort(),
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')
const factsIn = ({ sm3, version, docId, copy, at }: PaperRequest) => ({ sm3, version, docId, copy, at })

async function sm3Of(bytes: Uint8Array): Promise<string> {
  const sum = await sm3Sum()
  // pieces, so that the desk answers in between (SY-150)
  for (let from = 0; from < bytes.length; from += 1024 * 1024) {
    sum.add(bytes.subarray(from, from + 1024 * 1024))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return sum.hex()
}

/**
 * The body is the text its SM3 names, and where the server can be asked, the version of that number has this SM3 (PP-41): a
 * page that was taken over cannot have another text printed as version n. errors: PP-BODY-CHANGED
 */
async function prove(
  { docId, version, sm3, body }: PaperRequest,
  { versions, online }: Pick<PaperCallsOptions, 'versions' | 'online'>,
): Promise<void> {
  if ((await sm3Of(new TextEncoder().encode(canonicalJson(body)))) !== sm3) throw new DeskError('PP-BODY-CHANGED')
  if (version === 0 || !online()) return
  const rows = await withinLimit(() => versions.list(docId))
  const row = rows?.find((one) => one.version === version)
  if (row && row.sm3 !== sm3) throw new DeskError('PP-BODY-CHANGED')
}

/** The bytes of every picture on the pages. errors: those of the file store */
async function imagesOf(placed: PlacedDocument, pictures: Pick<Pictures, 'read'>) {
  const images = new Map<string, { mime: string; bytes: Uint8Array }>()
  for (const page of placed.pages)
    for (const item of page.items)
      if (item.kind === 'image' && !images.has(item.file)) images.set(item.file, await pictures.read(item.file))
  return images
}
