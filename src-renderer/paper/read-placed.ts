import type { Placed, PlacedDocument, PlacedFont, PlacedPage } from '../../src-shared/paper/placed.ts'
import { makeFonts, type Fonts } from './placed-fonts.ts'
import { decorationsOf, imagesOf, rulesOf, tableRules } from './placed-lines.ts'
import { textsOf } from './placed-text.ts'
import { pxPerMm } from './measure.ts'

/** A page of the DOM with its place on the screen: where it begins and how many mm a pixel of it is, whatever it is scaled by. */
export type PageFrame = { element: HTMLElement; mmPerPx: number; left: number; top: number }

/**
 * What stands where on laid out pages, in mm from the upper left corner of each (PP-15): texts in reading order, one run for
 * each line and face, then lines and pictures. `root` is what `renderPaper` filled; it must be in the window's page. A
 * watermark is no part of the document and is left out.
 */
export function readPlaced(root: HTMLElement): PlacedDocument {
  const fonts = makeFonts()
  const pages = [...root.querySelectorAll<HTMLElement>('.paper-page')].map((page) => readPage(page, fonts))
  return { fonts: fonts.all() as readonly PlacedFont[], pages }
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
  items.push(...texts.map(({ placed }) => placed), ...decorationsOf(texts))
  return { width: 210, height: 297, items }
}
