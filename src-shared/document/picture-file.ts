/*
 * What a file of bytes is, read from the bytes themselves (never from its name), for pictures in the text. Pure; offsets
 * and sizes are bytes, widths and heights pixels.
 */

/** What may be put into a text: larger ones are refused, because every desk in the county has to fetch and draw them. */
export const pictureLimits = { bytes: 10 * 1024 * 1024, pixels: 40_000_000 } as const

/** A picture's kind and natural size as it is shown: a photograph that was taken upright counts as turned. */
export type PictureHead = {
  mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/bmp'
  width: number
  height: number
}

/**
 * Reads kind and natural size from the head of a file. undefined for everything that is not PNG, JPEG, GIF, WebP or BMP:
 * SVG above all, which can hold scripts and addresses, and files cut off before their size.
 */
export function readPicture(bytes: Uint8Array): PictureHead | undefined {
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const head = png(at) ?? jpeg(at) ?? gif(at) ?? webp(at) ?? bmp(at)
    return head && head.width > 0 && head.height > 0 ? head : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined // cut off
    throw error
  }
}

const ascii = (at: DataView, from: number, text: string): boolean =>
  from + text.length <= at.byteLength && [...text].every((letter, i) => at.getUint8(from + i) === letter.charCodeAt(0))

function png(at: DataView): PictureHead | undefined {
  if (!ascii(at, 0, '\x89PNG\r\n\x1a\n') || !ascii(at, 12, 'IHDR')) return undefined
  return { mime: 'image/png', width: at.getUint32(16), height: at.getUint32(20) }
}

function gif(at: DataView): PictureHead | undefined {
  if (!ascii(at, 0, 'GIF87a') && !ascii(at, 0, 'GIF89a')) return undefined
  return { mime: 'image/gif', width: at.getUint16(6, true), height: at.getUint16(8, true) }
}

function bmp(at: DataView): PictureHead | undefined {
  if (!ascii(at, 0, 'BM')) return undefined
  const size = at.getUint32(14, true)
  if (size === 12) return { mime: 'image/bmp', width: at.getUint16(18, true), height: at.getUint16(20, true) }
  // "BM" alone begins many a text: the size of a known header must follow
  if (![40, 52, 56, 64, 108, 124].includes(size)) return undefined
  return { mime: 'image/bmp', width: at.getInt32(18, true), height: Math.abs(at.getInt32(22, true)) }
}

const uint24 = (at: DataView, from: number): number => at.getUint16(from, true) + at.getUint8(from + 2) * 0x1_00_00

function webp(at: DataView): PictureHead | undefined {
  if (!ascii(at, 0, 'RIFF') || !ascii(at, 8, 'WEBP')) return undefined
  if (ascii(at, 12, 'VP8X')) return { mime: 'image/webp', width: uint24(at, 24) + 1, height: uint24(at, 27) + 1 }
  if (ascii(at, 12, 'VP8L') && at.getUint8(20) === 0x2f) {
    const bits = at.getUint32(21, true)
    return { mime: 'image/webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (!ascii(at, 12, 'VP8 ') || !ascii(at, 23, '\x9d\x01\x2a')) return undefined
  return { mime: 'image/webp', width: at.getUint16(26, true) & 0x3fff, height: at.getUint16(28, true) & 0x3fff }
}

/** Start-of-frame markers: C0…CF but DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function jpeg(at: DataView): PictureHead | undefined {
  if (!ascii(at, 0, '\xff\xd8\xff')) return undefined
  let turned = false
  for (let pos = 2; ;) {
    if (at.getUint8(pos) !== 0xff) return undefined
    const marker = at.getUint8(pos + 1)
    // fill bytes, and markers without a segment
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      pos += marker === 0xff ? 1 : 2
      continue
    }
    if (marker === 0xd9 || marker === 0xda) return undefined // picture data before any size
    if (isFrame(marker)) {
      const [height, width] = [at.getUint16(pos + 5), at.getUint16(pos + 7)]
      return { mime: 'image/jpeg', width: turned ? height : width, height: turned ? width : height }
    }
    if (marker === 0xe1 && ascii(at, pos + 4, 'Exif\0\0')) turned = isTurned(at, pos + 10)
    pos += 2 + at.getUint16(pos + 2)
  }
}

/** Whether Exif says that the picture is to be shown turned by 90°, as telephones do (orientation 5…8). */
function isTurned(at: DataView, tiff: number): boolean {
  const little = ascii(at, tiff, 'II')
  if (!little && !ascii(at, tiff, 'MM')) return false
  const directory = tiff + at.getUint32(tiff + 4, little)
  const count = at.getUint16(directory, little)
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * 12
    if (at.getUint16(entry, little) === 0x0112) return at.getUint16(entry + 8, little) >= 5
  }
  return false
}
