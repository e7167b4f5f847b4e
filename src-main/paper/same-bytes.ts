import { readPdf, textPart, textString, writePdf, type PdfObject } from './pdf-objects.ts'

/** What binds a PDF to the version it shows; all that the file says of itself comes from here. */
export type PdfFacts = {
  title: string
  /** SM3 of the version's text, 64 hexadecimal digits */
  sm3: string
  /** 0: not a version yet */
  version: number
  docId: string
  copy: 'clean' | 'marked' | 'sheet'
  /** epoch ms */
  at: number
}

export const producer = 'Liuhen'

/**
 * Makes a PDF of Chromium depend on nothing but what it shows (PP-46): dates, ids and names of tags that Chromium takes from
 * the clock and from counters of its process come from the version; title and the version's SM3 stand in the Info dictionary
 * and in XMP (PP-47). Offsets are written anew. `hash`: SM3 of bytes as hexadecimal. errors: PP-PDF
 */
export async function sameBytes(pdf: Uint8Array, facts: PdfFacts, hash: (bytes: Uint8Array) => Promise<string>): Promise<Buffer> {
  const parts = readPdf(pdf)
  const metadata = Math.max(...parts.objects.map((one) => one.id)) + 1
  const rename = tagNames(parts.objects)
  const objects = parts.objects.map((one): PdfObject => {
    if (one.id === parts.info) return objectOf(one.id, infoOf(facts))
    const { text, rest } = textPart(one)
    const named = rename(text)
    const told = one.id === parts.root ? withMetadata(named, metadata) : named
    return told === text ? one : { id: one.id, bytes: Buffer.concat([Buffer.from(told, 'latin1'), rest]) }
  })
  const xmp = Buffer.from(xmpOf(facts), 'utf8')
  objects.push({
    id: metadata,
    bytes: Buffer.concat([
      Buffer.from(`${metadata} 0 obj\n<</Type /Metadata\n/Subtype /XML\n/Length ${xmp.length}>> stream\n`, 'latin1'),
      xmp,
      Buffer.from('\nendstream\nendobj\n', 'latin1'),
    ]),
  })
  // /ID (ISO 32000-1 §14.4): the first half names the version, the second this content
  const content = await hash(Buffer.concat(objects.map((one) => one.bytes)))
  return writePdf({ ...parts, objects }, [facts.sm3.slice(0, 32), content.slice(0, 32)])
}

const objectOf = (id: number, body: string): PdfObject => ({
  id,
  bytes: Buffer.from(`${id} 0 obj\n${body}\nendobj\n`, 'latin1'),
})

const withMetadata = (catalog: string, id: number): string =>
  catalog.replace('/Type /Catalog', `/Type /Catalog\n/Metadata ${id} 0 R`)

const tagName = /\(node(\d{8,})\)/g

/**
 * Tags that others point to are called by a counter of the process (`node00000013`), so each printing has other names. They
 * are numbered from 1 in their own order; the tree of names (§7.9.6) stays sorted.
 */
function tagNames(objects: readonly PdfObject[]): (text: string) => string {
  const numbers = new Set<number>()
  for (const one of objects) for (const [, digits] of textPart(one).text.matchAll(tagName)) numbers.add(Number(digits))
  const rank = new Map([...numbers].toSorted((a, b) => a - b).map((number, i) => [number, i + 1]))
  return (text) => text.replace(tagName, (_, digits: string) => `(node${String(rank.get(Number(digits))).padStart(8, '0')})`)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** `20260305160000` in UTC. */
function stamp(at: number): string {
  const d = new Date(at)
  const day = `${d.getUTCFullYear()}${two(d.getUTCMonth() + 1)}${two(d.getUTCDate())}`
  return `${day}${two(d.getUTCHours())}${two(d.getUTCMinutes())}${two(d.getUTCSeconds())}`
}

function infoOf({ title, sm3, version, docId, copy, at }: PdfFacts): string {
  const date = `(D:${stamp(at)}+00'00')`
  return [
    `<</Title ${textString(title)}`,
    `/Keywords (SM3 ${sm3})`,
    `/Creator (${producer})`,
    `/Producer (${producer})`,
    `/CreationDate ${date}`,
    `/ModDate ${date}`,
    `/LiuhenSM3 (${sm3})`,
    `/LiuhenVersion (${version})`,
    `/LiuhenDocument (${docId})`,
    `/LiuhenCopy (${copy})>>`,
  ].join('\n')
}

const xmlText = (text: string): string =>
  text
    // characters XML 1.0 has no place for
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

function xmpOf({ title, sm3, version, docId, copy, at }: PdfFacts): string {
  const date = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  return [
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
    ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:liuhen="https://liuhen.invalid/ns/1.0/">',
    `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${xmlText(title)}</rdf:li></rdf:Alt></dc:title>`,
    `<xmp:CreateDate>${date}</xmp:CreateDate><xmp:ModifyDate>${date}</xmp:ModifyDate>`,
    `<xmp:CreatorTool>${producer}</xmp:CreatorTool><pdf:Producer>${producer}</pdf:Producer><pdf:Keywords>SM3 ${sm3}</pdf:Keywords>`,
    `<liuhen:sm3>${sm3}</liuhen:sm3><liuhen:version>${version}</liuhen:version>`,
    `<liuhen:document>${xmlText(docId)}</liuhen:document><liuhen:copy>${copy}</liuhen:copy>`,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ].join('\n')
}
