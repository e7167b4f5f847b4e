import { useEffect, useRef, useState, type RefObject } from 'react'

/** The ids of the changes at an element of the page, the innermost first. */
export function changeIdsAt(target: Element | null): string[] {
  const ids: string[] = []
  for (let at = target; at instanceof HTMLElement && !at.classList.contains('gw'); at = at.parentElement) {
    const { change, changes } = at.dataset
    if (change) ids.push(change)
    if (changes) ids.push(...changes.split(' '))
  }
  return [...new Set(ids)]
}

/** Where a card is about: the changes, the box in the window it stands by, and whether it was asked for by the keyboard. */
export type HoverAt = { ids: readonly string[]; box: { left: number; top: number; bottom: number }; byKey?: true }

const OPEN_MS = 320
const CLOSE_MS = 180

const boxAt = (target: Element, x: number, y: number): HoverAt['box'] => {
  const lines = [...target.getClientRects()]
  const line = lines.find((one) => x >= one.left && x <= one.right && y >= one.top && y <= one.bottom) ?? lines[0]
  return { left: x, top: line?.top ?? y, bottom: line?.bottom ?? y }
}

/**
 * Which changes the mouse rests on, by one listener on the desk for all marks (UI-42). Typing, scrolling and pressing the
 * button put the card away; over the card itself it stays.
 */
export function useHover(layer: RefObject<HTMLElement | null>): [HoverAt | null, (at: HoverAt | null) => void] {
  const [at, setAt] = useState<HoverAt | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const desk = layer.current?.closest('.page-desk')
    if (!(desk instanceof HTMLElement)) return undefined
    const later = (ms: number, next: HoverAt | null): void => {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setAt(next), ms)
    }
    // what the mouse was seen on last; after scrolling it may rest on the same words again
    let seen: Element | null | undefined
    const over = (event: MouseEvent): void => {
      const target = event.target instanceof Element ? event.target : null
      if (target === seen) return
      seen = target
      if (target?.closest('.card-layer')) return clearTimeout(timer.current)
      const ids = changeIdsAt(target)
      if (!target || !ids.length || event.buttons) return later(CLOSE_MS, null)
      later(OPEN_MS, { ids, box: boxAt(target.closest('[data-change]') ?? target, event.clientX, event.clientY) })
    }
    const away = (): void => later(0, null)
    const leave = (): void => {
      seen = undefined
      later(CLOSE_MS, null)
    }
    const scrolled = (): void => {
      seen = undefined
      away()
    }
    const typed = (event: Event): void => {
      if (!(event.target instanceof Element && event.target.closest('.card-layer'))) away()
    }
    desk.addEventListener('mousemove', over)
    desk.addEventListener('mouseleave', leave)
    desk.addEventListener('mousedown', typed)
    desk.addEventListener('keydown', typed)
    desk.addEventListener('scroll', scrolled)
    return () => {
      clearTimeout(timer.current)
      desk.removeEventListener('mousemove', over)
      desk.removeEventListener('mouseleave', leave)
      desk.removeEventListener('mousedown', typed)
      desk.removeEventListener('keydown', typed)
      desk.removeEventListener('scroll', scrolled)
    }
  }, [layer])
  const show = (next: HoverAt | null): void => {
    clearTimeout(timer.current)
    setAt(next)
  }
  return [at, show]
}
