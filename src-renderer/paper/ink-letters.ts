/* Where letters of a block stand in the laid out page: the common ground of a drawing's places on screen and paper (PP-111). */
import { pxPerMm } from './measure.ts'
import { pictureLetter } from '../../src-shared/paper/inks.ts'
import type { ScreenLetter } from './ink-map.ts'

/** A letter with the element it was found in; null where the page does not show it (a break, a blank at a line's end). */
export type FoundLetter = { box: ScreenLetter; within: HTMLElement } | null

/** Signs the page adds before or into a text: letters of authors, numbers of lists, words for a picture that is not here. */
const added = '.pp-letter, .pp-label, .pp-no-picture'
const perTenth = pxPerMm / 10

type Sign = { char: string; box: () => DOMRect | undefined }

/** What a person reads in an element, sign by sign. */
function* signsIn(element: HTMLElement): Generator<Sign> {
  const range = document.createRange()
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node
    if (own instanceof HTMLBRElement) yield { char: '\n', box: () => undefined }
    else if (own instanceof HTMLImageElement || (own instanceof HTMLElement && own.matches('.pp-no-picture')))
      yield { char: pictureLetter, box: () => own.getBoundingClientRect() }
    else if (own instanceof Text && !own.parentElement?.closest(added)) {
      let at = 0
      for (const char of own.data) {
        const from = at
        at += char.length
        yield {
          char,
          box: () => {
            range.setStart(own, from)
            range.setEnd(own, from + char.length)
            return range.getClientRects()[0]
          },
        }
      }
    }
  }
}

/**
 * Finds the letters of a text in the elements that show it, in order; signs that paper adds between them are passed over. Boxes
 * in tenths of a millimetre from the window's upper left corner, unscaled. Null where the elements show another text.
 */
export function findLetters(elements: readonly HTMLElement[], text: readonly string[]): FoundLetter[] | null {
  const found: FoundLetter[] = []
  const optional = (char: string | undefined): boolean => char !== undefined && /\s/.test(char)
  for (const element of elements)
    for (const { char, box } of signsIn(element)) {
      while (found.length < text.length && text[found.length] !== char && optional(text[found.length])) found.push(null)
      if (found.length >= text.length) break
      if (text[found.length] !== char) continue
      const at = box()
      found.push(at && at.width > 0 ? { box: tenths(at), within: element } : null)
    }
  while (found.length < text.length && optional(text[found.length])) found.push(null)
  // 版记 sets the last sign of a list of organs itself
  if (found.length === text.length - 1 && /[：:]$/.test(text.at(-1) ?? '')) found.push(null)
  return found.length === text.length ? found : null
}

const tenths = ({ left, right, top, bottom }: DOMRect): ScreenLetter => ({
  left: left / perTenth,
  right: right / perTenth,
  top: top / perTenth,
  bottom: bottom / perTenth,
})

/** A box from another one's upper left corner. */
export const boxFrom = (box: ScreenLetter, left: number, top: number): ScreenLetter => ({
  left: box.left - left,
  right: box.right - left,
  top: box.top - top,
  bottom: box.bottom - top,
})

/** The upper left corner of an element, in tenths of a millimetre of the window. */
export function cornerOf(element: Element): { left: number; top: number } {
  const { left, top } = element.getBoundingClientRect()
  return { left: left / perTenth, top: top / perTenth }
}

/** The elements that show a block of the text, in order. */
export const elementsOf = (root: ParentNode, blockId: string): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(`[data-block="${CSS.escape(blockId)}"]`),
]
