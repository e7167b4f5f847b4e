import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Change } from '../../src-shared/revision/types.ts'
import { pageInSight } from '../ui/page-in-sight.ts'
import { r } from '../ui/text-revisions.ts'
import { ChangeCard, type CardContext } from './ChangeCard.tsx'

type Props = CardContext & {
  changes: readonly Change[]
  current: string | null
  onJump: (change: Change) => void
}

/** Width of the page at actual size (210 mm) with its margins, and of the cards with theirs, in px. */
const PAGE = 794 + 32
const CARDS = 244
const GAP = 6
const MOST = 40

type Beside = { id: string; top: number }

/** Cards beside the page for the changes in sight, where the window is wide enough for page and cards (UI-42). */
export function MarginCards({ changes, current, onJump, ...context }: Props) {
  const layer = useRef<HTMLDivElement>(null)
  const [beside, setBeside] = useState<readonly Beside[]>([])
  const byId = useMemo(() => new Map(changes.map((change) => [change.id, change])), [changes])

  useEffect(() => {
    const desk = layer.current?.closest('.page-desk')
    if (!(desk instanceof HTMLElement)) return undefined
    let frame = 0
    const look = (): void => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => {
        const room = desk.clientWidth >= PAGE + CARDS
        desk.classList.toggle('with-cards', room)
        setBeside(room ? inSight(desk) : [])
      })
    }
    look()
    desk.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(desk)
    // pages that come or go move what is below, and nothing is scrolled
    const sheet = desk.querySelector('.sheet')
    if (sheet) observer.observe(sheet)
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      desk.removeEventListener('scroll', look)
      desk.classList.remove('with-cards')
    }
  }, [changes])

  useLayoutEffect(() => {
    let free = 0
    for (const element of layer.current?.children ?? []) {
      if (!(element instanceof HTMLElement)) continue
      const top = Math.max(free, Number(element.dataset['top']))
      element.style.setProperty('top', `${top}px`)
      free = top + element.offsetHeight + GAP
    }
  })

  return (
    <div ref={layer} className="margin-cards" aria-label={r.marginCards}>
      {beside.map(({ id, top }) => {
        const change = byId.get(id)
        return (
          change && (
            <div key={id} data-top={top} className={id === current ? 'current' : ''} onClick={() => onJump(change)}>
              <ChangeCard change={change} {...context} />
            </div>
          )
        )
      })}
    </div>
  )
}

/** The changes in the blocks in sight, each at its first line, from the upper edge of the whole page. */
function inSight(desk: HTMLElement): Beside[] {
  const { top: edge, bottom } = desk.getBoundingClientRect()
  const found = new Map<string, number>()
  for (const block of pageInSight(desk)?.querySelectorAll<HTMLElement>('[data-id]') ?? []) {
    const box = block.getBoundingClientRect()
    if (box.bottom < edge || box.top > bottom || box.height === 0) continue
    for (const id of block.dataset['changes']?.split(' ') ?? []) if (!found.has(id)) found.set(id, box.top)
    for (const mark of block.querySelectorAll<HTMLElement>('[data-change]')) {
      const id = mark.dataset['change'] ?? ''
      if (!found.has(id)) found.set(id, mark.getBoundingClientRect().top)
    }
  }
  return [...found]
    .filter(([, top]) => top >= edge && top <= bottom)
    .map(([id, top]) => ({ id, top: Math.round(top - edge + desk.scrollTop) }))
    .toSorted((a, b) => a.top - b.top)
    .slice(0, MOST)
}
