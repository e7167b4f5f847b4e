import type { Placed, PlacedImage, PlacedLine, PlacedMark, PlacedPage, PlacedText } from '../paper/placed.ts'
import { mmPerPt } from '../paper/measures.ts'
import { onPage, outside } from './boxes.ts'
import { namespace } from './package.ts'
import { boxText, colourText, deltaText, length, lengths } from './numbers.ts'
import { pathObject } from './write-path.ts'
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
 * order they are painted and read in. `template`: the one that lies behind it.
 */
export function pageContent(page: PlacedPage, refs: PageRefs, template?: number): string {
  const layerId = refs.nextId()
  const objects = page.items.map((item) => objectOf(item, page, refs)).join('')
  const area = element('Area', {}, textElement('PhysicalBox', boxText({ x: 0, y: 0, width: page.width, height: page.height })))
  const layer = element('Layer', { Type: 'Body', ID: layerId }, objects)
  const behind = template === undefined ? '' : element('Template', { TemplateID: template, ZOrder: 'Background' })
  return pageXml(behind + area + element('Content', {}, layer))
}

const pageXml = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element('Page', { 'xmlns:ofd': namespace }, inner)}`

/**
 * Content.xml of the template page (§7.6) that holds the watermark: behind every page and no part of its text (PP-115).
 */
export function watermarkContent(marks: readonly PlacedMark[], page: PlacedPage, refs: PageRefs): string {
  const layerId = refs.nextId()
  const objects = marks.map((mark) => markObject(mark, page, refs)).join('')
  const area = element('Area', {}, textElement('PhysicalBox', boxText({ x: 0, y: 0, width: page.width, height: page.height })))
  return pageXml(area + element('Content', {}, element('Layer', { Type: 'Background', ID: layerId }, objects)))
}

/** A run about a point: the CTM turns it, its Boundary is what of the page it may cover. */
function markObject(mark: PlacedMark, page: PlacedPage, refs: PageRefs): string {
  const font = refs.font(mark.font)
  if (font === undefined || mark.text === '') return ''
  const size = mark.sizePt * mmPerPt
  const angle = (mark.turn * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const corners = [mark.from, mark.to].flatMap((x) =>
    [-size, size / 2].map((y) => ({ x: mark.x + x * cos - y * sin, y: mark.y + x * sin + y * cos })),
  )
  const [left, top] = [Math.min(...corners.map(({ x }) => x)), Math.min(...corners.map(({ y }) => y))]
  const [right, bottom] = [Math.max(...corners.map(({ x }) => x)), Math.max(...corners.map(({ y }) => y))]
  const box = onPage({ x: left, y: top, width: right - left, height: bottom - top }, page)
  if (outside(box)) return ''
  const matrix = [cos, sin, -sin, cos].map((part) => part.toFixed(6)).join(' ')
  const attributes = {
    ID: refs.nextId(),
    Boundary: boxText(box),
    CTM: `${matrix} ${lengths(mark.x - box.x, mark.y - box.y)}`,
    Font: font.id,
    Size: length(size),
    Weight: font.weight,
  }
  const codes = textCodes(mark, mark.from, 0).join('')
  return element('TextObject', attributes, element('FillColor', { Value: colourText(mark.colour) }) + codes)
}

function objectOf(item: Placed, page: PlacedPage, refs: PageRefs): string {
  switch (item.kind) {
    case 'text':
      return textObject(item, page, refs)
    case 'line':
      return lineObject(item, page, refs)
    case 'image':
      return imageObject(item, page, refs)
    case 'path':
      return pathObject(item, page, refs.nextId)
  }
}

/**
 * §11: a TextObject in one TextCode, but characters outside the BMP each in one of their own: readers do not agree whether
 * such a one counts once or twice in DeltaX, and by itself it has none.
 */
function textObject(text: PlacedText, page: PlacedPage, refs: PageRefs): string {
  const font = refs.font(text.font)
  const box = onPage(text.box, page)
  if (font === undefined || text.text === '' || outside(box)) return ''
  // a run of a turned table begins at its place and goes up the page
  const at = { x: text.x - box.x, y: text.y - box.y }
  const attributes = {
    ID: refs.nextId(),
    Boundary: boxText(box),
    CTM: text.turned ? `0 -1 1 0 ${lengths(at.x, at.y)}` : undefined,
    Font: font.id,
    Size: length(text.sizePt * mmPerPt),
    Weight: font.weight,
  }
  const codes = (text.turned ? textCodes(text, 0, 0) : textCodes(text, at.x, at.y)).join('')
  return element('TextObject', attributes, element('FillColor', { Value: colourText(text.colour) }) + codes)
}

const beyondBmp = (character: string): boolean => (character.codePointAt(0) ?? 0) > 0xffff

function textCodes(text: Pick<PlacedText, 'text' | 'advances'>, x: number, y: number): string[] {
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
    {
      ID: refs.nextId(),
      Boundary: boxText(box),
      LineWidth: length(line.width),
      DashPattern: line.dash && line.dash.length > 0 ? lengths(...line.dash) : undefined,
    },
    element('StrokeColor', { Value: colourText(line.colour) }) + textElement('AbbreviatedData', data),
  )
}

/** §10: a picture is a unit square that its CTM stretches; shifted where the page cuts its box. */
function imageObject(image: PlacedImage, page: PlacedPage, refs: PageRefs): string {
  const resource = refs.image(image.file)
  const box = onPage(image.box, page)
  if (resource === undefined || outside(box)) return ''
  const { x, y, width, height } = image.box
  const stretched = image.turned
    ? lengths(0, -height, width, 0, x - box.x, y + height - box.y)
    : lengths(width, 0, 0, height, x - box.x, y - box.y)
  return element('ImageObject', {
    ID: refs.nextId(),
    Boundary: boxText(box),
    CTM: stretched,
    ResourceID: resource,
  })
}
