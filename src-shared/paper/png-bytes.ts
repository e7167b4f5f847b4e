/*
 * PNG (ISO/IEC 15948) of pixels. Chromium's own encoder packs with what the processor can do, so the same picture would be other
 * bytes on another computer; this one is JavaScript (PP-32, PP-118).
 */

const crcs = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crcOf(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) c = (crcs[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crcOf(bytes.subarray(4, data.length + 8)))
  return bytes
}

/**
 * A PNG of 8 bits a channel from rows of red, green, blue, alpha; without alpha where all of it is opaque. `zlib` packs a stream
 * (RFC 1950).
 */
export function pngBytes(
  width: number,
  height: number,
  rgba: Uint8ClampedArray,
  zlib: (rows: Uint8Array) => Uint8Array,
): Uint8Array {
  let opaque = true
  for (let i = 3; i < rgba.length && opaque; i += 4) opaque = rgba[i] === 255
  const depth = opaque ? 3 : 4
  const rows = new Uint8Array(height * (1 + width * depth))
  let to = 0
  for (let y = 0; y < height; y++) {
    // filter 1: each channel as the difference to the pixel before, which packs better
    rows[to++] = 1
    for (let x = 0; x < width; x++)
      for (let c = 0; c < depth; c++) {
        const at = 4 * (y * width + x) + c
        rows[to++] = ((rgba[at] ?? 0) - (x > 0 ? (rgba[at - 4] ?? 0) : 0)) & 0xff
      }
  }
  const head = new Uint8Array(13)
  const view = new DataView(head.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  head.set([8, opaque ? 2 : 6, 0, 0, 0], 8)
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', head),
    chunk('IDAT', zlib(rows)),
    chunk('IEND', new Uint8Array()),
  ]
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
