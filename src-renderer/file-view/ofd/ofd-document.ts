/*
 * An OFD file as the viewer draws it (GB/T 33190-2016): pages in mm, objects in painting order with everything resolved, so
 * that drawing needs no XML, no paths of the package and no defaults. Made by `read-ofd.ts`.
 */

/** [a b c d e f]: x' = a·x + c·y + e, y' = b·x + d·y + f; as canvas `setTransform` takes it. Into mm of the page. */
export type Matrix = readonly [number, number, number, number, number, number]

export type OfdDocument = {
  title: string
  pages: readonly OfdPage[]
  /** by the id text objects name */
  fonts: ReadonlyMap<number, OfdFont>
  /** by the id image objects name */
  images: ReadonlyMap<number, OfdImage>
  /** what could not be read, each told once; one with `fatal` says why there are no pages */
  troubles: readonly OfdTrouble[]
}

/** `sentence`: what to tell the person, Chinese. `fatal`: nothing can be shown. `page`: from 1, where it is of one page. */
export type OfdTrouble = { code: OfdCode; sentence: string; fatal: boolean; page?: number }

export const ofdCodes = [
  /** not a ZIP, or cut off */
  'OFD-ZIP',
  /** unpacks to more than is allowed, or far more than it weighs */
  'OFD-BOMB',
  /** more entries, pages or objects than are allowed */
  'OFD-COUNT',
  /** reading took longer than is allowed */
  'OFD-TIME',
  /** no OFD.xml, no document in it, or none that can be read */
  'OFD-ROOT',
  /** a part is not XML that may be read (damaged, or with a DTD) */
  'OFD-XML',
  /** a page or template is missing */
  'OFD-PAGE',
  /** refers to itself, or nested too deep */
  'OFD-CYCLE',
  /** a font, picture or drawing parameter is missing */
  'OFD-RESOURCE',
  /** a picture of a kind that is not shown (JBIG2, TIFF …) */
  'OFD-PICTURE',
  /** something drawn in a simpler way: shadings, patterns, glyphs named by number */
  'OFD-SIMPLER',
  /** an electronic seal is shown, not verified */
  'OFD-SEAL',
] as const
export type OfdCode = (typeof ofdCodes)[number]

/** `width`, `height` in mm; the upper left corner of the paper is 0, 0 of every object's page. */
export type OfdPage = { width: number; height: number; objects: readonly OfdObject[] }

export type OfdObject = OfdText | OfdPath | OfdPicture

type Drawn = {
  /** the object's own coordinates to mm of the page */
  matrix: Matrix
  /** each in mm of the page; only what lies within all of them is drawn */
  clips: readonly OfdClip[]
}

/** An area to draw in: `segments` in mm of the page. */
export type OfdClip = { segments: readonly Segment[]; evenOdd: boolean }

/** `colour` #rrggbb, `alpha` 0 to 1. */
export type OfdPaint = { colour: string; alpha: number }

/**
 * Characters of one font. `size` (mm, in the object's coordinates) is the em; `fill` and `stroke` null where not drawn so.
 * `hScale`: width of a letter against its usual one. `turn`: degrees (0, 90, 180, 270) each character is turned clockwise
 * around its origin.
 */
export type OfdText = Drawn & {
  kind: 'text'
  /** id in `fonts`; null where the file names none that is there */
  font: number | null
  size: number
  weight: number
  italic: boolean
  hScale: number
  turn: number
  fill: OfdPaint | null
  stroke: OfdPaint | null
  lineWidth: number
  runs: readonly OfdRun[]
}

/** Characters (code points) with the place of each one's origin on the baseline; the three lists are equally long. */
export type OfdRun = { chars: readonly string[]; xs: readonly number[]; ys: readonly number[] }

export type OfdPath = Drawn & {
  kind: 'path'
  segments: readonly Segment[]
  evenOdd: boolean
  fill: OfdPaint | null
  stroke: OfdPaint | null
  /** as canvas takes them, in the object's coordinates */
  lineWidth: number
  cap: 'butt' | 'round' | 'square'
  join: 'miter' | 'round' | 'bevel'
  miterLimit: number
  dash: readonly number[]
  dashOffset: number
}

/** A picture or seal: drawn into 0 … 1 by 0 … 1 of its coordinates. `image`: id in `images`. */
export type OfdPicture = Drawn & { kind: 'image'; image: number; alpha: number }

/** Move, line, quadratic and cubic Bézier, close; arcs have been made into cubics. Points are x, y after each other. */
export type Segment =
  | readonly ['M', number, number]
  | readonly ['L', number, number]
  | readonly ['Q', number, number, number, number]
  | readonly ['B', number, number, number, number, number, number]
  | readonly ['C']

/** `bytes`: the embedded font program, null where the file relies on the system's. */
export type OfdFont = {
  id: number
  /** as the file names it, for example 仿宋_GB2312 */
  name: string
  family: string
  bold: boolean
  italic: boolean
  serif: boolean
  fixedWidth: boolean
  bytes: Uint8Array | null
}

/** `mime` found in the bytes, not believed from the name. */
export type OfdImage = {
  id: number
  mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/bmp' | 'image/webp'
  bytes: Uint8Array
}

/** What a file may cost. Counts are numbers of things, sizes bytes. */
export type OfdLimits = {
  entries: number
  /** all parts together, unpacked */
  unpacked: number
  /** unpacked against packed, of one part of a megabyte or more */
  ratio: number
  pages: number
  /** all pages together, templates counted where they are shown */
  objects: number
  /** text characters and path points, all pages together */
  points: number
  /** composites, page blocks and templates within each other */
  depth: number
  /** asked again and again while reading; true ends it (OFD-TIME) */
  overdue: () => boolean
}

/** The usual limits, with the deadline `overdue` asks for. */
export const ofdLimits = (overdue: () => boolean): OfdLimits => ({
  entries: 10_000,
  unpacked: 200 * 1024 * 1024,
  ratio: 200,
  pages: 2_000,
  objects: 500_000,
  points: 5_000_000,
  depth: 12,
  overdue,
})
