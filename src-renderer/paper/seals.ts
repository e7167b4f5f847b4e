import { line } from '../../src-shared/paper/measures.ts'
import type { PaperJob, PaperSeal, PaperTrouble } from '../../src-shared/paper/model.ts'
import { tpp } from '../ui/text-paper.ts'
import { make, setAt } from './dom.ts'
import { mm } from './measure.ts'

/**
 * Presses the seals of a job over 署名 and 成文日期 (§7.3.5): upright, name and date in the middle and a little below it, the upper
 * edge within a line of the text. With several organs each name has its own, the last one the date as well. `host`: where text
 * is measured; the pages need not be in the window. A seal whose picture cannot be had leaves its place empty, which is told; so is
 * that there is no place for it.
 */
export async function pressSeals(
  job: PaperJob,
  pages: readonly HTMLElement[],
  host: HTMLElement,
  picture: (sm3: string) => string,
): Promise<PaperTrouble[]> {
  const seals = job.seal ?? []
  if (seals.length === 0) return []
  const page = pages.find((one) => one.querySelector('.pp-signature'))
  if (!page) return seals.map(() => ({ code: 'PP-SEAL-MISSING', page: null, detail: '' }))
  const room = make('div', 'paper-measure')
  room.append(...pages)
  host.after(room)
  try {
    const from = page.getBoundingClientRect()
    const middles = seals.map((seal, i) => middleOf(page, seal, seal.place?.at ?? i, seal.place?.of ?? seals.length, from))
    const troubles: PaperTrouble[] = []
    for (const [i, seal] of seals.entries()) {
      const middle = middles[i]
      const image = document.createElement('img')
      image.className = 'pp-seal'
      image.alt = tpp.seal
      image.dataset['sm3'] = seal.sm3
      image.src = picture(seal.sm3)
      const there = await image.decode().then(
        () => image.naturalWidth > 0,
        () => false,
      )
      if (!there || !middle) {
        troubles.push({ code: 'PP-SEAL-MISSING', page: pages.indexOf(page) + 1, detail: '' })
        continue
      }
      const { width, height } = seal
      page.append(setAt(image, { left: middle.x - width / 2, top: middle.y - height / 2, width, height }))
    }
    return troubles
  } finally {
    room.remove()
  }
}

/** The text of an element, as far as it has letters. */
function inkBoxOf(element: Element): DOMRect {
  const range = document.createRange()
  range.selectNodeContents(element)
  const boxes = [...range.getClientRects()].filter(({ width }) => width > 0)
  const [left, top] = [Math.min(...boxes.map((one) => one.left)), Math.min(...boxes.map((one) => one.top))]
  return new DOMRect(
    left,
    top,
    Math.max(...boxes.map((one) => one.right)) - left,
    Math.max(...boxes.map((one) => one.bottom)) - top,
  )
}

const boxesOf = (elements: readonly Element[]): DOMRect[] =>
  elements.map(inkBoxOf).filter(({ width }) => Number.isFinite(width) && width > 0)

/** The middle of a seal in mm of the page. */
function middleOf(page: HTMLElement, seal: PaperSeal, i: number, all: number, from: DOMRect): { x: number; y: number } | null {
  const signature = page.querySelector('.pp-signature')
  const lines = [...(signature?.querySelectorAll('.pp-end-line') ?? [])]
  const cells = lines.filter((one) => one.classList.contains('pp-seal-row')).flatMap((one) => [...one.children])
  const cell = all > 1 ? cells[i] : undefined
  const own = cell ? [cell] : lines
  const date = cell ? lines.filter((one) => !one.classList.contains('pp-seal-row')) : []
  // the last organ's seal lies over the date too, and all of its row as high as it (§7.3.5.1: 排列整齐)
  const across = boxesOf(i === all - 1 ? [...own, ...date] : own)
  const along = boxesOf(cell?.parentElement === cells.at(-1)?.parentElement ? [...own, ...date] : own)
  if (!signature || across.length === 0) return null
  const left = Math.min(...across.map((one) => one.left))
  const right = Math.max(...across.map((one) => one.right))
  const top = Math.min(...along.map((one) => one.top))
  const bottom = Math.max(...along.map((one) => one.bottom))
  const middle = mm((top + bottom) / 2 - from.top)
  // name and date stand a little below its middle; a small seal rather nearer to them than off them
  const up = Math.min(5, seal.height / 8)
  const textEnd = mm(signature.getBoundingClientRect().top - from.top)
  const y = middle - up
  // its upper edge no further than a line below the text, nor over it
  const least = textEnd + seal.height / 2
  const first = all === 1 || i < 3
  return { x: mm((left + right) / 2 - from.left), y: first ? Math.min(Math.max(y, least), Math.max(least + line, middle)) : y }
}
