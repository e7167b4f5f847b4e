/*
 * Embedded fonts as a browser takes them. Writers of OFD cut fonts down to outlines and name glyphs by number
 * (GB/T 33190 §11.4), so tables a browser asks for are missing: here they are made anew, from the numbers the file gives.
 */
import { glyphsOf } from '../../../src-shared/ofd/true-type.ts'

type Tables = Map<string, Uint8Array>

/** What a TrueType face cannot do without. */
const outlines = ['head', 'hhea', 'hmtx', 'maxp', 'glyf', 'loca']

/**
 * A font program that a browser loads, with a glyph for each character of `pairs` (code point to glyph number) beside those
 * its own cmap has. The same bytes where nothing is missing; null for what is no font that can be helped.
 */
export function mendedFont(bytes: Uint8Array, pairs: ReadonlyMap<number, number>): Uint8Array | null {
  try {
    return mendedSfnt(bytes, pairs)
  } catch (error) {
    if (error instanceof RangeError) return null // tables that point out of themselves
    throw error
  }
}

function mendedSfnt(bytes: Uint8Array, pairs: ReadonlyMap<number, number>): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kind = bytes.length >= 12 ? view.getUint32(0) : 0
  // CFF outlines (OTTO), WOFF and collections are left as they are: the browser knows whether it can
  if ([0x4f54544f, 0x774f4646, 0x774f4632, 0x74746366].includes(kind)) return bytes
  const tables = tablesOf(view, bytes)
  if (!tables || outlines.some((tag) => (tables.get(tag)?.length ?? 0) === 0)) return null
  const own = glyphsOf(bytes)
  const maxp = tables.get('maxp')
  const glyphs = maxp && maxp.length >= 6 ? ((maxp[4] ?? 0) << 8) | (maxp[5] ?? 0) : 0
  const mapped =
    own !== undefined &&
    [...own.values()].every((glyph) => glyph < glyphs) &&
    [...pairs].every(([code, glyph]) => own.get(code) === glyph)
  const whole = ['OS/2', 'name', 'post'].every((tag) => tables.has(tag))
  if (mapped && whole && tidy(tables, bytes)) return bytes
  const mapping = [...new Map([...(own ?? []), ...pairs])].filter(([, glyph]) => glyph > 0 && glyph < glyphs)
  if (mapping.length === 0) return null
  // their own is as careless as the rest: what it says is kept, how it says it is not
  tables.set('cmap', cmapOf(mapping.toSorted(([a], [b]) => a - b)))
  if (!tables.has('OS/2')) tables.set('OS/2', os2Of(tables.get('hhea') ?? new Uint8Array(), mapping))
  if (!tables.has('name')) tables.set('name', nameTable())
  if (!tables.has('post'))
    tables.set(
      'post',
      filled(32, (post) => post.setUint32(0, 0x00030000)),
    )
  // instructions for a raster that is not the browser's, often cut off themselves
  for (const tag of ['fpgm', 'prep', 'cvt ', 'hdmx', 'VDMX', 'LTSH', 'DSIG', 'MERG']) tables.delete(tag)
  return fontOf(tables)
}

/** Browsers want tables that begin with a word, a directory in order and no language in a cmap; other readers do not mind. */
function tidy(tables: Tables, bytes: Uint8Array): boolean {
  const table = tables.get('cmap') ?? new Uint8Array()
  const cmap = new DataView(table.buffer, table.byteOffset, table.byteLength)
  for (let i = 0; i < cmap.getUint16(2); i++) {
    const at = cmap.getUint32(8 + i * 8)
    if (cmap.getUint16(at) === 12 && cmap.getUint32(at + 8) !== 0) return false
  }
  const names = [...tables.keys()]
  const inOrder = names.every((name, i) => i === 0 || (names[i - 1] ?? '') < name)
  return inOrder && [...tables.values()].every((one) => (one.byteOffset - bytes.byteOffset) % 4 === 0)
}

function tablesOf(view: DataView, bytes: Uint8Array): Tables | undefined {
  if (bytes.length < 12) return undefined
  const tables: Tables = new Map()
  const count = Math.min(view.getUint16(4), 64)
  for (let i = 0; i < count; i++) {
    const entry = 12 + i * 16
    if (entry + 16 > bytes.length) return undefined
    const tag = new TextDecoder('latin1').decode(bytes.subarray(entry, entry + 4))
    const [at, length] = [view.getUint32(entry + 8), view.getUint32(entry + 12)]
    // one writer names it in small letters
    if (at + length <= bytes.length) tables.set(tag === 'os/2' ? 'OS/2' : tag, bytes.subarray(at, at + length))
  }
  return tables
}

