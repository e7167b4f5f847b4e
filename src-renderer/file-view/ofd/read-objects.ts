import { childOf, childrenOf, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { Matrix, OfdClip, OfdObject, OfdPaint } from './ofd-document.ts'
import { noteGlyphs, type GlyphNumbers } from './read-glyphs.ts'
import { pathOf, rectangle, transformed } from './read-path.ts'
import type { Resources } from './read-resources.ts'
import { attributeOf, colourOf, paintOf, styleOf } from './read-style.ts'
import { runsOf } from './read-text.ts'
import type { Budget, Troubles } from './read-trouble.ts'
import { boxOf, flagOf, idOf, matrixOf, moved, numberOf, numbersOf, sane, scaled, times, type Box } from './read-values.ts'

/** What reading objects needs and fills. */
export type Drawing = { resources: Resources; glyphs: GlyphNumbers; troubles: Troubles; budget: Budget; out: OfdObject[] }

/** Where objects are read in: the space they stand in, what cuts them, how far they shine through, whose defaults they take. */
export type Place = {
  matrix: Matrix
  clips: readonly OfdClip[]
  alpha: number
  layer: XmlElement | undefined
  /** the composites around, so that none is drawn within itself */
  within: readonly XmlElement[]
}

/** Reads the objects of a layer, a block, a composite or an annotation into `out`, in painting order. errors: OfdEnd */
export function readObjects(block: XmlElement, place: Place, drawing: Drawing): void {
  for (const element of block.children) {
    if (!readers.has(element.name)) continue
    drawing.budget.object()
    if (!flagOf(element.attributes.get('Visible'), true)) continue
    readers.get(element.name)?.(element, place, drawing)
  }
}

type Reader = (element: XmlElement, place: Place, drawing: Drawing) => void

/** An object's own space, its look, and what cuts it; undefined where its numbers have run away. */
function standing(element: XmlElement, place: Place, { resources, troubles, budget }: Drawing) {
  const box = boxOf(element.attributes.get('Boundary'))
  const stand = box ? times(place.matrix, moved(box.x, box.y)) : place.matrix
  const ctm = matrixOf(element.attributes.get('CTM'))
  const matrix = ctm ? times(stand, ctm) : stand
  if (!sane(matrix)) return undefined
  const style = styleOf(element, place.layer, resources, troubles)
  const alpha = place.alpha * (Math.min(255, Math.max(0, numberOf(element.attributes.get('Alpha')) ?? 255)) / 255)
  const clips = [...place.clips, ...clipsOf(element, stand, matrix, budget)]
  const paint = (name: 'FillColor' | 'StrokeColor', usual: OfdPaint | null): OfdPaint | null => {
    const colour = colourOf(style, name)
    return colour ? (paintOf(colour, resources, alpha, troubles) ?? null) : usual
  }
  return { box, stand, ctm, matrix, style, alpha, clips, paint }
}

/** Clips (§8.4): each Clip is the union of its areas, drawn in the object's own space unless TransFlag says otherwise. */
function clipsOf(element: XmlElement, stand: Matrix, matrix: Matrix, budget: Budget): OfdClip[] {
  const clips = childOf(element, 'Clips')
  // a picture's CTM stretches a unit square; no clip in mm is meant to be stretched so
  const stretched = flagOf(clips?.attributes.get('TransFlag'), element.name !== 'ImageObject')
  return childrenOf(clips, 'Clip').flatMap((clip) => {
    const segments = childrenOf(clip, 'Area').flatMap((area) => {
      const path = childOf(area, 'Path')
      if (!path) return []
      const box = boxOf(path.attributes.get('Boundary'))
      const steps = [matrixOf(area.attributes.get('CTM')), box && moved(box.x, box.y), matrixOf(path.attributes.get('CTM'))]
      const inner = steps.reduce<Matrix>((all, step) => (step ? times(all, step) : all), stretched ? matrix : stand)
      const read = pathOf(childOf(path, 'AbbreviatedData')?.text ?? '', budget.pointsLeft)
      budget.points(read.length)
      return sane(inner) ? transformed(read, inner) : []
    })
    return segments.length > 0 ? [{ segments, evenOdd: false }] : []
  })
}

/** What lies outside a Boundary is not drawn (§8.1); one without area is a writer's carelessness and cuts nothing. */
function boundaryClip(box: Box | undefined, matrix: Matrix): OfdClip[] {
  if (!box || box.width < 0.01 || box.height < 0.01) return []
  return [{ segments: transformed(rectangle(box), matrix), evenOdd: false }]
}

const black = (alpha: number): OfdPaint => ({ colour: '#000000', alpha })

/** Text is not cut at its Boundary: many writers give it too tight, and letters would lose their feet. */
const readText: Reader = (element, place, drawing) => {
  const at = standing(element, place, drawing)
  const size = numberOf(element.attributes.get('Size')) ?? 0
  if (!at || size <= 0) return
  const { resources, troubles, budget, out } = drawing
  const font = idOf(element.attributes.get('Font'))
  const known = font !== undefined && resources.fonts.has(font)
  if (!known) troubles.note('OFD-RESOURCE')
  if (known) noteGlyphs(element, font, drawing.glyphs, troubles)
  const hScale = numberOf(element.attributes.get('HScale')) ?? 1
  const turn = numberOf(element.attributes.get('CharDirection')) ?? 0
  const direction = numberOf(element.attributes.get('ReadDirection')) ?? 0
  const runs = runsOf(element, { size, hScale: hScale > 0 ? hScale : 1, direction }, budget.pointsLeft)
  budget.points(runs.reduce((sum, run) => sum + run.chars.length, 0))
  if (runs.length === 0) return
  const weight = numberOf(element.attributes.get('Weight')) ?? 400
  out.push({
    kind: 'text',
    matrix: at.matrix,
    clips: at.clips,
    font: known ? font : null,
    size,
    weight: Math.min(1000, Math.max(100, weight)),
    italic: flagOf(element.attributes.get('Italic'), false),
    hScale: hScale > 0 ? hScale : 1,
    turn: ((turn % 360) + 360) % 360,
    fill: flagOf(element.attributes.get('Fill'), true) ? at.paint('FillColor', black(at.alpha)) : null,
    stroke: flagOf(element.attributes.get('Stroke'), false) ? at.paint('StrokeColor', black(at.alpha)) : null,
    lineWidth: positive(attributeOf(at.style, 'LineWidth'), 0.353),
    runs,
  })
}

const positive = (text: string | undefined, usual: number): number => {
  const value = numberOf(text)
  return value !== undefined && value > 0 ? value : usual
}

const caps = new Map<string, 'butt' | 'round' | 'square'>([
  ['round', 'round'],
  ['square', 'square'],
])
const joins = new Map<string, 'miter' | 'round' | 'bevel'>([
  ['round', 'round'],
  ['bevel', 'bevel'],
])

const readPath: Reader = (element, place, drawing) => {
  const at = standing(element, place, drawing)
  if (!at) return
  const { budget, out } = drawing
  const segments = pathOf(childOf(element, 'AbbreviatedData')?.text ?? '', budget.pointsLeft)
  budget.points(segments.length)
  const fill = flagOf(element.attributes.get('Fill'), false) ? at.paint('FillColor', null) : null
  const stroke = flagOf(element.attributes.get('Stroke'), true) ? at.paint('StrokeColor', black(at.alpha)) : null
  if (segments.length === 0 || (!fill && !stroke)) return
  const dash = numbersOf(attributeOf(at.style, 'DashPattern'))
  out.push({
    kind: 'path',
    matrix: at.matrix,
    // a stroke lies half outside its path, and boxes of lines are drawn without it
    clips: fill && !stroke ? [...at.clips, ...boundaryClip(at.box, place.matrix)] : at.clips,
    segments,
    evenOdd: element.attributes.get('Rule') === 'Even-Odd',
    fill,
    stroke,
    lineWidth: positive(attributeOf(at.style, 'LineWidth'), 0.353),
    cap: caps.get(attributeOf(at.style, 'Cap')?.toLowerCase() ?? '') ?? 'butt',
    join: joins.get(attributeOf(at.style, 'Join')?.toLowerCase() ?? '') ?? 'miter',
    miterLimit: positive(attributeOf(at.style, 'MiterLimit'), 4.234),
    dash: dash.every((length) => length >= 0) && dash.some((length) => length > 0) ? dash : [],
    dashOffset: numberOf(attributeOf(at.style, 'DashOffset')) ?? 0,
  })
}

const readImage: Reader = (element, place, drawing) => {
  const at = standing(element, place, drawing)
  const { resources, troubles, out } = drawing
  const image = [element.attributes.get('ResourceID'), element.attributes.get('Substitution')]
    .map(idOf)
    .find((id) => id !== undefined && resources.images.has(id))
  const named = idOf(element.attributes.get('ResourceID'))
  if (!at) return
  if (image === undefined) {
    if (named === undefined || !resources.unshown.has(named)) troubles.note('OFD-RESOURCE')
    return
  }
  const matrix = at.ctm || !at.box ? at.matrix : times(at.stand, scaled(at.box.width, at.box.height))
  out.push({ kind: 'image', matrix, clips: [...at.clips, ...boundaryClip(at.box, place.matrix)], image, alpha: at.alpha })
}

/** §12: a composite is a picture made of objects, kept once as a resource; some writers put its Content into the object. */
const readComposite: Reader = (element, place, drawing) => {
  const { resources, troubles, budget } = drawing
  const at = standing(element, place, drawing)
  const named = idOf(element.attributes.get('ResourceID'))
  const unit = named === undefined ? element : resources.composites.get(named)
  if (!unit || !at) return troubles.note('OFD-RESOURCE')
  if (place.within.includes(unit) || place.within.length >= budget.limits.depth) return troubles.note('OFD-CYCLE')
  const content = childOf(unit, 'Content')
  if (!content) return
  const inner = {
    ...place,
    matrix: at.matrix,
    clips: [...at.clips, ...boundaryClip(at.box, place.matrix)],
    alpha: at.alpha,
    within: [...place.within, unit],
  }
  readObjects(content, inner, drawing)
}

const readBlock: Reader = (element, place, drawing) => {
  if (place.within.length >= drawing.budget.limits.depth) return drawing.troubles.note('OFD-CYCLE')
  readObjects(element, { ...place, within: [...place.within, element] }, drawing)
}

const readers = new Map<string, Reader>([
  ['TextObject', readText],
  ['PathObject', readPath],
  ['ImageObject', readImage],
  ['CompositeObject', readComposite],
  ['PageBlock', readBlock],
])
