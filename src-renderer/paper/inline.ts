import type { PaperInline, PaperMark } from '../../src-shared/paper/content.ts'
import { columnMm, type PictureMm } from '../../src-shared/document/picture-size.ts'
import type { Letters } from './letters.ts'
import { make } from './dom.ts'

/** What inline content is drawn with: letters of authors, and where pictures come from. */
export type Pen = { letters: Letters; picture: (sm3: string) => string }

/** Inline content as elements in a block; pictures as given by `figure`. Marks in the order they were made. */
export function writeInline(into: HTMLElement, content: readonly PaperInline[], pen: Pen): void {
  let marks: readonly PaperMark[] = []
  for (const one of content) {
    if (one.kind === 'break') {
      into.append(make('br', ''))
      continue
    }
    const starts = one.marks.filter((mark) => !marks.some((before) => before.id === mark.id && before.kind === mark.kind))
    for (const mark of starts) into.append(make('span', 'pp-letter', pen.letters.of(mark).letter))
    marks = one.marks
    let piece: Node = one.kind === 'text' ? document.createTextNode(one.text) : pictureElement(one.sm3, one.size, one.alt, pen)
    const wrap = (tag: string, classes = ''): void => {
      const outer = make(tag, classes)
      outer.append(piece)
      piece = outer
    }
    if (one.kind === 'text') {
      if (one.strong) wrap('strong')
      if (one.em) wrap('em')
      if (one.underline) wrap('u')
    }
    for (const mark of one.marks) wrap(mark.kind, `look-${pen.letters.of(mark).look}`)
    into.append(piece)
  }
}

/** A picture at its size on paper, made smaller where it is larger than the type area; `data-shrunk` says so. */
export function pictureElement(sm3: string, size: PictureMm | null, alt: string, pen: Pen): HTMLImageElement {
  const image = document.createElement('img')
  image.alt = alt
  image.dataset['sm3'] = sm3
  image.src = pen.picture(sm3)
  if (size) sizePicture(image, size)
  return image
}

/** Gives a picture its size in mm, within the type area (§5.2.1) and one line less than a page. */
export function sizePicture(image: HTMLImageElement, size: PictureMm): void {
  const factor = Math.min(1, columnMm.width / size.width, 214 / size.height)
  if (factor < 1) image.dataset['shrunk'] = 'true'
  image.style.width = `${(size.width * factor).toFixed(2)}mm`
  image.style.height = `${(size.height * factor).toFixed(2)}mm`
  // a cell narrower than the picture makes it smaller and not flatter (paper.css)
  image.style.aspectRatio = `${size.width} / ${size.height}`
}
