/*
 * The little of a TrueType file that OFD needs: whether the face itself is heavy, and which characters it has glyphs for.
 * Pure; every offset is checked, a damaged file has nothing.
 */

type Table = { at: number; length: number }

function tableOf(view: DataView, tag: string): Table | undefined {
  if (view.byteLength < 12) return undefined
  const count = view.getUint16(4)
  for (let i = 0; i < count; i++) {
    const entry = 12 + i * 16
    if (entry + 16 > view.byteLength) return undefined
    const name = String.fromCharCode(...[0, 1, 2, 3].map((k) => view.getUint8(entry + k)))
    if (name !== tag) continue
    const [at, length] = [view.getUint32(entry + 8), view.getUint32(entry + 12)]
    return at + length <= view.byteLength ? { at, length } : undefined
  }
  return undefined
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** True where the face is drawn heavy: usWeightClass of OS/2 is 600 or more. */
export function isBoldFace(bytes: Uint8Array): boolean {
  const view = viewOf(bytes)
  const os2 = tableOf(view, 'OS/2')
  return os2 !== undefined && os2.length >= 6 && view.getUint16(os2.at + 4) >= 600
}

/** A font has 65,535 glyphs at most; a cmap that goes on after this many characters is hostile. */
const mostMapped = 400_000

/** The glyph of each code point a font has (cmap formats 4 and 12); undefined for what is no font or has no sound cmap. */
export function glyphsOf(bytes: Uint8Array): Map<number, number> | undefined {
  const view = viewOf(bytes)
  const cmap = tableOf(view, 'cmap')
  if (!cmap || cmap.length < 4) return undefined
  const mapped = new Map<number, number>()
  try {
    const count = Math.min(view.getUint16(cmap.at + 2), 32)
    for (let i = 0; i < count; i++) {
      const at = cmap.at + view.getUint32(cmap.at + 4 + i * 8 + 4)
      const format = view.getUint16(at)
      if (format === 4) readSegments(view, at, mapped)
      else if (format === 12) readGroups(view, at, mapped)
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined // cut off
    throw error
  }
  return mapped
}

function readSegments(view: DataView, at: number, mapped: Map<number, number>): void {
  const double = view.getUint16(at + 6)
  let seen = 0
  for (let i = 0; i < double; i += 2) {
    const end = view.getUint16(at + 14 + i)
    const start = view.getUint16(at + 16 + double + i)
    const delta = view.getUint16(at + 16 + 2 * double + i)
    const rangeAt = at + 16 + 3 * double + i
    const range = view.getUint16(rangeAt)
    for (let code = start; code <= end && code < 0xffff; code++) {
      if (++seen > mostMapped) throw new RangeError('cmap')
      const raw = range === 0 ? code : view.getUint16(rangeAt + range + (code - start) * 2)
      const glyph = range !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff
      if (glyph !== 0) mapped.set(code, glyph)
    }
  }
}

function readGroups(view: DataView, at: number, mapped: Map<number, number>): void {
  const groups = view.getUint32(at + 12)
  let seen = 0
  for (let i = 0; i < groups; i++) {
    const entry = at + 16 + i * 12
    const [start, end, glyph] = [view.getUint32(entry), view.getUint32(entry + 4), view.getUint32(entry + 8)]
    for (let code = start; code <= Math.min(end, 0x10ffff); code++) {
      if (++seen > mostMapped) throw new RangeError('cmap')
      if (glyph + code - start !== 0) mapped.set(code, glyph + code - start)
    }
  }
}
