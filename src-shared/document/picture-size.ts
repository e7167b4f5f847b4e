import type { Node as PmNode } from 'prosemirror-model'

/*
 * How large a picture stands on paper. The attributes `width` and `height` of an image node are millimetres of paper; the
 * document names its bytes by their SM3 and never holds them.
 */

/** The type area of GB/T 9704 §5.2.1: 156 mm wide; a picture leaves lines for what stands above and below it. */
export const columnMm = { width: 156, height: 200 } as const
/** The longer side of a picture is never made smaller than this, in mm: it could not be taken hold of any more. */
const least = 5
const mmPerPixel = 25.4 / 96

const tenth = (mm: number): number => Math.round(mm * 10) / 10

/** Width and height on paper, in mm. */
export type PictureMm = { width: number; height: number }

/** A picture of so many pixels as it is put in: at 96 dpi, made smaller where the column has no room for it. */
export function naturalMm(pixels: { width: number; height: number }, room: number = columnMm.width): PictureMm {
  const shrink = Math.min(1, room / (pixels.width * mmPerPixel), columnMm.height / (pixels.height * mmPerPixel))
  return {
    width: Math.max(1, tenth(pixels.width * mmPerPixel * shrink)),
    height: Math.max(1, tenth(pixels.height * mmPerPixel * shrink)),
  }
}

/** A size with another width and the same shape, within the column and no smaller than one can take hold of. */
export function widened(size: PictureMm, width: number, room: number = columnMm.width): PictureMm {
  const ratio = size.height / size.width
  const widest = Math.min(room, columnMm.height / ratio)
  const within = Math.max(Math.min(width, widest), Math.min(widest, least, least / ratio))
  return { width: tenth(within), height: Math.max(0.1, tenth(within * ratio)) }
}

const measure = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= 1000 ? value : undefined

/** The size an image node was given; undefined where it has none, or one no paper has: bodies come from elsewhere. */
export function sizeOf(image: PmNode): PictureMm | undefined {
  const [width, height] = [measure(image.attrs['width']), measure(image.attrs['height'])]
  return width !== undefined && height !== undefined ? { width, height } : undefined
}

const hash = /^[0-9a-f]{64}$/

/** The SM3 an image node names; undefined where it names none. */
export function sm3Of(image: PmNode): string | undefined {
  const sm3: unknown = image.attrs['sm3']
  return image.type.name === 'image' && typeof sm3 === 'string' && hash.test(sm3) ? sm3 : undefined
}

/** The SM3s of all pictures in a piece of document, each once. */
export function picturesIn(content: Pick<PmNode, 'descendants'>): Set<string> {
  const found = new Set<string>()
  content.descendants((node) => {
    const sm3 = sm3Of(node)
    if (sm3 !== undefined) found.add(sm3)
  })
  return found
}

/** A picture in words, for cards, lists, reports and the clipboard's text: what it shows and how large it is. */
export function pictureWords(image: PmNode): string {
  const size = sizeOf(image)
  const alt = String(image.attrs['alt'] ?? '').trim()
  return `〔${['图片', alt, size ? `${size.width}×${size.height} 毫米` : ''].filter(Boolean).join(' ')}〕`
}
