/* Parting a laid out paragraph between two of its lines, where the browser broke it. */

type Leaf = { node: Text | Element; start: number; length: number }

function leavesOf(element: HTMLElement): { leaves: Leaf[]; length: number } {
  const leaves: Leaf[] = []
  let start = 0
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text) && !(node instanceof HTMLBRElement)) continue
    const length = node instanceof Text ? node.length : 1
    if (length > 0) leaves.push({ node, start, length })
    start += length
  }
  return { leaves, length: start }
}

/** Sets a range around the character (or break) at `at`. */
function around(range: Range, leaves: readonly Leaf[], at: number): Leaf {
  const leaf = leaves.findLast((one) => one.start <= at) ?? (leaves[0] as Leaf)
  if (leaf.node instanceof Text) {
    range.setStart(leaf.node, at - leaf.start)
    range.setEnd(leaf.node, Math.min(at - leaf.start + 1, leaf.length))
  } else range.selectNode(leaf.node)
  return leaf
}

/**
 * Cuts a paragraph of equal lines `linePx` high into pieces that begin at the given lines (ascending, not 0). The element
 * itself becomes the first piece; a piece that goes on is justified to its end, one that continues has no indent. Must be
 * laid out; all places are found before anything is cut.
 */
export function cutLines(element: HTMLElement, lines: readonly number[], linePx: number): HTMLElement[] {
  const { leaves, length } = leavesOf(element)
  if (leaves.length === 0 || lines.length === 0) return [element]
  const range = document.createRange()
  const top = element.getBoundingClientRect().top + Number.parseFloat(getComputedStyle(element).paddingTop)
  const lineAt = (at: number): number => {
    around(range, leaves, at)
    const box = range.getBoundingClientRect()
    return Math.floor((box.top + box.height / 2 - top) / linePx)
  }
  const places = lines.map((line) => {
    let [low, high] = [0, length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (lineAt(middle) >= line) high = middle
      else low = middle + 1
    }
    return low
  })
  const justified = getComputedStyle(element).textAlign === 'justify'
  const pieces: HTMLElement[] = []
  // from the end, so that the places before stay true
  for (const place of places.toReversed()) {
    if (place <= 0 || place >= length) continue
    const rest = element.cloneNode(false) as HTMLElement
    rest.classList.add('rest')
    const leaf = around(range, leaves, place)
    const before = leaves.findLast((one) => one.start < place)
    const forced = before?.node instanceof HTMLBRElement && before.start === place - 1
    range.setStart(leaf.node instanceof Text ? leaf.node : (leaf.node.parentNode as Node), startIn(leaf, place))
    range.setEnd(element, element.childNodes.length)
    rest.append(range.extractContents())
    // what continues carries the first piece's end; the first piece now ends at this break
    element.classList.toggle('broken', !forced && justified)
    pieces.unshift(rest)
  }
  return [element, ...pieces]
}

const startIn = (leaf: Leaf, place: number): number =>
  leaf.node instanceof Text ? place - leaf.start : [...(leaf.node.parentNode?.childNodes ?? [])].indexOf(leaf.node as ChildNode)
