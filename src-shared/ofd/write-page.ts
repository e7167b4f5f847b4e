import type { Placed, PlacedBox, PlacedImage, PlacedLine, PlacedPage, PlacedText } from '../paper/placed.ts'
import { mmPerPt } from '../paper/measures.ts'
import { namespace } from './package.ts'
import { boxText, colourText, deltaText, length, lengths } from './numbers.ts'
import { element, textElement } from './xml-text.ts'

/** What the objects of a page refer to. */
export type PageRefs = {
  /** a new id of the document's one ID space */
  nextId: () => number
  /** id of the Font for a placed font; `weight`: what the objects must ask for where the face itself is not so heavy */
  font: (placed: number) => { id: number; weight?: number } | undefined
  /** id of the MultiMedia for a file; undefined where its bytes are missing */
  image: (file: string) => number | undefined
}

/**
 * Content.xml of a page (GB/T 33190 §7.7): its area, and one body layer with its objects in the order placed: that is the
 * order they are painted and read in.
 */
export function pageContent(page: PlacedPage, refs: PageRefs): string {
  const layerId = refs.nextId()
  const objects = page.items.map((item) => objectOf(item, page, refs)).join('')
  const area = element('Area', {}, textElement('PhysicalBox', boxText({ x: 0, y: 0, width: page.width, height: page.height })))
  const layer = element('Layer', { Type: 'Body', ID: layerId }, objects)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Page', { 'xmlns:ofd': namespace }, area + element('Content', {}, layer))}`
}

function objectOf(item: Placed, page: PlacedPage, refs: PageRefs): string {
  switch (item.kind) {
    case 'text':
      return textObject(item, page, refs)
    case 'line':
      return lineObject(item, page, refs)
    case 'image':
      return imageObject(item, page, refs)
  }
}

/** The part of a box that lies on the page: a Boundary never leaves it (PP-33). */
function onPage(box: PlacedBox, page: PlacedPage): PlacedBox {
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most)
  const [x, y] = [within(box.x, page.width), within(box.y, page.height)]
  return {
    x,
    y,
    width: Math.max(0, within(box.x + box.width, page.width) - x),
    height: Math.max(0, within(box.y + box.height, page.height) - y),
  }
}

const outside = (box: PlacedBox): boolean => box.width < 0.001 || box.height < 0.001

/**
 * §11: a TextObject in one TextCode, but characters outside the BMP each in one of their own: readers do not agree whether
 * such a one counts once or twice in DeltaX, and by itself it has none.
 */
function textObject(text: PlacedText, page: PlacedPage, refs: PageRefs): string {
  const font = refs.font(text.font)
  const box = onPage(text.box, page)
  if (font === undefined || text.text === '' || outside(box)) return ''
  const attributes = {
    ID: refs.nextId(),
    Boundary: boxText(box),
    Font: font.id,
    Size: length(text.sizePt * mmPerPt),
    Weight: font.weight,
  }
  const codes = textCodes(text, text.x - box.x, text.y - box.y).join('')
  return element('TextObject', attributes, element('FillColor', { Value: colourText(text.colour) }) + codes)
}

const beyondBmp = (character: string): boolean => (character.codePointAt(0) ?? 0) > 0xffff

function textCodes(text: PlacedText, x: number, y: number): string[] {
  const characters = [...text.text]
  const codes: string[] = []
  let at = x
  for (let from = 0; from < characters.length;) {
    let to = from + 1
    if (!beyondBmp(characters[from] ?? '')) while (to < characters.length && !beyondBmp(characters[to] ?? '')) to++
    const steps = Array.from({ length: to - from - 1 }, (_, i) => text.advances[from + i] ?? 0)
    const attributes = { X: length(at), Y: length(y), DeltaX: steps.length > 0 ? deltaText(steps) : undefined }
    codes.push(textElement('TextCode', characters.slice(from, to).join(''), attributes))
    at += steps.reduce((sum, step) => sum + step, 0) + (text.advances[to - 1] ?? 0)
    from = to
  }
  return codes
}

/** §9: a stroked PathObject; its Boundary holds the whole stroke, half its width on each side. */
function lineObject(line: PlacedLine, page: PlacedPage, refs: PageRefs): string {
  const half = line.width / 2
  const [left, right] = [Math.min(line.x1, line.x2), Math.max(line.x1, line.x2)]
  const [top, bottom] = [Math.min(line.y1, line.y2), Math.max(line.y1, line.y2)]
  const box = onPage({ x: left - half, y: top - half, width: right - left + 2 * half, height: bottom - top + 2 * half }, page)
  if (outside(box)) return ''
  const data = `M ${lengths(line.x1 - box.x, line.y1 - box.y)} L ${lengths(line.x2 - box.x, line.y2 - box.y)}`
  return element(
    'PathObject',
    { ID: refs.nextId(), Boundary: boxText(box), LineWidth: length(line.width) },
    element('StrokeColor', { Value: colourText(line.colour) }) + textElement('AbbreviatedData', data),
  )
}

/** §10: a picture is a unit square that its CTM stretches; shifted where the page cuts its box. */
function imageObject(image: PlacedImage, page: PlacedPage, refs: PageRefs): string {
  const resource = refs.image(image.file)
  const box = onPage(image.box, page)
  if (resource === undefined || outside(box)) return ''
  const { x, y, width, height } = image.box
  const stretched = lengths(width, 0, 0, height, x - box.x, y - box.y)
  return element('ImageObject', {
    ID: refs.nextId(),
    Boundary: boxText(box),
    CTM: stretched,
    ResourceID: resource,
  })
}
