import type { FileViewTrouble } from '../../src-shared/ipc/file-view.ts'

/* What the shell of the viewer shows, whatever the file is: PDF and OFD each make one of these. */

/** In CSS px at 100 % (96 a inch), as the page stands after turning. */
export type PageSize = { width: number; height: number }
/** Degrees clockwise, asked for by the person, on top of what the file says. */
export type Turn = 0 | 90 | 180 | 270

export type DrawnPage = {
  /** in painting order, each as large as the page */
  elements: readonly HTMLElement[]
  /** the text node of each string of `strings`, null where it has none */
  texts: readonly (Text | null)[]
  /** gives back what the page holds in memory */
  drop: () => void
}

export type ShownDocument = {
  pages: number
  /** what is not shown as it is in the file, in words for the person */
  troubles: readonly string[]
  /** Pages are counted from 1. */
  sizeOf: (page: number, turn: Turn) => Promise<PageSize>
  /** Draws at `scale` (1: 100 %). Rejects with the signal's reason, or where the page cannot be drawn. */
  draw: (page: number, how: { scale: number; turn: Turn }, signal: AbortSignal) => Promise<DrawnPage>
  /** The strings of a page in reading order as the file has them. */
  strings: (page: number) => Promise<readonly string[]>
  close: () => void
}

/** What a document may ask of the window around it. */
export type ViewHost = {
  /** a sign that work goes on (PP-63) */
  progress: () => void
  /** an address in the file was clicked: main asks the person */
  link: (url: string) => void
  /** goes to a page of the document */
  jump: (page: number) => void
}

/** The file cannot be shown. */
export class FileTrouble extends Error {
  readonly code: FileViewTrouble
  constructor(code: FileViewTrouble) {
    super(code)
    this.code = code
  }
}

/** A canvas holds at most so many pixels (64 MB); a page larger than that is drawn coarser, not refused. */
const maxPixels = 16_000_000
/** A page is at most so large at 100 %; larger ones are shown smaller. 5 m would be 18 898 px. */
export const maxPagePx = 6000

/** Device pixels for a CSS px, so that a canvas of `size` stays within memory. */
export const pixelsFor = (size: PageSize, ratio: number): number =>
  Math.min(ratio, Math.sqrt(maxPixels / Math.max(1, size.width * size.height)), 8192 / Math.max(1, size.width, size.height))

/** A canvas of a page, with its device pixels for a CSS px. */
export function canvasFor(size: PageSize): { canvas: HTMLCanvasElement; pixels: number } {
  const pixels = pixelsFor(size, Math.max(1, window.devicePixelRatio))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.floor(size.width * pixels))
  canvas.height = Math.max(1, Math.floor(size.height * pixels))
  canvas.setAttribute('aria-hidden', 'true')
  return { canvas, pixels }
}
