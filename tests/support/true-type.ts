/** Reads what the font tests ask of a TrueType file, apart from the writer under test: tables, characters, advances. */
export function readTrueType(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables = new Map<string, number>()
  for (let i = 0; i < view.getUint16(4); i++) {
    const entry = 12 + i * 16
    const tag = String.fromCharCode(...bytes.subarray(entry, entry + 4))
    tables.set(tag, view.getUint32(entry + 8))
  }
  const at = (tag: string): number => {
    const offset = tables.get(tag)
    if (offset === undefined) throw new Error(`no table ${tag}`)
    return offset
  }
  const glyphs = readCmap(view, at('cmap'))
  const longMetrics = view.getUint16(at('hhea') + 34)
  const glyphOf = (point: number): number => glyphs.get(point) ?? 0
  return {
    version: view.getUint32(0),
    tables: [...tables.keys()],
    unitsPerEm: view.getUint16(at('head') + 18),
    /** usWeightClass of OS/2 */
    weight: view.getUint16(at('OS/2') + 4),
    ascent: view.getInt16(at('hhea') + 4),
    descent: view.getInt16(at('hhea') + 6),
    lineGap: view.getInt16(at('hhea') + 8),
    glyphOf,
    advanceOf: (point: number): number => view.getUint16(at('hmtx') + Math.min(glyphOf(point), longMetrics - 1) * 4),
  }
}

function readCmap(view: DataView, cmap: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>()
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const sub = cmap + view.getUint32(cmap + 4 + i * 8 + 4)
    const format = view.getUint16(sub)
    if (format === 12) readFormat12(view, sub, glyphs)
    else if (format === 4) readFormat4(view, sub, glyphs)
  }
  return glyphs
}

function readFormat12(view: DataView, sub: number, glyphs: Map<number, number>): void {
  for (let g = 0; g < view.getUint32(sub + 12); g++) {
    const group = sub + 16 + g * 12
    const [first, last, glyph] = [view.getUint32(group), view.getUint32(group + 4), view.getUint32(group + 8)]
    for (let c = first; c <= last; c++) glyphs.set(c, glyph + c - first)
  }
}

function readFormat4(view: DataView, sub: number, glyphs: Map<number, number>): void {
  const twice = view.getUint16(sub + 6)
  for (let s = 0; s < twice; s += 2) {
    const [last, first] = [view.getUint16(sub + 14 + s), view.getUint16(sub + 16 + twice + s)]
    const delta = view.getUint16(sub + 16 + 2 * twice + s)
    const rangeAt = sub + 16 + 3 * twice + s
    const range = view.getUint16(rangeAt)
    for (let c = first; c <= last && c !== 0xffff; c++) {
      const found = range === 0 ? c : view.getUint16(rangeAt + range + 2 * (c - first))
      const glyph = found === 0 ? 0 : (found + delta) & 0xffff
      if (glyph) glyphs.set(c, glyph)
    }
  }
}
