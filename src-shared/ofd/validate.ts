/*
 * What a schema cannot see of an OFD package (GB/T 33190): ids, references, paths, steps, boxes, and whether the fonts hold
 * what is written with them (PP-33). For packages of our own, in tests and before a file is given out.
 */
import { stepsOf } from './steps.ts'
import { glyphsOf } from './true-type.ts'
import { childOf, childrenOf, everyElement, type XmlElement } from './xml-tree.ts'

/** A part of the package: parsed where it is XML. */
export type ReadPart = { path: string; root: XmlElement } | { path: string; bytes: Uint8Array }

export type OfdFault = {
  code:
    | 'no-root'
    | 'loc-broken'
    | 'id-missing'
    | 'id-twice'
    | 'id-over-max'
    | 'ref-broken'
    | 'box-form'
    | 'box-outside'
    | 'delta-count'
    | 'delta-form'
    | 'font-damaged'
    | 'font-lacks'
    | 'part-unused'
  /** the part it is in */
  path: string
  /** the id, path, box or characters it is about */
  what: string
}

type Report = (code: OfdFault['code'], path: string, what: string) => void
type Parts = ReadonlyMap<string, ReadPart>

/** Elements that carry an id of the document's one ID space (§7.3), beside the ones that only refer. */
const identified = new Set([
  'Page',
  'TemplatePage',
  'Layer',
  'TextObject',
  'PathObject',
  'ImageObject',
  'CompositeObject',
  'PageBlock',
  'Font',
  'MultiMedia',
  'ColorSpace',
  'DrawParam',
  'CompositeGraphicUnit',
])

/** Checks a whole package; empty where it is sound. */
export function validateOfd(parts: readonly ReadPart[]): OfdFault[] {
  const faults: OfdFault[] = []
  const report: Report = (code, path, what) => faults.push({ code, path, what })
  const byPath: Parts = new Map(parts.map((part) => [part.path, part]))
  const used = new Set<string>(['OFD.xml'])
  const take = (from: string, loc: string): ReadPart | undefined => {
    const path = located(from, loc)
    const part = byPath.get(path)
    if (part) used.add(path)
    else report('loc-broken', from, loc)
    return part
  }
  const docRoot = childOf(childOf(rootOf(byPath.get('OFD.xml')), 'DocBody'), 'DocRoot')
  const document = docRoot && take('OFD.xml', docRoot.text)
  if (!rootOf(document) || !document) report('no-root', 'OFD.xml', docRoot?.text ?? '')
  else checkDocument(document, take, report)
  for (const { path } of parts) if (!used.has(path)) report('part-unused', path, path)
  return faults
}

type Take = (from: string, loc: string) => ReadPart | undefined

function checkDocument(document: ReadPart, take: Take, report: Report): void {
  const root = rootOf(document)
  const common = childOf(root, 'CommonData')
  const inDocument: { path: string; root: XmlElement }[] = []
  const fonts = new Map<number, { path: string; glyphs: ReadonlyMap<number, number> | undefined }>()
  const media = new Set<number>()
  const keep = (part: ReadPart | undefined): XmlElement | undefined => {
    const kept = rootOf(part)
    if (part && kept) inDocument.push({ path: part.path, root: kept })
    return kept
  }
  keep(document)
  for (const loc of [...childrenOf(common, 'PublicRes'), ...childrenOf(common, 'DocumentRes')]) {
    const part = take(document.path, loc.text)
    const res = keep(part)
    if (part && res) checkResources(part.path, res, fonts, media, take, report)
  }
  const whole = childOf(childOf(common, 'PageArea'), 'PhysicalBox')
  const templates = new Set<number>()
  for (const page of childrenOf(common, 'TemplatePage')) {
    const part = take(document.path, page.attributes.get('BaseLoc') ?? '')
    const content = keep(part)
    templates.add(Number(page.attributes.get('ID')))
    if (part && content) checkPage(part.path, content, whole, fonts, media, report)
  }
  for (const page of childrenOf(childOf(root, 'Pages'), 'Page')) {
    const part = take(document.path, page.attributes.get('BaseLoc') ?? '')
    const content = keep(part)
    if (part && content) checkPage(part.path, content, whole, fonts, media, report)
    for (const use of content ? childrenOf(content, 'Template') : [])
      if (part && !templates.has(Number(use.attributes.get('TemplateID'))))
        report('ref-broken', part.path, `TemplateID ${use.attributes.get('TemplateID')}`)
  }
  checkIds(inDocument, Number(childOf(common, 'MaxUnitID')?.text ?? Number.NaN), report)
}

function checkIds(parts: readonly { path: string; root: XmlElement }[], most: number, report: Report): void {
  const seen = new Set<number>()
  for (const { path, root } of parts)
    for (const part of everyElement(root)) {
      // the root of Content.xml is a Page too, without an id: that stands in Document.xml
      if (part === root || !identified.has(part.name)) continue
      const written = part.attributes.get('ID')
      const id = Number(written)
      if (written === undefined || !Number.isInteger(id) || id < 1) report('id-missing', path, part.name)
      else {
        if (seen.has(id)) report('id-twice', path, written)
        if (!(id <= most)) report('id-over-max', path, written)
        seen.add(id)
      }
    }
}

