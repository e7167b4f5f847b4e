import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { CallInput, EventPayload } from '../../src-shared/ipc/contract.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { AnyPaper, PaperFile, PaperRequest, Printer } from '../../src-shared/ipc/paper.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { isWatermarkOf, watermarkAsked, type PaperPolicy } from '../../src-shared/paper/policy.ts'
import { asksSheet, jobOfRequest } from '../../src-shared/paper/sheets/job-of-sheet.ts'
import type { PaperSeal } from '../../src-shared/paper/model.ts'
import type { PlacedDocument } from '../../src-shared/paper/placed.ts'
import { replaceFile } from '../durable.ts'
import type { Pictures } from '../files/pictures.ts'
import { sm3Sum } from '../files/sm3-sum.ts'
import type { Handlers } from '../ipc.ts'
import type { Log } from '../log.ts'
import type { SealsResponse } from '../../src-shared/sync/seal-messages.ts'
import { asked, type Versions } from '../versions.ts'
import { withinLimit } from '../within.ts'
import { fileNameOf } from './file-name.ts'
import { takePlace } from './free-place.ts'
import type { FontFiles } from './font-files.ts'
import { ofdOf } from './ofd-file.ts'
import type { Drawn, PaperDesk } from './paper-desk.ts'
import { paperError } from './paper-error.ts'
import { sameBytes } from './same-bytes.ts'

type PaperCalls = Pick<
  Handlers,
  'paper.pdf' | 'paper.ofd' | 'paper.layout' | 'paper.seals' | 'paper.print' | 'paper.printers' | 'paper.cancel' | 'paper.folder'
>

export type PaperCallsOptions = {
  desk: PaperDesk
  fonts: FontFiles
  pictures: Pick<Pictures, 'read'>
  versions: Pick<Versions, 'list'>
  online: () => boolean
  printers: () => Promise<readonly Printer[]>
  /** asks the person where the file is to go; undefined: cancelled */
  choosePlace: (name: string, kind: 'pdf' | 'ofd') => Promise<string | undefined>
  /** the seals the person may press on a document; their pictures are at hand for the drawing from then on */
  seals: (docId: string) => Promise<SealsResponse>
  /** keeps a file on the desk and sends it to the server, which has it when this resolves */
  hand: (bytes: Uint8Array, hash: string, signal: AbortSignal) => Promise<void>
  /** asks for the folder of many files; undefined: cancelled */
  chooseFolder: () => Promise<string | undefined>
  /** who sits here and what the county asks of paper; undefined: nobody is signed in */
  asked: () => { name: string; policy: PaperPolicy } | undefined
  progress: (progress: EventPayload<'paper.progress'>) => void
  log: Log
}

