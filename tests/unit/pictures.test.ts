import { describe, expect, it } from 'vitest'
import { pictureLimits, readPicture } from '../../src-shared/document/picture-file.ts'
import { naturalMm, picturesIn, pictureWords, sizeOf, sm3Of, widened } from '../../src-shared/document/picture-size.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { pngOf } from '../support/picture-bytes.ts'

const bytes = (...parts: (string | number[] | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
const u16 = (n: number) => [n & 255, n >> 8]
const be16 = (n: number) => [n >> 8, n & 255]
const u32 = (n: number) => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255]

const frame = (width: number, height: number) => [0xff, 0xc2, ...be16(11), 8, ...be16(height), ...be16(width), 1, 1, 0x11, 0]
/** Exif with one entry, the orientation. */
const exif = (turn: number, little: boolean): number[] => {
  const two = little ? u16 : be16
  const four = (n: number) => (little ? u32(n) : u32(n).toReversed())
  const tiff = [
    ...(little ? [0x49, 0x49] : [0x4d, 0x4d]),
    ...two(42),
    ...four(8),
    ...two(1),
    ...two(0x0112),
    ...two(3),
    ...four(1),
  ]
  const body = [...Buffer.from('Exif\0\0', 'latin1'), ...tiff, ...two(turn), 0, 0, ...four(0)]
  return [0xff, 0xe1, ...be16(body.length + 2), ...body]
}
const jpeg = (width: number, height: number, ...segments: number[][]) =>
  bytes([0xff, 0xd8], ...segments, [0xff, 0xff], frame(width, height).slice(1), [0xff, 0xda, 0, 8])
const riff = (kind: string, ...rest: (string | number[])[]) => bytes('RIFF', u32(100), 'WEBP', kind, u32(80), ...rest)

describe('[RV-70] what a file is, its bytes say', () => {
  it('PNG, JPEG, GIF, WebP and BMP with their natural size', () => {
    expect(readPicture(pngOf(300, 200))).toEqual({ mime: 'image/png', width: 300, height: 200 })
    expect(readPicture(jpeg(640, 480))).toEqual({ mime: 'image/jpeg', width: 640, height: 480 })
    expect(readPicture(bytes('GIF89a', u16(20), u16(30), [0, 0, 0]))).toEqual({ mime: 'image/gif', width: 20, height: 30 })
    expect(readPicture(riff('VP8X', [0, 0, 0, 0], [0x7f, 2, 0], [0xdf, 1, 0]))).toEqual({
      mime: 'image/webp',
      width: 640,
      height: 480,
    })
    expect(readPicture(riff('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a], u16(640), u16(480)))).toMatchObject({ width: 640, height: 480 })
    expect(readPicture(riff('VP8L', [0x2f], u32((639 | (479 << 14)) >>> 0), [0]))).toMatchObject({ width: 640, height: 480 })
    const bmp = bytes('BM', u32(100), u32(0), u32(54), u32(40), u32(64), u32(0xffffffe0), [1, 0, 24, 0])
    expect(readPicture(bmp)).toEqual({ mime: 'image/bmp', width: 64, height: 32 })
    expect(readPicture(bytes('BM', u32(100), u32(0), u32(26), u32(12), u16(8), u16(9)))).toMatchObject({ width: 8, height: 9 })
  })

  it('a photograph taken upright counts as it is shown', () => {
    for (const little of [true, false]) {
      expect(readPicture(jpeg(400, 300, exif(6, little)))).toMatchObject({ width: 300, height: 400 })
      expect(readPicture(jpeg(400, 300, exif(3, little)))).toMatchObject({ width: 400, height: 300 })
    }
  })

  it('nothing else: SVG, HTML, PDF, text that begins like a picture, cut off or empty files', () => {
    const png = pngOf(30, 20)
    const refused = [
      bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      bytes('<?xml version="1.0"?><svg/>'),
      bytes('\u00ef\u00bb\u00bf<svg/>'),
      bytes('<html><img src=x onerror=alert(1)></html>'),
      bytes('%PDF-1.7'),
      bytes('BM 是一份文字，不是图片', [0, 0, 0, 0, 0, 0, 0, 0]),
      bytes('GIF89a'),
      bytes('RIFF', u32(4), 'WAVEfmt '),
      riff('VP8L', [0x2e], u32(1)),
      bytes([0xff, 0xd8, 0xff, 0xda, 0, 8]),
      bytes([0xff, 0xd8, 0xff, 0xe0]),
      bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]),
      bytes(),
      png.subarray(0, 15),
      png.subarray(0, 20),
      bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', u32(0), u32(0)),
    ]
    for (const file of refused) expect(readPicture(file), Buffer.from(file.subarray(0, 20)).toString('latin1')).toBeUndefined()
    expect(pictureLimits).toEqual({ bytes: 10_485_760, pixels: 40_000_000 })
  })

  it('a view into a longer buffer is read from its own start', () => {
    const png = pngOf(30, 20)
    const long = Buffer.concat([Buffer.alloc(7), png])
    expect(readPicture(new Uint8Array(long.buffer, long.byteOffset + 7, png.length))).toMatchObject({ width: 30, height: 20 })
  })
})

describe('[RV-71] size on paper', () => {
  it('96 dpi, no wider than the column and no higher than a page leaves room for', () => {
    expect(naturalMm({ width: 96, height: 48 })).toEqual({ width: 25.4, height: 12.7 })
    expect(naturalMm({ width: 4000, height: 3000 })).toEqual({ width: 156, height: 117 })
    expect(naturalMm({ width: 1000, height: 8000 })).toEqual({ width: 25, height: 200 })
    expect(naturalMm({ width: 1, height: 1 })).toEqual({ width: 1, height: 1 })
  })

  it('another width keeps the shape', () => {
    expect(widened({ width: 100, height: 50 }, 60)).toEqual({ width: 60, height: 30 })
    expect(widened({ width: 100, height: 50 }, 500)).toEqual({ width: 156, height: 78 })
    expect(widened({ width: 50, height: 100 }, 500)).toEqual({ width: 100, height: 200 })
    expect(widened({ width: 100, height: 50 }, -3)).toEqual({ width: 5, height: 2.5 })
    expect(widened({ width: 50, height: 100 }, -3)).toEqual({ width: 2.5, height: 5 })
    expect(widened({ width: 100, height: 50 }, 80, 40)).toEqual({ width: 40, height: 20 })
  })

  it('an image node from elsewhere may say anything', () => {
    const image = (attrs: Record<string, unknown>) => schema.node('image', attrs)
    const sm3 = 'a'.repeat(64)
    for (const attrs of [
      { width: 1e9, height: 5 },
      { width: '9', height: 9 },
      { width: 10 },
      { width: -1, height: 1 },
      { width: NaN, height: 1 },
    ])
      expect(sizeOf(image(attrs))).toBeUndefined()
    for (const wrong of ['', 'A'.repeat(64), `${sm3}0`, '../secret', 7, null])
      expect(sm3Of(image({ sm3: wrong }))).toBeUndefined()
    expect(sm3Of(image({ sm3 }))).toBe(sm3)
    expect([...picturesIn(schema.node('paragraph', null, [image({ sm3 }), image({ sm3 }), image({ sm3: 'x' })]))]).toEqual([sm3])
    expect(pictureWords(image({ sm3, width: 120, height: 80, alt: ' 险工段位置 ' }))).toBe('〔图片 险工段位置 120×80 毫米〕')
    expect(pictureWords(image({ sm3 }))).toBe('〔图片〕')
  })
})