function checkResources(
  path: string,
  root: XmlElement,
  fonts: Map<number, { path: string; glyphs: ReadonlyMap<number, number> | undefined }>,
  media: Set<number>,
  take: Take,
  report: Report,
): void {
  const base = root.attributes.get('BaseLoc') ?? ''
  const inBase = (loc: string): string => (loc.startsWith('/') || base === '' ? loc : `${base}/${loc}`)
  for (const font of childrenOf(childOf(root, 'Fonts'), 'Font')) {
    const file = childOf(font, 'FontFile')
    const part = file && take(path, inBase(file.text))
    const glyphs = part && 'bytes' in part ? glyphsOf(part.bytes) : undefined
    if (part && !glyphs) report('font-damaged', path, file.text)
    fonts.set(Number(font.attributes.get('ID')), { path: file?.text ?? '', glyphs })
  }
  for (const medium of childrenOf(childOf(root, 'MultiMedias'), 'MultiMedia')) {
    take(path, inBase(childOf(medium, 'MediaFile')?.text ?? ''))
    media.add(Number(medium.attributes.get('ID')))
  }
}

function checkPage(
  path: string,
  root: XmlElement,
  whole: XmlElement | undefined,
  fonts: ReadonlyMap<number, { path: string; glyphs: ReadonlyMap<number, number> | undefined }>,
  media: ReadonlySet<number>,
  report: Report,
): void {
  const page = boxOf((childOf(childOf(root, 'Area'), 'PhysicalBox') ?? whole)?.text ?? '')
  if (!page) report('box-form', path, 'PhysicalBox')
  for (const object of everyElement(root)) {
    if (!object.name.endsWith('Object')) continue
    const id = object.attributes.get('ID') ?? '?'
    const written = object.attributes.get('Boundary') ?? ''
    const box = boxOf(written)
    if (!box) report('box-form', path, `${id}: ${written}`)
    else if (page && !within(box, page)) report('box-outside', path, `${id}: ${written}`)
    if (object.name === 'TextObject') checkText(path, object, fonts, report)
    if (object.name === 'ImageObject' && !media.has(Number(object.attributes.get('ResourceID'))))
      report('ref-broken', path, `${id}: ResourceID ${object.attributes.get('ResourceID')}`)
  }
}

function checkText(
  path: string,
  object: XmlElement,
  fonts: ReadonlyMap<number, { path: string; glyphs: ReadonlyMap<number, number> | undefined }>,
  report: Report,
): void {
  const id = object.attributes.get('ID') ?? '?'
  const font = fonts.get(Number(object.attributes.get('Font')))
  if (!font) report('ref-broken', path, `${id}: Font ${object.attributes.get('Font')}`)
  for (const code of childrenOf(object, 'TextCode')) {
    const characters = [...code.text]
    for (const name of ['DeltaX', 'DeltaY']) {
      const written = code.attributes.get(name)
      if (written === undefined && (name === 'DeltaY' || characters.length < 2)) continue
      const { steps, lawful } = stepsOf(written ?? '', characters.length + 1)
      if (!lawful) report('delta-form', path, `${id}: ${name}`)
      if (steps.length !== characters.length - 1) report('delta-count', path, `${id}: ${name} ${steps.length}`)
    }
    const lacking = font?.glyphs ? characters.filter((character) => !font.glyphs?.has(character.codePointAt(0) ?? 0)) : []
    if (lacking.length > 0) report('font-lacks', path, `${id}: ${lacking.join('')}`)
  }
}

type Box = { x: number; y: number; width: number; height: number }

/** ST_Box: four numbers, the last two above zero (§7.3). */
function boxOf(text: string): Box | undefined {
  if (!/^-?\d+(\.\d+)?( -?\d+(\.\d+)?){3}$/.test(text)) return undefined
  const [x = 0, y = 0, width = 0, height = 0] = text.split(' ').map(Number)
  return width > 0 && height > 0 ? { x, y, width, height } : undefined
}

/** A micrometre over is rounding. */
const within = (box: Box, page: Box): boolean =>
  box.x >= -0.0015 && box.y >= -0.0015 && box.x + box.width <= page.width + 0.0015 && box.y + box.height <= page.height + 0.0015

const rootOf = (part: ReadPart | undefined): XmlElement | undefined => (part && 'root' in part ? part.root : undefined)

/** A path named in a part: from the package's root where it begins with a slash, else from the part's own folder (§7.3). */
function located(from: string, loc: string): string {
  const start = loc.startsWith('/') ? [] : from.split('/').slice(0, -1)
  const out: string[] = []
  for (const step of [...start, ...loc.split('/')]) {
    if (step === '..') out.pop()
    else if (step !== '' && step !== '.') out.push(step)
  }
  return out.join('/')
}
