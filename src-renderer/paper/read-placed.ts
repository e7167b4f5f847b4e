import type { Placed, PlacedDocument, PlacedFont, PlacedPage } from '../../src-shared/paper/placed.ts'
import { makeFonts, type Fonts } from './placed-fonts.ts'
import { inksOn, isOfInk, watermarkOn } from './placed-ink.ts'
import { decorationsOf, imagesOf, rulesOf, tableRules } from './placed-lines.ts'
import { textsOf } from './placed-text.ts'
import { turnLine, turnText } from './placed-turned.ts'
import { pxPerMm } from './measure.ts'

/** A page of the DOM with its place on the screen: where it begins and how many mm a pixel of it is, whatever it is scaled by. */
export type PageFrame = { element: HTMLElement; mmPerPx: number; left: number; top: number }

/**
 * What stands where on laid out pages, in mm from the upper left corner of each (PP-15): texts in reading order, one run for
 * each line and face, lines and pictures, drawings behind the text. `root` is what `renderPaper` filled; it must be in the
 * window's page. The watermark is no part of the text and stands by itself, once for all pages.
 */
export function readPlaced(root: HTMLElement): PlacedDocument {
  const fonts = makeFonts()
  const elements = [...root.querySelectorAll<HTMLElement>('.paper-page')]
  const pages = elements.map((page) => readPage(page, fonts))
  const watermark = watermarkOn(elements[0], fonts)
  return { fonts: fonts.all() as readonly PlacedFont[], pages, ...(watermark.length > 0 ? { watermark } : {}) }
}

function readPage(element: HTMLElement, fonts: Fonts): PlacedPage {
  const box = element.getBoundingClientRect()
  const frame: PageFrame = {
    element,
    mmPerPx: element.offsetWidth / pxPerMm / box.width,
    left: box.left,
    top: box.top,
  }
  const items: Placed[] = [...imagesOf(frame), ...rulesOf(frame), ...tableRules(frame)]
  const texts = textsOf(frame, fonts)
  const own = texts.filter(({ parent }) => !isOfInk(parent))
  items.push(...own.map(({ placed, turned }) => (turned ? turnText(placed) : placed)))
  items.push(...decorationsOf(own.filter(({ turned }) => !turned)))
  items.push(...decorationsOf(own.filter(({ turned }) => turned)).map(turnLine))
  items.push(...inksOn(element))
  items.push(...texts.filter(({ parent }) => isOfInk(parent)).map(({ placed }) => placed))
  return { width: 210, height: 297, items }
}
