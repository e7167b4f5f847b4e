import { childOf, childrenOf, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { OfdDocument, OfdFont, OfdLimits, OfdObject, OfdPage } from './ofd-document.ts'
import { mendedFont } from './read-font.ts'
import type { GlyphNumbers } from './read-glyphs.ts'
import { readObjects, type Drawing, type Place } from './read-objects.ts'
import { OfdPackage } from './read-package.ts'
import { addResources, noResources, type Resources } from './read-resources.ts'
import { drawSeal, sealIds } from './read-seal-drawing.ts'
import { readSeals, type Seal } from './read-seals.ts'
import { Budget, OfdEnd, Troubles } from './read-trouble.ts'
import { boxOf, flagOf, identity, idOf, moved, times, type Box } from './read-values.ts'

/**
 * Reads an OFD file for showing (PP-35, PP-36): any namespace and version, missing and wrong parts, whatever is there is
 * shown and the rest is told. Never throws and follows nothing out of the file; ends where `limits` are passed, with the
 * pages read so far.
 */
export function readOfd(bytes: Uint8Array, limits: OfdLimits): OfdDocument {
  return readWithin(bytes, limits, 0)
}

/** `depth`: how many seals this file lies in; seals of seals are not drawn. */
function readWithin(bytes: Uint8Array, limits: OfdLimits, depth: number): OfdDocument {
  const troubles = new Troubles()
  const resources = noResources()
  const glyphs: GlyphNumbers = new Map()
  const pages: OfdPage[] = []
  let title = ''
  try {
    const files = new OfdPackage(bytes, limits)
    const budget = new Budget(limits)
    title = readDocument({ files, troubles, resources, glyphs, budget, depth }, pages)
  } catch (error) {
    troubles.page = undefined
    // what is not the reader's own end is a hole in it: the file is told to be unreadable, not the window closed
    troubles.note(error instanceof OfdEnd ? error.code : 'OFD-XML', pages.length === 0)
  }
  const fonts = new Map([...resources.fonts].map(([id, font]) => [id, mended(font, glyphs.get(id) ?? new Map(), troubles)]))
  return { title, pages, fonts, images: resources.images, troubles: troubles.list }
}

/** A font as the browser can load it; without its program where nothing helps, so that one of the system stands in. */
function mended(font: OfdFont, pairs: ReadonlyMap<number, number>, troubles: Troubles): OfdFont {
  // fonts of a seal were mended with it
  if (!font.bytes || font.id >= sealIds) return font
  const bytes = mendedFont(font.bytes, pairs)
  if (!bytes) troubles.note('OFD-RESOURCE')
  return { ...font, bytes }
}

type Reading = {
  files: OfdPackage
  troubles: Troubles
  resources: Resources
  glyphs: GlyphNumbers
  budget: Budget
  depth: number
}

function readDocument(reading: Reading, pages: OfdPage[]): string {
  const { files, troubles, resources, budget } = reading
  const entry = files.find('', 'OFD.xml')
  const bodies = childrenOf(entry === undefined ? undefined : files.xml(entry), 'DocBody')
  const [body] = bodies
  if (bodies.length > 1) troubles.note('OFD-SIMPLER')
  const path = files.find('', childOf(body, 'DocRoot')?.text ?? '')
  const root = path === undefined ? undefined : files.xml(path)
  if (!body || path === undefined || !root) throw new OfdEnd('OFD-ROOT')
  const common = childOf(root, 'CommonData')
  for (const name of ['PublicRes', 'DocumentRes'])
    for (const { text } of childrenOf(common, name)) addResources(files, path, text, resources, troubles)
  const list = childrenOf(childOf(root, 'Pages'), 'Page')
  if (list.length === 0) throw new OfdEnd('OFD-ROOT')
  const sealsRead = new Map<number, OfdDocument>()
  const shared: Shared = {
    ...reading,
    path,
    paper: paperOf(childOf(common, 'PageArea')),
    templates: new Map(
      childrenOf(common, 'TemplatePage').map((template) => [idOf(template.attributes.get('ID')) ?? -1, template] as const),
    ),
    annotations: annotationsOf(reading, path, childOf(root, 'Annotations')?.text ?? ''),
    seals: sealsOf(reading, childOf(body, 'Signatures')?.text ?? '', entry ?? ''),
    readSeal: (seal) => {
      const read = sealsRead.get(seal.signature) ?? readWithin(seal.bytes, budget.limits, reading.depth + 1)
      sealsRead.set(seal.signature, read)
      return read
    },
  }
  for (const page of list.slice(0, budget.limits.pages)) {
    troubles.page = pages.length + 1
    pages.push(readPage(page, shared))
  }
  troubles.page = undefined
  if (list.length > budget.limits.pages) troubles.note('OFD-COUNT')
  return childOf(childOf(body, 'DocInfo'), 'Title')?.text.trim() ?? ''
}

type Shared = Reading & {
  path: string
  paper: Box | undefined
  templates: ReadonlyMap<number, XmlElement>
  /** by page id: where its annotations lie */
  annotations: ReadonlyMap<number, readonly string[]>
  /** by page id */
  seals: ReadonlyMap<number, readonly Seal[]>
  readSeal: (seal: Seal) => OfdDocument
}

const a4: Box = { x: 0, y: 0, width: 210, height: 297 }

/** The paper of a page or of all: PhysicalBox; only one that could be paper. */
function paperOf(area: XmlElement | undefined): Box | undefined {
  for (const name of ['PhysicalBox', 'ApplicationBox', 'ContentBox']) {
    const box = boxOf(childOf(area, name)?.text)
    if (box && box.width >= 1 && box.height >= 1 && box.width <= 5000 && box.height <= 5000) return box
  }
  return undefined
}

function readPage(page: XmlElement, shared: Shared): OfdPage {
  const { files, troubles, resources, budget } = shared
  budget.time()
  const found = files.find(shared.path, page.attributes.get('BaseLoc') ?? '')
  const root = found === undefined ? undefined : files.xml(found)
  if (!root) troubles.note(found === undefined ? 'OFD-PAGE' : 'OFD-XML')
  const paper = paperOf(childOf(root, 'Area')) ?? shared.paper ?? a4
  const objects: OfdObject[] = []
  const drawing: Drawing = { resources, glyphs: shared.glyphs, troubles, budget, out: objects }
  const matrix = moved(-paper.x, -paper.y)
  const place: Place = { matrix, clips: [], alpha: 1, layer: undefined, within: [] }
  if (root && found !== undefined) {
    for (const { text } of childrenOf(root, 'PageRes')) addResources(files, found, text, resources, troubles)
    const templates = childrenOf(root, 'Template')
    for (const template of templates) if (!inFront(template, shared)) readTemplate(template, place, drawing, shared)
    readLayers(root, place, drawing)
    for (const template of templates) if (inFront(template, shared)) readTemplate(template, place, drawing, shared)
  }
  const id = idOf(page.attributes.get('ID')) ?? -1
  for (const path of shared.annotations.get(id) ?? []) readAnnotations(path, place, drawing, files)
  for (const seal of shared.seals.get(id) ?? []) drawSeal(seal, place, drawing, shared.readSeal)
  return { width: paper.width, height: paper.height, objects }
}

const templateOf = (use: XmlElement, { templates }: Shared): XmlElement | undefined =>
  templates.get(idOf(use.attributes.get('TemplateID')) ?? -1)

const inFront = (use: XmlElement, shared: Shared): boolean =>
  (use.attributes.get('ZOrder') ?? templateOf(use, shared)?.attributes.get('ZOrder')) === 'Foreground'

/** §7.7: a template is a page whose layers are drawn under or over those of the pages that use it. */
function readTemplate(use: XmlElement, place: Place, drawing: Drawing, shared: Shared): void {
  const template = templateOf(use, shared)
  const path = template && shared.files.find(shared.path, template.attributes.get('BaseLoc') ?? '')
  const root = path === undefined ? undefined : shared.files.xml(path)
  if (!root || path === undefined) return shared.troubles.note('OFD-PAGE')
  for (const { text } of childrenOf(root, 'PageRes')) addResources(shared.files, path, text, shared.resources, shared.troubles)
  readLayers(root, place, drawing)
}

const order = ['Background', 'Body', 'Foreground']

/** Layers from the back to the front (§7.7); old files put objects beside the layers. */
function readLayers(root: XmlElement, place: Place, drawing: Drawing): void {
  const content = childOf(root, 'Content')
  if (!content) return
  const rank = (layer: XmlElement): number => {
    const at = order.indexOf(layer.attributes.get('Type') ?? 'Body')
    return at < 0 ? 1 : at
  }
  for (const layer of childrenOf(content, 'Layer').toSorted((a, b) => rank(a) - rank(b)))
    readObjects(layer, { ...place, layer }, drawing)
  readObjects(content, place, drawing)
}

/** Annotations.xml (§15): where the annotations of each page lie. */
function annotationsOf({ files }: Reading, document: string, loc: string): Map<number, string[]> {
  const path = files.find(document, loc)
  const root = path === undefined ? undefined : files.xml(path)
  const found = new Map<number, string[]>()
  for (const page of childrenOf(root, 'Page')) {
    const id = idOf(page.attributes.get('PageID')) ?? -1
    const file = files.find(path ?? '', childOf(page, 'FileLoc')?.text ?? '')
    if (file !== undefined) found.set(id, [...(found.get(id) ?? []), file])
  }
  return found
}

function readAnnotations(path: string, place: Place, drawing: Drawing, files: OfdPackage): void {
  const root = files.xml(path)
  if (!root) return drawing.troubles.note('OFD-XML')
  for (const annotation of childrenOf(root, 'Annot')) {
    if (!flagOf(annotation.attributes.get('Visible'), true)) continue
    const appearance = childOf(annotation, 'Appearance')
    const box = boxOf(appearance?.attributes.get('Boundary'))
    if (appearance)
      readObjects(appearance, { ...place, matrix: times(place.matrix, box ? moved(box.x, box.y) : identity) }, drawing)
  }
}

function sealsOf({ files, troubles, budget, depth }: Reading, loc: string, entry: string): Map<number, Seal[]> {
  const found = new Map<number, Seal[]>()
  if (loc.trim() === '' || depth > 0) return found
  for (const seal of readSeals(files, entry, loc, budget)) found.set(seal.page, [...(found.get(seal.page) ?? []), seal])
  // signatures without a picture are told as well: they are not verified
  troubles.note('OFD-SEAL')
  return found
}
