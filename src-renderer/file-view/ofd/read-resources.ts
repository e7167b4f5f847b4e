import { readPicture } from '../../../src-shared/document/picture-file.ts'
import { childOf, childrenOf, type XmlElement } from '../../../src-shared/ofd/xml-tree.ts'
import type { OfdFont, OfdImage } from './ofd-document.ts'
import { joined, folderOf, type OfdPackage } from './read-package.ts'
import type { Troubles } from './read-trouble.ts'
import { flagOf, idOf, numbersOf } from './read-values.ts'

/** A colour space: how many numbers a colour has and what its palette holds (§8.3.1). */
export type ColourSpace = { type: string; bits: number; palette: readonly (readonly number[])[] }

/** Everything a document's resource files hold, by id (§7.9). */
export type Resources = {
  fonts: Map<number, OfdFont>
  images: Map<number, OfdImage>
  /** ids that are there but hold nothing to show: told once, when they were read */
  unshown: Set<number>
  drawParams: Map<number, XmlElement>
  composites: Map<number, XmlElement>
  colourSpaces: Map<number, ColourSpace>
}

export const noResources = (): Resources => ({
  fonts: new Map(),
  images: new Map(),
  unshown: new Set(),
  drawParams: new Map(),
  composites: new Map(),
  colourSpaces: new Map(),
})

/** Adds what a resource file holds; a file that is missing or damaged is told and left out. */
export function addResources(files: OfdPackage, from: string, loc: string, into: Resources, troubles: Troubles): void {
  const path = files.find(from, loc)
  const root = path === undefined ? undefined : files.xml(path)
  if (path === undefined || !root) return troubles.note(path === undefined ? 'OFD-RESOURCE' : 'OFD-XML')
  const base = root.attributes.get('BaseLoc') ?? ''
  const bytesAt = (name: string): Uint8Array | undefined => {
    const found =
      files.find(base.startsWith('/') ? joined(base, 'x') : joined(folderOf(path) + base, 'x'), name) ??
      files.find(path, name) ??
      files.find('', joined(base, name))
    return found === undefined ? undefined : files.read(found)
  }
  for (const font of listed(root, 'Fonts', 'Font')) addFont(font, bytesAt, into, troubles)
  for (const medium of listed(root, 'MultiMedias', 'MultiMedia')) addMedium(medium, bytesAt, into, troubles)
  for (const param of listed(root, 'DrawParams', 'DrawParam')) put(into.drawParams, param, param)
  for (const unit of listed(root, 'CompositeGraphicUnits', 'CompositeGraphicUnit')) put(into.composites, unit, unit)
  for (const space of listed(root, 'ColorSpaces', 'ColorSpace')) put(into.colourSpaces, space, colourSpace(space))
}

const listed = (root: XmlElement, list: string, name: string): XmlElement[] =>
  childrenOf(root, list).flatMap((group) => childrenOf(group, name))

function put<T>(map: Map<number, T>, element: XmlElement, value: T): void {
  const id = idOf(element.attributes.get('ID'))
  if (id !== undefined) map.set(id, value)
}

type BytesAt = (name: string) => Uint8Array | undefined

function addFont(element: XmlElement, bytesAt: BytesAt, into: Resources, troubles: Troubles): void {
  const id = idOf(element.attributes.get('ID'))
  if (id === undefined) return
  const file = childOf(element, 'FontFile')?.text.trim()
  const bytes = file ? bytesAt(file) : undefined
  if (file && !bytes) troubles.note('OFD-RESOURCE')
  const name = element.attributes.get('FontName') ?? ''
  into.fonts.set(id, {
    id,
    name,
    family: element.attributes.get('FamilyName') ?? name,
    bold: flagOf(element.attributes.get('Bold'), false),
    italic: flagOf(element.attributes.get('Italic'), false),
    serif: flagOf(element.attributes.get('Serif'), false),
    fixedWidth: flagOf(element.attributes.get('FixedWidth'), false),
    bytes: bytes ?? null,
  })
}

function addMedium(element: XmlElement, bytesAt: BytesAt, into: Resources, troubles: Troubles): void {
  const id = idOf(element.attributes.get('ID'))
  const type = element.attributes.get('Type')?.toLowerCase() ?? 'image'
  if (id === undefined || type !== 'image') return
  const bytes = bytesAt(childOf(element, 'MediaFile')?.text.trim() ?? '')
  const mime = bytes && readPicture(bytes)?.mime
  if (bytes && mime) into.images.set(id, { id, mime, bytes })
  else {
    into.unshown.add(id)
    troubles.note(bytes ? 'OFD-PICTURE' : 'OFD-RESOURCE')
  }
}

function colourSpace(element: XmlElement): ColourSpace {
  const cvs = childrenOf(childOf(element, 'Palette'), 'CV').slice(0, 4096)
  const bits = Number(element.attributes.get('BitsPerComponent') ?? 8)
  return {
    type: (element.attributes.get('Type') ?? 'RGB').toUpperCase(),
    bits: bits >= 1 && bits <= 16 ? bits : 8,
    palette: cvs.map(({ text }) => colourNumbers(text)),
  }
}

/** Numbers of a colour; `#ff` is hexadecimal (§8.3.2). */
export const colourNumbers = (text: string): number[] =>
  numbersOf(
    text.replace(/#([0-9a-f]{1,4})/gi, (_, hex: string) => String(Number.parseInt(hex, 16))),
    5,
  )