/** A document leaves the desk as a file or through a printer (PP-40 to PP-51). */
export function paperCalls(options: PaperCallsOptions): PaperCalls {
  const { desk, fonts, pictures, choosePlace, progress, log } = options
  const jobs = new Map<string, AbortController>()
  /** folders chosen for many files: the page knows their ids and never where they are */
  const folders = new Map<string, string>()

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
    { jobId, request, seals = [] }: { jobId: string; request: AnyPaper; seals?: readonly PaperSeal[] },
    signal: AbortSignal,
    work: (drawn: Drawn, title: string) => Promise<T>,
  ): Promise<T> => {
    const { job, title } = jobOfRequest(request)
    step(jobId, 'waiting')
    return desk.run(
      seals.length > 0 && !('sheet' in job) ? { ...job, seal: seals } : job,
      signal,
      () => step(jobId, 'drawing'),
      async (drawn) => {
        step(jobId, 'making')
        return work(drawn, title)
      },
    )
  }

  const ofdFile = async (
    drawn: Drawn,
    title: string,
    { jobId, request }: { jobId: string; request: AnyPaper },
    signal: AbortSignal,
  ): Promise<Uint8Array> => {
    const { docId, sm3, version, at } = await factsIn(request)
    const placed = await drawn.placed(drawn.limitMs, signal)
    const images = await imagesOf(placed, pictures, (file) => drawn.png(file, drawn.limitMs, signal))
    const faces = { subset: fonts.subsetFace }
    const onProgress = (done: number, all: number): void => step(jobId, 'making', done, all)
    return ofdOf(placed, { title, sm3, version, createdAt: at, docId }, images, faces, { onProgress, signal })
  }

  const exported = (
    input: CallInput<'paper.pdf'>,
    kind: 'pdf' | 'ofd',
    make: (drawn: Drawn, title: string, signal: AbortSignal) => Promise<Uint8Array>,
  ): Promise<PaperFile | null> =>
    running(input.jobId, async (signal) => {
      const { jobId, folderId } = input
      const request = input.request as AnyPaper
      await prove(request, options)
      const name = fileNameOf(jobOfRequest(request).title, kind, '未命名公文')
      const folder = folderId === undefined ? undefined : folders.get(folderId)
      if (folderId !== undefined && folder === undefined) throw new DeskError('PP-GONE')
      const place = folder === undefined ? await choosePlace(name, kind) : null
      if (place === undefined) return null
      const { bytes, pages } = await draw({ jobId, request }, signal, async (drawn, title) => ({
        bytes: await make(drawn, title, signal),
        pages: drawn.pages,
      }))
      signal.throwIfAborted()
      step(jobId, 'saving')
      const file = await written(place, folder, name, bytes)
      log('info', 'PP-EXPORTED', `${kind} ${pages} ${bytes.length}`)
      return { name: path.basename(file), pages, bytes: bytes.length, sm3: await sm3Of(bytes) }
    })

  return {
    'paper.pdf': (input) =>
      exported(input, 'pdf', (drawn, title, signal) => pdfOf(drawn, title, input.request as AnyPaper, signal)),
    'paper.ofd': (input) =>
      exported(input, 'ofd', (drawn, title, signal) =>
        ofdFile(drawn, title, { jobId: input.jobId, request: input.request as AnyPaper }, signal),
      ),
    'paper.seals': ({ docId }) => asked(() => options.seals(docId)),
    'paper.layout': ({ jobId, request, cleanSm3, seals }) =>
      running(jobId, async (signal) => {
        await proveText(request, options)
        // what is bound is the 清稿, and nothing else
        const { job } = jobOfRequest(request)
        const clean = 'sheet' in job ? '' : await sm3Of(new TextEncoder().encode(canonicalJson(job.body)))
        if (clean !== cleanSm3) throw new DeskError('PP-BODY-CHANGED')
        const made = await draw({ jobId, request, seals }, signal, async (drawn, title) => {
          if (drawn.troubles.some(({ code }) => code === 'PP-SEAL-MISSING')) throw new DeskError('PP-SEAL-MISSING')
          const pdf = await pdfOf(drawn, title, request, signal)
          return { pdf, ofd: await ofdFile(drawn, title, { jobId, request }, signal), pages: drawn.pages }
        })
        signal.throwIfAborted()
        const bound = { pdf: await boundOf(made.pdf), ofd: await boundOf(made.ofd) }
        for (const [i, kind] of (['pdf', 'ofd'] as const).entries()) {
          step(jobId, 'saving', i, 2)
          await asked(() => options.hand(made[kind], bound[kind].sm3, signal))
        }
        log('info', 'PP-BOUND', `${made.pages} ${bound.pdf.size} ${bound.ofd.size}`)
        return { ...bound, pages: made.pages }
      }),
    'paper.print': ({ jobId, request: asked, setup }) =>
      running(jobId, async (signal) => {
        const request = asked as AnyPaper
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
    'paper.folder': async () => {
      const folder = await options.chooseFolder()
      if (folder === undefined) return null
      const folderId = randomUUID()
      folders.set(folderId, folder)
      return { folderId, name: path.basename(folder) }
    },
  }
}

const pdfOf = async (drawn: Drawn, title: string, request: AnyPaper, signal: AbortSignal): Promise<Uint8Array> =>
  sameBytes(await drawn.pdf(drawn.limitMs, signal), { ...(await factsIn(request)), title }, sm3Of)

const boundOf = async (bytes: Uint8Array) => ({ sm3: await sm3Of(bytes), size: bytes.length })

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

/** What binds the file to what it shows: a version by the SM3 of its text, a sheet by that of its data. */
async function factsIn(request: AnyPaper) {
  const { version, at } = request
  if (!asksSheet(request)) return { sm3: request.sm3, version, docId: request.docId, copy: request.copy, at }
  const sm3 = await sm3Of(new TextEncoder().encode(canonicalJson(request.sheet)))
  return { sm3, version, docId: request.docId ?? blankId, copy: 'sheet' as const, at }
}
/** of a form that belongs to no document */
const blankId = '00000000-0000-0000-0000-000000000000'

/** A file that leaves the desk is one of the person's own: others of their group read it as they do any other. */
const fileMode = 0o644

/** Writes a file to its place, or under a free name in a folder; answers where. */
async function written(place: string | null, folder: string | undefined, name: string, bytes: Uint8Array): Promise<string> {
  if (folder === undefined) {
    await replaceFile(place ?? '', bytes, fileMode)
    return place ?? ''
  }
  const { file, free } = await takePlace(folder, name)
  try {
    await replaceFile(file, bytes, fileMode)
    return file
  } catch (error) {
    await free()
    throw error
  }
}

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
 * page that was taken over cannot have another text printed as version n. The watermark the county asks for is on it (SE-89): a text
 * without it is 印发, so it bears who issued it. errors: PP-BODY-CHANGED, PP-WATERMARK
 */
async function prove(
  request: AnyPaper,
  { versions, online, asked }: Pick<PaperCallsOptions, 'versions' | 'online' | 'asked'>,
): Promise<void> {
  const who = asked()
  const signed = !asksSheet(request) && request.version > 0 && request.facts.printedBy !== null
  if (who && watermarkAsked(who.policy, signed) && !isWatermarkOf(request.watermark, who.name))
    throw new DeskError('PP-WATERMARK')
  if (!asksSheet(request)) await proveText(request, { versions, online })
}

/** The body is the text its SM3 names, and the version of its number where the server can be asked. errors: PP-BODY-CHANGED */
async function proveText(
  { docId, version, sm3, body }: PaperRequest,
  { versions, online }: Pick<PaperCallsOptions, 'versions' | 'online'>,
): Promise<void> {
  if ((await sm3Of(new TextEncoder().encode(canonicalJson(body)))) !== sm3) throw new DeskError('PP-BODY-CHANGED')
  if (version === 0 || !online()) return
  const rows = await withinLimit(() => versions.list(docId))
  const row = rows?.find((one) => one.version === version)
  if (row && row.sm3 !== sm3) throw new DeskError('PP-BODY-CHANGED')
}

/** What GB/T 33190 does not name as a picture's format goes in as PNG (PP-118). */
const foreign: ReadonlySet<string> = new Set(['image/webp', 'image/avif', 'image/svg+xml'])

/** The bytes of every picture on the pages. errors: those of the file store and of the hidden page */
async function imagesOf(placed: PlacedDocument, pictures: Pick<Pictures, 'read'>, asPng: (file: string) => Promise<Uint8Array>) {
  const images = new Map<string, { mime: string; bytes: Uint8Array }>()
  for (const page of placed.pages)
    for (const item of page.items)
      if (item.kind === 'image' && !images.has(item.file)) {
        const read = await pictures.read(item.file)
        images.set(item.file, foreign.has(read.mime) ? { mime: 'image/png', bytes: await asPng(item.file) } : read)
      }
  return images
}
