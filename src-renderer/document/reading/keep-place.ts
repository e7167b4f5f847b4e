import { pageInSight } from '../../ui/page-in-sight.ts'

/** A block of the text and how far below the upper edge of the desk it stands. */
export type Anchor = { ids: readonly string[]; offset: number }

/** How many neighbours are remembered, for readings in which the block itself is not there. */
const NEIGHBOURS = 40

/** Remembers what is read now: the first block in sight and those around it (UI-45). */
export function anchorOf(desk: Element): Anchor | undefined {
  const page = pageInSight(desk)
  if (!page) return undefined
  const top = desk.getBoundingClientRect().top
  const blocks = [...page.querySelectorAll<HTMLElement>('[data-id]')].filter((block) => !block.querySelector('[data-id]'))
  // blocks stand one below the other, but for the header, which is short: the first that reaches into sight
  const at = blocks.findIndex((block) => block.getBoundingClientRect().bottom > top)
  const first = blocks[at]
  if (!first) return undefined
  const near = [...blocks.slice(at, at + NEIGHBOURS), ...blocks.slice(Math.max(0, at - NEIGHBOURS), at).toReversed()]
  return { ids: near.map((block) => block.dataset['id'] ?? ''), offset: first.getBoundingClientRect().top - top }
}

/** Brings the remembered block to where it stood, in whatever reading is on the desk now. */
export function restore(desk: Element, anchor: Anchor): void {
  const page = pageInSight(desk)
  if (!page) return
  for (const id of anchor.ids) {
    const block = id ? page.querySelector(`[data-id="${CSS.escape(id)}"]`) : null
    if (!block) continue
    desk.scrollTop += block.getBoundingClientRect().top - desk.getBoundingClientRect().top - anchor.offset
    return
  }
}
