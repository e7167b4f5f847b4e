import type { FileViewTrouble } from '../../../src-shared/ipc/file-view.ts'
import {
  canvasFor,
  FileTrouble,
  maxPagePx,
  type PageSize,
  type ShownDocument,
  type Turn,
  type ViewHost,
} from '../shown-document.ts'
import { drawOfdPage } from './draw-ofd.ts'
import { times } from './read-values.ts'
import type { Matrix, OfdCode, OfdDocument, OfdImage, OfdPage } from './ofd-document.ts'
import { loadFaces } from './ofd-faces.ts'
import { ofdStrings, ofdTextLayer } from './ofd-text-layer.ts'

const pxPerMm = 96 / 25.4
/** So long may one page take to be drawn; what comes after is left out, and the page stays usable. */
const drawMs = 10_000

const codes: Partial<Record<OfdCode, FileViewTrouble>> = { 'OFD-BOMB': 'FV-BOMB', 'OFD-COUNT': 'FV-BOMB', 'OFD-TIME': 'FV-BOMB' }

/** Opens an OFD (GB/T 33190); its bytes are given away to the worker that reads it (`ofd.worker.ts`). errors: FileTrouble */
export async function openOfd(data: Uint8Array<ArrayBuffer>, worker: Worker, host: ViewHost): Promise<ShownDocument> {
  const ofd = await new Promise<OfdDocument>((resolve, reject) => {
    worker.addEventListener('message', ({ data: read }: MessageEvent<OfdDocument>) => resolve(read))
    worker.addEventListener('error', () => reject(new FileTrouble('FV-DAMAGED')))
    worker.postMessage(data, [data.buffer])
  }).finally(() => worker.terminate())
  const fatal = ofd.troubles.find((one) => one.fatal)
  if (fatal) throw new FileTrouble(codes[fatal.code] ?? 'FV-DAMAGED')
  if (ofd.pages.length === 0) throw new FileTrouble('FV-EMPTY')
  host.progress()
  const faces = await loadFaces(ofd)
  host.progress()
  const pictures = new Map<number, Promise<ImageBitmap | undefined>>()
  const pictureOf = (image: OfdImage): Promise<ImageBitmap | undefined> => {
    const known = pictures.get(image.id)
    if (known) return known
    const made = createImageBitmap(new Blob([new Uint8Array(image.bytes)], { type: image.mime })).catch(() => undefined)
    pictures.set(image.id, made)
    return made
  }
  const pageOf = (number: number): OfdPage => {
    const page = ofd.pages[number - 1]
    if (!page) throw new RangeError('no such page')
    return page
  }

  return {
    pages: ofd.pages.length,
    troubles: [
      ...ofd.troubles.map(({ page, sentence }) => (page === undefined ? sentence : `第 ${page} 页：${sentence}`)),
      ...faces.words,
    ],
    sizeOf: async (number, turn) => turned(sizeOf(pageOf(number)), turn),
    strings: async (number) => ofdStrings(pageOf(number)),
    draw: async (number, { scale, turn }, signal) => {
      const page = pageOf(number)
      const flat = sizeOf(page)
      const unturned = { width: flat.width * scale, height: flat.height * scale }
      const size = turned(unturned, turn)
      const wanted = new Set(page.objects.flatMap((one) => (one.kind === 'image' ? [one.image] : [])))
      const shown = new Map<number, ImageBitmap>()
      for (const id of wanted) {
        const image = ofd.images.get(id)
        const bitmap = image && (await pictureOf(image))
        if (bitmap) shown.set(id, bitmap)
        signal.throwIfAborted()
      }
      const { canvas, pixels } = canvasFor(size)
      const pen = canvas.getContext('2d')
      if (!pen) throw new Error('no canvas')
      pen.fillStyle = '#ffffff'
      pen.fillRect(0, 0, canvas.width, canvas.height)
      const toPx: Matrix = [unturned.width / page.width, 0, 0, unturned.height / page.height, 0, 0]
      const base = times([pixels, 0, 0, pixels, 0, 0], times(turning(unturned, turn), toPx))
      const end = performance.now() + drawMs
      drawOfdPage(pen, page, base, { cssOf: faces.cssOf, picture: (id) => shown.get(id) }, () => performance.now() > end)
      host.progress()
      const layer = ofdTextLayer(page, toPx, faces.cssOf)
      layer.element.dataset['mainRotation'] = String(turn)
      layer.element.style.width = `${unturned.width}px`
      layer.element.style.height = `${unturned.height}px`
      const drop = (): void => {
        canvas.width = 0
        canvas.height = 0
      }
      return { elements: [canvas, layer.element], texts: layer.texts, drop }
    },
    close: () => {
      faces.drop()
      for (const picture of pictures.values()) void picture.then((bitmap) => bitmap?.close())
    },
  }
}

/** A page's size at 100 %; one of no sensible size is shown as A4, one of kilometres smaller. */
function sizeOf({ width, height }: OfdPage): PageSize {
  const px = { width: width * pxPerMm, height: height * pxPerMm }
  if (!(px.width > 0) || !(px.height > 0) || !Number.isFinite(px.width * px.height)) return { width: 794, height: 1123 }
  const shrink = Math.min(1, maxPagePx / Math.max(px.width, px.height))
  return { width: Math.max(24, px.width * shrink), height: Math.max(24, px.height * shrink) }
}

const turned = ({ width, height }: PageSize, turn: Turn): PageSize =>
  turn % 180 === 0 ? { width, height } : { width: height, height: width }

/** Turns a page of `size` clockwise into the box it then fills. */
function turning({ width, height }: PageSize, turn: Turn): Matrix {
  if (turn === 90) return [0, 1, -1, 0, height, 0]
  if (turn === 180) return [-1, 0, 0, -1, width, height]
  if (turn === 270) return [0, -1, 1, 0, 0, width]
  return [1, 0, 0, 1, 0, 0]
}
