import { naturalMm } from '../../src-shared/document/picture-size.ts'
import { tpp } from '../ui/text-paper.ts'
import { make } from './dom.ts'
import { sizePicture } from './inline.ts'
import type { Told } from './told.ts'

/** A picture that has not come by then is told as missing, so that a page never waits for ever. */
const patience = 15_000

/** Resolves when the picture is there; false where it cannot be had. */
function loaded(image: HTMLImageElement): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), patience)
    const done = (there: boolean): void => {
      clearTimeout(late)
      resolve(there)
    }
    image.decode().then(
      () => done(image.naturalWidth > 0),
      () => done(false),
    )
  })
}

/** Waits for all pictures below `host` and gives those without a size of their own one; a missing one becomes an empty frame of its size. */
export async function settlePictures(host: HTMLElement, told: Told): Promise<void> {
  const settle = async (image: HTMLImageElement): Promise<void> => {
    if (!(await loaded(image))) {
      const frame = make('span', 'pp-no-picture', `${tpp.noPicture} ${image.alt}`.trim())
      told.tell(frame, 'PP-PICTURE-MISSING')
      frame.style.width = image.style.width || '60mm'
      frame.style.height = image.style.height || '40mm'
      image.replaceWith(frame)
      return
    }
    if (image.style.width === '') sizePicture(image, naturalMm({ width: image.naturalWidth, height: image.naturalHeight }))
    if (image.dataset['shrunk'] === 'true') told.tell(image, 'PP-PICTURE-LARGE')
  }
  await Promise.all([...host.querySelectorAll('img')].map(settle))
}
