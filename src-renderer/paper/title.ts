import { titleLines } from '../../src-shared/paper/title-lines.ts'
import { make } from './dom.ts'

/**
 * Breaks a laid out title where its meaning does (§7.3.1, PP-121), by line ends put between its letters. A title that its
 * author broke stays so; one whose lines do not fit that way, as letters of a 花脸稿 can make it, is left to the browser's
 * balance by width. Answers behind how many letters it was broken, from the end.
 */
export function breakTitle(element: HTMLElement): readonly number[] {
  if (element.querySelector('br, img')) return []
  const leaves: { node: Text; start: number }[] = []
  let text = ''
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.parentElement?.closest('.pp-letter')) continue
    leaves.push({ node, start: text.length })
    text += node.data
  }
  if (text.includes('\n')) return []
  const lines = titleLines(text)
  const put: HTMLElement[] = []
  const places: number[] = []
  let place = text.length
  // from the end, so that the places before stay true
  for (const line of lines.slice(1).toReversed()) {
    place -= line.length
    const leaf = leaves.findLast(({ start }) => start <= place)
    if (!leaf) continue
    const turn = make('br', '')
    const behind = leaf.node.splitText(place - leaf.start)
    behind.before(turn)
    put.push(turn)
    places.push(place)
  }
  const linePx = Number.parseFloat(getComputedStyle(element).lineHeight)
  const { height } = contentBox(element)
  if (put.length === 0 || Math.round(height / linePx) === lines.length) return places
  for (const turn of put) turn.remove()
  return []
}

function contentBox(element: HTMLElement): { height: number } {
  const style = getComputedStyle(element)
  const blank = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom)
  return { height: element.getBoundingClientRect().height - blank }
}
