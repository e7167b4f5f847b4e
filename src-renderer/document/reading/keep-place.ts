import { pageInSight } from '../../ui/page-in-sight.ts'

/*
 * What is read keeps its place while the text around it changes its height: another reading comes, pages come or go (UI-45).
 * One correction is not enough: what comes into sight in a long text gets its true height a frame later, and the room around
 * the sheet is as high as the sheet only after it was laid out.
 */

/** A block of the text and how far below the upper edge of the desk it stands, in px of the screen. */
export type Anchor = { ids: readonly string[]; offset: number }

/** How many neighbours are remembered, for readings in which the block itself is not there. */
const NEIGHBOURS = 40

/** What never comes to rest is left after so many frames. */
const MOST_FRAMES = 90

/** A block that is cut off by less than this at the top begins in sight. */
const HAIR = 4

type Keeping = { now: () => Anchor | undefined; end: () => void }
const kept = new WeakMap<Element, Keeping>()

/** What is read now; undefined with the head of the text in sight: nothing is above it. While a place is kept, it is that one. */
export function anchorOf(desk: Element): Anchor | undefined {
  const keeping = kept.get(desk)
  return keeping ? keeping.now() : firstSeen(desk)
}

/** Remembers what is read before its surroundings change; the answer keeps it where it stands now. */
export function holdSight(desk: HTMLElement): () => void {
  const anchor = anchorOf(desk)
  if (!anchor) return () => undefined
  // the browser's own way of keeping a place would move it once more
  desk.style.overflowAnchor = 'none'
  return () => keepAt(desk, anchor)
}

/** Brings the remembered block to where it stood, in whatever reading is on the desk now, until it stays for two frames. */
export function keepAt(desk: HTMLElement, anchor: Anchor): void {
  kept.get(desk)?.end()
  kept.set(desk, keep(desk, anchor))
}

function keep(desk: HTMLElement, first: Anchor): Keeping {
  let anchor: Anchor | undefined = first
  let block: Element | undefined
  let [top, height, still, frames, next] = [0, 0, 0, 0, 0]
  desk.style.overflowAnchor = 'none'
  const correct = (): void => {
    block = anchor && standing(desk, anchor, block)
    const by = anchor && block ? Math.round(topOn(desk, block) - anchor.offset) : 0
    if (by !== 0) desk.scrollBy({ top: by, behavior: 'instant' })
    still = desk.scrollTop === top ? still + 1 : 0
    top = desk.scrollTop
    height = desk.scrollHeight
  }
  // whoever scrolls meanwhile is followed, but not the browser's cutting off at the foot of what became shorter
  const follow = (): void => {
    const by = desk.scrollTop - top
    const cut = by < 0 && desk.scrollHeight < height && desk.scrollTop + desk.clientHeight >= desk.scrollHeight - 1
    if (by === 0 || cut || !anchor) return
    const offset = anchor.offset - by
    anchor = Math.abs(offset) < desk.clientHeight ? { ...anchor, offset } : firstSeen(desk)
    top = desk.scrollTop
  }
  const step = (): void => {
    follow()
    correct()
    frames += 1
    if (still < 2 && frames < MOST_FRAMES && anchor && desk.isConnected) next = requestAnimationFrame(step)
    else end()
  }
  // after the layout of a frame and before it is painted: made after the one that gives the sheet its room
  const laidOut = new ResizeObserver(() => {
    follow()
    correct()
  })
  const end = (): void => {
    cancelAnimationFrame(next)
    laidOut.disconnect()
    kept.delete(desk)
    desk.style.removeProperty('overflow-anchor')
  }
  correct()
  const sheet = desk.querySelector('.sheet')
  if (sheet) laidOut.observe(sheet)
  next = requestAnimationFrame(step)
  return {
    now: () => {
      follow()
      return anchor
    },
    end,
  }
}

const topOn = (desk: Element, block: Element): number => block.getBoundingClientRect().top - desk.getBoundingClientRect().top

/** The element of the anchor, or of its nearest neighbour, in the reading that is shown; `last`: what it was a frame ago. */
function standing(desk: Element, { ids }: Anchor, last: Element | undefined): Element | undefined {
  const page = pageInSight(desk)
  if (!page || (last && page.contains(last))) return last
  for (const id of ids) {
    const block = id ? page.querySelector(`[data-id="${CSS.escape(id)}"]`) : null
    if (block) return block
  }
  return undefined
}

/** The first block that begins in sight; where none does, the one that fills it. */
function firstSeen(desk: Element): Anchor | undefined {
  const page = pageInSight(desk)
  const body = page?.querySelector('[data-block="body"]')
  const { top, bottom } = desk.getBoundingClientRect()
  const title = page?.querySelector('.el-title')
  if (!body || (title && title.getBoundingClientRect().bottom > top)) return undefined
  const blocks = body.children
  const next = firstFrom(blocks, top - HAIR)
  const at = (blocks[next]?.getBoundingClientRect().top ?? Infinity) < bottom ? next : next - 1
  // of a table the first paragraph in sight
  const above = blocks[next - 1]
  const within = [...(above?.querySelectorAll('[data-id]') ?? [])].find((one) => {
    const box = one.getBoundingClientRect()
    return box.top >= top - HAIR && box.top < bottom
  })
  const first = within ?? blocks[at]
  if (!first) return undefined
  const around = [...blocks].slice(at, at + NEIGHBOURS).concat([...blocks].slice(Math.max(0, at - NEIGHBOURS), at).toReversed())
  const ids = [first, ...around].map(idOf).filter((id) => id !== '')
  return ids.length > 0 ? { ids, offset: topOn(desk, first) } : undefined
}

const idOf = (block: Element): string =>
  (block.matches('[data-id]') ? block : block.querySelector('[data-id]'))?.getAttribute('data-id') ?? ''

/** Index of the first block that begins at `y` or below; blocks of a text stand one below the other. */
function firstFrom(blocks: HTMLCollection, y: number): number {
  let [low, high] = [0, blocks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((blocks[middle]?.getBoundingClientRect().top ?? 0) >= y) high = middle
    else low = middle + 1
  }
  return low
}
