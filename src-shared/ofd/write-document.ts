import type { PlacedDocument, PlacedPage } from '../paper/placed.ts'
import { isBoldFace } from './true-type.ts'
import { namespace, type OfdMeta, type OfdPart } from './package.ts'
import { boxText } from './numbers.ts'
import { pageContent, watermarkContent, type PageRefs } from './write-page.ts'
import { element, textElement } from './xml-text.ts'

/** A picture's bytes; `mime` as its head says. */
export type OfdPictureBytes = { mime: string; bytes: Uint8Array }

/** What a package is made from. */
export type OfdSource = {
  placed: PlacedDocument
  meta: OfdMeta
  /** font programs by the id of the placed font; a font without one is named only, and a reader takes the system's */
  fonts: ReadonlyMap<number, Uint8Array>
  /** pictures by the name a placed image has for its file; one that is missing leaves its place empty */
  images: ReadonlyMap<string, OfdPictureBytes>
}

const xml = (name: string, attributes: Record<string, string>, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, { 'xmlns:ofd': namespace, ...attributes }, inner)}`

/** What pictures are called in the package and in `Format` (§10.2), by mime. */
const formats: Readonly<Record<string, { extension: string; format: string }>> = {
  'image/png': { extension: 'png', format: 'PNG' },
  'image/jpeg': { extension: 'jpg', format: 'JPEG' },
  'image/gif': { extension: 'gif', format: 'GIF' },
  'image/bmp': { extension: 'bmp', format: 'BMP' },
}

type NamedFont = { id: number; placed: number; family: string; weight: number; bytes: Uint8Array | undefined }
type NamedImage = OfdPictureBytes & { id: number; path: string; format: string }

/**
 * Makes the parts of an OFD package from placed pages (GB/T 33190 §6, §7), in the order they go into the file: OFD.xml,
 * Document.xml, PublicRes.xml, DocumentRes.xml where there are pictures, pages, fonts, pictures. One ID space: fonts,
 * pictures, pages, then layers and objects. Same source, same parts, character for character (PP-32). `pages` gives them one
 * by one, so that the caller can breathe between them and stop; `parts` is then the whole package.
 */
export function packageOf(source: OfdSource): { pages: Iterable<number>; parts: () => OfdPart[] } {
  const { placed } = source
  let id = 0
  const nextId = (): number => ++id
  const fonts = placed.fonts.map((font): NamedFont => ({
    id: nextId(),
    placed: font.id,
    family: font.family,
    weight: font.weight,
    bytes: source.fonts.get(font.id),
  }))
  const images = namedImages(source, nextId)
  const pageIds = placed.pages.map(nextId)
  const refs: PageRefs = { nextId, font: fontRefs(fonts), image: (file) => images.get(file)?.id }
  const contents: string[] = []
  const first = placed.pages[0]
  const marks = placed.watermark ?? []
  const template = first && marks.length > 0 ? { id: nextId(), text: watermarkContent(marks, first, refs) } : undefined
  return {
    pages: (function* () {
      for (const page of placed.pages) yield contents.push(pageContent(page, refs, template?.id))
    })(),
    parts: () => [
      { path: 'OFD.xml', text: ofdXml(source.meta) },
      { path: 'Doc_0/Document.xml', text: documentXml(placed.pages, pageIds, id, images.size > 0, template?.id) },
      { path: 'Doc_0/PublicRes.xml', text: publicRes(fonts) },
      ...(images.size > 0 ? [{ path: 'Doc_0/DocumentRes.xml', text: documentRes([...images.values()]) }] : []),
      ...(template ? [{ path: `Doc_0/${templatePath}`, text: template.text }] : []),
      ...contents.map((text, i) => ({ path: `Doc_0/Pages/Page_${i}/Content.xml`, text })),
      ...fonts.flatMap(({ id: fontId, bytes }) => (bytes ? [{ path: `Doc_0/Res/${fontFile(fontId)}`, bytes }] : [])),
      ...[...images.values()].map(({ path, bytes }) => ({ path: `Doc_0/Res/${path}`, bytes })),
    ],
  }
}

/** All parts at once; see `packageOf`. */
export function writeOfd(source: OfdSource): OfdPart[] {
  const made = packageOf(source)
  for (const _ of made.pages);
  return made.parts()
}

const fontFile = (id: number): string => `font_${id}.ttf`

function fontRefs(fonts: readonly NamedFont[]): PageRefs['font'] {
  const byPlaced = new Map(
    fonts.map(({ id, placed, weight, bytes }) => {
      // a heavy weight without a heavy face: the browser thickened the regular one, and the reader must do so too
      const thickened = weight >= 600 && bytes !== undefined && !isBoldFace(bytes)
      return [placed, thickened ? { id, weight: Math.min(1000, Math.round(weight / 100) * 100) } : { id }] as const
    }),
  )
  return (placed) => byPlaced.get(placed)
}

function namedImages({ placed, images }: OfdSource, nextId: () => number): Map<string, NamedImage> {
  const named = new Map<string, NamedImage>()
  for (const page of placed.pages)
    for (const item of page.items) {
      if (item.kind !== 'image' || named.has(item.file)) continue
      const picture = images.get(item.file)
      const kind = picture && formats[picture.mime]
      if (!picture || !kind) continue
      const id = nextId()
      named.set(item.file, { ...picture, id, path: `image_${id}.${kind.extension}`, format: kind.format })
    }
  return named
}

/** Beijing's day of a moment: xs:date, §7.4. */
const dayOf = (at: number): string => new Date(at + 8 * 3600_000).toISOString().slice(0, 10)

function ofdXml(meta: OfdMeta): string {
  const data = (name: string, value: string): string => textElement('CustomData', value, { Name: name })
  const info =
    // §7.4: 32 characters that name the file; here half of the version's SM3
    textElement('DocID', meta.sm3.slice(0, 32)) +
    textElement('Title', meta.title) +
    textElement('CreationDate', dayOf(meta.createdAt)) +
    textElement('ModDate', dayOf(meta.createdAt)) +
    textElement('Creator', '留痕') +
    element(
      'CustomDatas',
      {},
      data('VersionSM3', meta.sm3) + data('Version', String(meta.version)) + data('DocumentID', meta.docId),
    )
  const body = element('DocInfo', {}, info) + textElement('DocRoot', 'Doc_0/Document.xml')
  return xml('OFD', { Version: '1.0', DocType: 'OFD' }, element('DocBody', {}, body))
}

const templatePath = 'Tpls/Tpl_0/Content.xml'

function documentXml(
  pages: readonly PlacedPage[],
  ids: readonly number[],
  maxId: number,
  withImages: boolean,
  template: number | undefined,
): string {
  const { width, height } = pages[0] ?? { width: 210, height: 297 }
  const common =
    textElement('MaxUnitID', String(maxId)) +
    element('PageArea', {}, textElement('PhysicalBox', boxText({ x: 0, y: 0, width, height }))) +
    textElement('PublicRes', 'PublicRes.xml') +
    (withImages ? textElement('DocumentRes', 'DocumentRes.xml') : '') +
    (template === undefined ? '' : element('TemplatePage', { ID: template, ZOrder: 'Background', BaseLoc: templatePath }))
  const list = ids.map((id, i) => element('Page', { ID: id, BaseLoc: `Pages/Page_${i}/Content.xml` })).join('')
  return xml('Document', {}, element('CommonData', {}, common) + element('Pages', {}, list))
}

function publicRes(fonts: readonly NamedFont[]): string {
  const list = fonts.map(({ id, family, weight, bytes }) => {
    const bold = bytes ? isBoldFace(bytes) : weight >= 600
    const attributes = { ID: id, FontName: family, FamilyName: family, Bold: bold ? 'true' : undefined }
    return element('Font', attributes, bytes ? textElement('FontFile', fontFile(id)) : '')
  })
  return xml('Res', { BaseLoc: 'Res' }, list.length > 0 ? element('Fonts', {}, list.join('')) : '')
}

function documentRes(images: readonly NamedImage[]): string {
  const list = images.map(({ id, path, format }) =>
    element('MultiMedia', { ID: id, Type: 'Image', Format: format }, textElement('MediaFile', path)),
  )
  return xml('Res', { BaseLoc: 'Res' }, element('MultiMedias', {}, list.join('')))
}
