import type { Node as PmNode } from 'prosemirror-model'
import { expect, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { type Ink } from '../../../src-shared/workflow/inks.ts'
import type { FakeDesk } from './fake-desk.ts'
import { frame, send } from './ime.ts'
import { trackedEdit } from './scenes.ts'
import { shownPage } from './window.tsx'

export type Point = readonly [x: number, y: number]

/** One event of the real pointer, at a place of this window; the runner may show the window smaller than it is. */
export const pointer = (type: string, [x, y]: Point, buttons: number, kind = 'mouse', force = 0.5) => {
  const shown = window.frameElement?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight)
  return send('Input.dispatchMouseEvent', {
    type,
    x: shown.left + x * (shown.width / innerWidth),
    y: shown.top + y * (shown.height / innerHeight),
    button: type === 'mouseMoved' && !buttons ? 'none' : 'left',
    buttons,
    clickCount: 1,
    pointerType: kind,
    force,
  })
}
/** Draws a line with the pointer held down. */
export async function draw(points: readonly Point[], kind?: string): Promise<void> {
  const [first, ...rest] = points
  if (!first) return
  await pointer('mouseMoved', first, 0, kind)
  await pointer('mousePressed', first, 1, kind)
  for (const [i, at] of rest.entries()) await pointer('mouseMoved', at, 1, kind, 0.2 + (0.6 * i) / rest.length)
  await pointer('mouseReleased', points.at(-1) ?? first, 0, kind)
  await frame()
}
export const circle = ([x, y]: Point, rx = 40, ry = 20): Point[] =>
  Array.from({ length: 32 }, (_, i) => [x + rx * Math.cos(i / 5), y + ry * Math.sin(i / 5)])

/** The block of the page that has these words, and its middle in the window. */
export function block(words: string): { element: HTMLElement; id: string; at: Point } {
  const found = [...shownPage().querySelectorAll<HTMLElement>('p[data-id]')].find((one) => one.textContent?.includes(words))
  if (!found) throw new Error(`no ${words}`)
  found.scrollIntoView({ block: 'center' })
  const box = found.getBoundingClientRect()
  return { element: found, id: found.dataset['id'] ?? '', at: [box.left + box.width / 2, box.top + box.height / 2] }
}
export const bar = (): HTMLElement => {
  const found = document.querySelector<HTMLElement>('.ink-bar')
  if (!found) throw new Error('no bar')
  return found
}
export const said = (words: string): void => {
  if (!bar().textContent?.includes(words)) throw new Error(`the bar says ${bar().textContent}`)
}
/** Takes the pen or the ring by keyboard. */
export async function take(key: 'i' | 'o'): Promise<void> {
  await userEvent.keyboard(`{Alt>}${key}{/Alt}`)
  await vi.waitFor(() => expect(document.activeElement?.classList.contains('ink-pad')).toBe(true))
}
export const inksOf = (desk: FakeDesk, id: DocumentId): Ink[] => desk.state(id)?.inks ?? []
export const onPage = (): SVGSVGElement[] =>
  [...document.querySelectorAll<SVGSVGElement>('.doc .ink-layer svg[data-ink]')].filter(
    (one) => one.dataset['ink'] && one.style.visibility !== 'hidden',
  )
export const textOf = (desk: FakeDesk, id: DocumentId): PmNode => {
  const found = desk.working(id)
  if (!found) throw new Error('no text')
  return found
}
export const openRail = async (): Promise<void> => {
  await screen.getByRole('tab', { name: /批注/ }).click()
  await vi.waitFor(() => expect(document.querySelector('.ink-list')).not.toBeNull())
}
export const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.ink-row')]
export const button = (words: string, within: ParentNode = document): HTMLElement => {
  const found = [...within.querySelectorAll<HTMLElement>('button')].find((one) =>
    one.textContent?.replaceAll(' ', '').includes(words),
  )
  if (!found) throw new Error(`no button ${words}`)
  return found
}
/** Someone else changes words of the text while it is open here. */
export function editElsewhere(desk: FakeDesk, id: DocumentId, find: string, put: string): void {
  desk.moveBody(id, trackedEdit(textOf(desk, id), { author: 'li', step: 'review', at: Date.now() }, find, put))
}