function filled(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size)
  write(new DataView(bytes.buffer))
  return bytes
}

/** Groups of format 12: runs of code points whose glyphs run along. */
function cmapOf(mapping: readonly (readonly [number, number])[]): Uint8Array {
  const groups: { start: number; end: number; glyph: number }[] = []
  for (const [code, glyph] of mapping) {
    const last = groups.at(-1)
    if (last && code === last.end + 1 && glyph === last.glyph + code - last.start) last.end = code
    else groups.push({ start: code, end: code, glyph })
  }
  return filled(12 + 16 + groups.length * 12, (cmap) => {
    cmap.setUint16(2, 1)
    cmap.setUint16(4, 3) // Windows, all of Unicode
    cmap.setUint16(6, 10)
    cmap.setUint32(8, 12)
    cmap.setUint16(12, 12)
    cmap.setUint32(16, 16 + groups.length * 12)
    cmap.setUint32(24, groups.length)
    groups.forEach(({ start, end, glyph }, i) => {
      cmap.setUint32(28 + i * 12, start)
      cmap.setUint32(32 + i * 12, end)
      cmap.setUint32(36 + i * 12, glyph)
    })
  })
}

/** OS/2 version 4 with the heights of hhea. */
function os2Of(hhea: Uint8Array, mapping: readonly (readonly [number, number])[]): Uint8Array {
  const view = new DataView(hhea.buffer, hhea.byteOffset, hhea.byteLength)
  const [ascent, descent] = hhea.length >= 8 ? [view.getInt16(4), view.getInt16(6)] : [880, -120]
  const code = (at: number): number => Math.min(0xffff, mapping.at(at)?.[0] ?? 0)
  return filled(96, (os2) => {
    os2.setUint16(0, 4)
    os2.setUint16(4, 400)
    os2.setUint16(6, 5)
    os2.setUint16(62, 0x40) // regular
    os2.setUint16(64, code(0))
    os2.setUint16(66, code(-1))
    os2.setInt16(68, ascent)
    os2.setInt16(70, descent)
    os2.setUint16(74, Math.max(0, ascent))
    os2.setUint16(76, Math.max(0, -descent))
  })
}

/** Family, style, full and PostScript name, all the same: nobody sees them. */
function nameTable(): Uint8Array {
  const ids = [1, 2, 4, 6]
  const text = 'ofd'
  return filled(6 + ids.length * 12 + text.length * 2, (name) => {
    name.setUint16(2, ids.length)
    name.setUint16(4, 6 + ids.length * 12)
    ids.forEach((id, i) => {
      const at = 6 + i * 12
      name.setUint16(at, 3)
      name.setUint16(at + 2, 1)
      name.setUint16(at + 4, 0x409)
      name.setUint16(at + 6, id)
      name.setUint16(at + 8, text.length * 2)
    })
    ;[...text].forEach((letter, i) => name.setUint16(6 + ids.length * 12 + i * 2, letter.charCodeAt(0)))
  })
}

/** Sum of a table's 32-bit words, the last filled up with zeros. */
function checksum(out: DataView, at: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i += 4) sum = (sum + out.getUint32(at + i)) >>> 0
  return sum
}

/** An sfnt of tables, in the order of their names as browsers ask. */
function fontOf(tables: Tables): Uint8Array {
  const list = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const power = 2 ** Math.floor(Math.log2(list.length))
  const start = 12 + list.length * 16
  const padded = (length: number): number => Math.ceil(length / 4) * 4
  const out = new Uint8Array(list.reduce((size, [, table]) => size + padded(table.length), start))
  const view = new DataView(out.buffer)
  view.setUint32(0, 0x00010000)
  view.setUint16(4, list.length)
  view.setUint16(6, power * 16)
  view.setUint16(8, Math.log2(power))
  view.setUint16(10, (list.length - power) * 16)
  let at = start
  list.forEach(([tag, table], i) => {
    const entry = 12 + i * 16
    for (let k = 0; k < 4; k++) out[entry + k] = tag.charCodeAt(k)
    out.set(table, at)
    view.setUint32(entry + 4, checksum(view, at, padded(table.length)))
    view.setUint32(entry + 8, at)
    view.setUint32(entry + 12, table.length)
    at += padded(table.length)
  })
  return out
}
