import { readPicture } from '../../../src-shared/document/picture-file.ts'
import { childOf, childrenOf } from '../../../src-shared/ofd/xml-tree.ts'
import type { OfdImage } from './ofd-document.ts'
import type { OfdPackage } from './read-package.ts'
import type { Budget } from './read-trouble.ts'
import { boxOf, idOf, type Box } from './read-values.ts'

/**
 * The picture of an electronic seal and where it stands: `box` in mm of the page with the id `page`, `clip` in mm from the
 * corner of `box` (a part of a seal over the edges of pages). `signature`: which one of the file it belongs to, from 0; all
 * of one have one picture. `kind` package: the picture is an OFD file itself.
 */
export type Seal = { signature: number; page: number; box: Box; clip: Box | undefined } & (
  | { kind: 'picture'; mime: OfdImage['mime']; bytes: Uint8Array }
  | { kind: 'package'; bytes: Uint8Array }
)

/**
 * Seals of a document's Signatures.xml (GB/T 33190 §18): only their pictures; nothing is verified here. Signatures without
 * a picture that can be shown are passed over.
 */
export function readSeals(files: OfdPackage, entry: string, loc: string, budget: Budget): Seal[] {
  const list = files.find(entry, loc)
  const signatures = childrenOf(list === undefined ? undefined : files.xml(list), 'Signature')
  const seals: Seal[] = []
  for (const [index, signature] of signatures.slice(0, 200).entries()) {
    budget.time()
    const path = files.find(list ?? '', signature.attributes.get('BaseLoc') ?? '')
    const root = path === undefined ? undefined : files.xml(path)
    const info = childOf(root, 'SignedInfo')
    const stamps = childrenOf(info, 'StampAnnot')
    if (path === undefined || stamps.length === 0) continue
    const picture = [childOf(childOf(info, 'Seal'), 'BaseLoc')?.text, childOf(root, 'SignedValue')?.text]
      .map((name) => (name ? files.read(files.find(path, name) ?? '') : undefined))
      .map((bytes) => bytes && sealPicture(bytes))
      .find((found) => found !== undefined)
    if (!picture) continue
    for (const stamp of stamps.slice(0, 5000)) {
      const [page, box] = [idOf(stamp.attributes.get('PageRef')), boxOf(stamp.attributes.get('Boundary'))]
      if (page === undefined || !box || box.width <= 0 || box.height <= 0) continue
      budget.object()
      seals.push({ signature: index, page, box, clip: boxOf(stamp.attributes.get('Clip')), ...picture })
    }
  }
  return seals
}

type Picture = { kind: 'picture'; mime: OfdImage['mime']; bytes: Uint8Array } | { kind: 'package'; bytes: Uint8Array }

const sequence = 0x30
const ia5String = 0x16
const octetString = 0x04

/** How many values of one seal are looked at; a real one has some hundreds. */
const mostValues = 20_000

/**
 * Finds SES_ESPictrueInfo in a seal or signature (GB/T 38540, GM/T 0031): a sequence of a kind and the bytes of a picture,
 * whatever stands around it. undefined where there is none.
 */
function sealPicture(bytes: Uint8Array): Picture | undefined {
  const queue = [bytes]
  for (let seen = 0; queue.length > 0 && seen < mostValues; seen++) {
    const values = valuesOf(queue.shift() ?? new Uint8Array())
    const [kind, data] = values
    if (kind?.tag === ia5String && data?.tag === octetString && data.content.length > 16) {
      const mime = readPicture(data.content)?.mime
      if (mime) return { kind: 'picture', mime, bytes: data.content }
      if (new TextDecoder('latin1').decode(kind.content).trim().toLowerCase() === 'ofd')
        return { kind: 'package', bytes: data.content }
    }
    for (const { tag, content } of values) if (tag === sequence || (tag & 0xe0) === 0xa0) queue.push(content)
  }
  return undefined
}

type Value = { tag: number; content: Uint8Array }

/** The DER values that stand one after the other; what is cut off or not DER ends the list. */
function valuesOf(bytes: Uint8Array): Value[] {
  const out: Value[] = []
  let at = 0
  while (at + 2 <= bytes.length && out.length < 1000) {
    const tag = bytes[at] ?? 0
    const first = bytes[at + 1] ?? 0
    const more = first < 0x80 ? 0 : first - 0x80
    if (more > 4) break
    let length = first < 0x80 ? first : 0
    for (let i = 0; i < more; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
    const from = at + 2 + more
    if (from + length > bytes.length) break
    out.push({ tag, content: bytes.subarray(from, from + length) })
    at = from + length
  }
  return out
}
