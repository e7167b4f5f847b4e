import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { touches } from '../ui/ink-path.ts'
import { tenthOf } from './block-place.ts'
import { sheetScale } from '../ui/sheet-scale.ts'
import { useLatest } from '../ui/use-latest.ts'

const OPEN_MS = 250
/** How near the mouse must come to a line, in tenths of a millimetre. */
const NEAR = 12

/**
 * The drawing the mouse rests on. Drawings let the mouse through to the words below, so this is worked out from where it
 * is: on a line, or anywhere within a ring. Puts the card above the drawing.
 */
export function useInkHover(layer: RefObject<HTMLElement | null>, inks: readonly Ink[]): string | null {
  const [hovered, setHovered] = useState<string | null>(null)
  const latest = useLatest(inks)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const element = layer.current
    const desk = element?.closest('.page-desk')
    const sheet = element?.closest('.sheet')
    if (!element || !sheet || !(desk instanceof HTMLElement)) return undefined
    let seen: string | null = null
    const show = (id: string | null): void => {
      if (id === seen) return
      seen = id
      clearTimeout(timer.current)
      timer.current = setTimeout(() => setHovered(id), id === null ? 0 : OPEN_MS)
    }
    const over = (event: MouseEvent): void => {
      if (event.buttons || latest.current.length === 0) return show(null)
      show(inkAt(element, tenthOf(sheet), latest.current, event.clientX, event.clientY))
    }
    const away = (): void => show(null)
    desk.addEventListener('mousemove', over)
    desk.addEventListener('mouseleave', away)
    desk.addEventListener('keydown', away)
    desk.addEventListener('scroll', away)
    return () => {
      clearTimeout(timer.current)
      desk.removeEventListener('mousemove', over)
      desk.removeEventListener('mouseleave', away)
      desk.removeEventListener('keydown', away)
      desk.removeEventListener('scroll', away)
    }
  }, [layer, latest])
  useEffect(() => {
    const card = layer.current?.querySelector<HTMLElement>('.ink-card')
    const svg = layer.current?.querySelector(`svg[data-ink="${CSS.escape(hovered ?? '')}"]`)
    const [paper, box] = [layer.current?.getBoundingClientRect(), svg?.getBoundingClientRect()]
    if (!card || !paper || !box) return
    const desk = layer.current?.closest('.page-desk')?.getBoundingClientRect()
    const above = box.top - card.offsetHeight - 6
    const scale = sheetScale(card)
    const left = Math.min(box.left, (desk?.right ?? paper.right) - card.offsetWidth - 20)
    card.style.top = `${((desk && above < desk.top ? box.bottom + 6 : above) - paper.top) / scale}px`
    card.style.left = `${Math.max(4, left - paper.left) / scale}px`
  }, [layer, hovered])
  return hovered
}

function inkAt(layer: HTMLElement, tenth: number, inks: readonly Ink[], clientX: number, clientY: number): string | null {
  for (const svg of layer.querySelectorAll<SVGSVGElement>('svg[data-ink]')) {
    const ink = inks.find((one) => one.id === svg.dataset['ink'])
    if (!ink || svg.style.visibility === 'hidden') continue
    const box = svg.getBoundingClientRect()
    const near = NEAR * tenth
    const within =
      clientX > box.left - near && clientX < box.right + near && clientY > box.top - near && clientY < box.bottom + near
    if (!within) continue
    const x = (clientX - box.left) / tenth + Number(svg.dataset['left'])
    const y = (clientY - box.top) / tenth + Number(svg.dataset['top'])
    if (ink.kind === 'circled' || touches(ink.strokes, x, y, NEAR)) return ink.id
  }
  return null
}
