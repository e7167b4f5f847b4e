import {
  AnnotationMode,
  getDocument,
  PDFWorker,
  TextLayer,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import { maxShownPages } from '../../../src-shared/ipc/file-view.ts'
import {
  canvasFor,
  FileTrouble,
  maxPagePx,
  type DrawnPage,
  type PageSize,
  type ShownDocument,
  type Turn,
  type ViewHost,
} from '../shown-document.ts'
import { linksOf } from './pdf-links.ts'

/** A point of PDF (1/72 inch) in CSS px. */
const pxPerPoint = 96 / 72
/** A picture of more pixels is left out: it would take more memory than the window may have. */
const maxPicturePixels = 64_000_000

/**
 * Opens a PDF; its bytes are given away to the worker. `worker`: runs pdf.js's own worker; `files`: where cmaps, standard_fonts
 * and wasm of pdfjs-dist lie, ending in a slash. No scripts, no forms made by scripts (XFA), no WebAssembly, no address
 * followed (SE-84). errors: FileTrouble
 */
export async function openPdf(
  data: Uint8Array<ArrayBuffer>,
  worker: Worker,
  files: string,
  host: ViewHost,
): Promise<ShownDocument> {
  const port = new PDFWorker({ port: worker as unknown as null, verbosity: 0 })
  const task = getDocument({
    data,
    worker: port,
    cMapUrl: `${files}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${files}standard_fonts/`,
    wasmUrl: `${files}wasm/`,
    useWasm: false,
    useWorkerFetch: true,
    enableXfa: false,
    disableWorkerRendering: true,
    maxImageSize: maxPicturePixels,
    stopAtErrors: false,
    verbosity: 0,
  } as Parameters<typeof getDocument>[0])
  task.onProgress = host.progress
  const pdf = await task.promise.catch((error: unknown): never => {
    worker.terminate()
    throw new FileTrouble((error as Error).name === 'PasswordException' ? 'FV-ENCRYPTED' : 'FV-DAMAGED')
  })
  const trouble = pdf.numPages > maxShownPages ? 'FV-PAGES' : pdf.numPages < 1 ? 'FV-EMPTY' : undefined
  if (trouble) {
    worker.terminate()
    throw new FileTrouble(trouble)
  }
  host.progress()
  return shownPdf(pdf, host, () => {
    void task.destroy().catch(() => undefined)
    worker.terminate()
  })
}

function shownPdf(pdf: PDFDocumentProxy, host: ViewHost, close: () => void): ShownDocument {
  const viewportOf = (page: PDFPageProxy, turn: Turn, scale: number) => {
    const rotation = (page.rotate + turn) % 360
    const whole = page.getViewport({ scale: pxPerPoint, rotation })
    const largest = Math.max(whole.width, whole.height)
    // a page of kilometres, or none at all, must not break the column
    const shrink = Number.isFinite(largest) && largest > maxPagePx ? maxPagePx / largest : 1
    return page.getViewport({ scale: pxPerPoint * shrink * scale, rotation })
  }
  const sizeOf = (viewport: PageSize): PageSize => ({
    width: Number.isFinite(viewport.width) ? Math.max(24, viewport.width) : 794,
    height: Number.isFinite(viewport.height) ? Math.max(24, viewport.height) : 1123,
  })
  const textOf = (page: PDFPageProxy) => page.getTextContent()

  return {
    pages: pdf.numPages,
    troubles: [],
    sizeOf: async (number, turn) => sizeOf(viewportOf(await pdf.getPage(number), turn, 1)),
    strings: async (number) => {
      const page = await pdf.getPage(number)
      const { items } = await textOf(page)
      host.progress()
      return items.flatMap((item) => ('str' in item ? [item.str] : []))
    },
    draw: async (number, { scale, turn }, signal) => {
      const page = await pdf.getPage(number)
      signal.throwIfAborted()
      const viewport = viewportOf(page, turn, scale)
      const { canvas, pixels } = canvasFor(sizeOf(viewport))
      const task = page.render({
        canvas,
        viewport,
        transform: [pixels, 0, 0, pixels, 0, 0],
        background: '#ffffff',
        // seals and filled fields are shown as they look; nothing of them acts
        annotationMode: AnnotationMode.ENABLE,
      })
      task.onContinue = (go: () => void) => {
        host.progress()
        go()
      }
      const stop = (): void => task.cancel()
      signal.addEventListener('abort', stop)
      try {
        const [, layer, links] = await Promise.all([task.promise, textLayer(page, viewport), linksOf(pdf, page, viewport, host)])
        signal.throwIfAborted()
        return { elements: [canvas, layer.element, links], texts: layer.texts, drop: () => dropped(canvas, page) }
      } finally {
        signal.removeEventListener('abort', stop)
        host.progress()
      }
    },
    close,
  }

  async function textLayer(
    page: PDFPageProxy,
    viewport: ReturnType<PDFPageProxy['getViewport']>,
  ): Promise<{ element: HTMLElement; texts: DrawnPage['texts'] }> {
    const element = document.createElement('div')
    element.className = 'text-layer'
    element.style.setProperty('--total-scale-factor', String(viewport.scale))
    const layer = new TextLayer({ textContentSource: await textOf(page), container: element, viewport })
    await layer.render()
    const texts = layer.textDivs.map((div) => (div.firstChild instanceof Text ? div.firstChild : null))
    return { element, texts }
  }
}

/** A canvas keeps its memory until it is made small. */
function dropped(canvas: HTMLCanvasElement, page: PDFPageProxy): void {
  canvas.width = 0
  canvas.height = 0
  page.cleanup()
}
