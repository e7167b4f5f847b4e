import { zlibSync } from 'fflate'
import { pngBytes } from '../../src-shared/paper/png-bytes.ts'

/** A PNG of pixels, of the same bytes on every computer (PP-32, PP-118). */
export const pngOf = (width: number, height: number, rgba: Uint8ClampedArray): Uint8Array =>
  pngBytes(width, height, rgba, (rows) => zlibSync(rows, { level: 6 }))

/** A picture of the drawn pages as PNG, by the SM3 of its bytes. errors: RangeError where there is none or it is not loaded */
export async function pictureAsPng(root: ParentNode, file: string): Promise<Uint8Array> {
  const image = [...root.querySelectorAll('img')].find((one) => one.dataset['sm3'] === file)
  if (!image) throw new RangeError('no such picture')
  await image.decode()
  const { naturalWidth: width, naturalHeight: height } = image
  const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!pen) throw new RangeError('no canvas')
  pen.drawImage(image, 0, 0)
  return pngOf(width, height, pen.getImageData(0, 0, width, height).data)
}
