import { typeArea } from '../../../src-shared/paper/measures.ts'
import { tpp } from '../../ui/text-paper.ts'
import { drawRules, make } from '../../paper/dom.ts'
import { numberOf } from '../../paper/page.ts'
import type { PageMap } from './page-map.ts'
import { gapPx, pageTop, pxPerMm, sheetPx } from './place.ts'
import type { PaperForm } from '../../../src-shared/paper/model.ts'

/*
 * What a page has beside its text: head, number at the foot, and the desk seen between two sheets. Drawn over the text in a
 * layer of its own, which takes no pointer: nothing of it stands in what one writes.
 */

/** Draws the pages of a map into a layer of the sheet, and gives the sheet its height; null takes all away (连续视图). */
export function drawFurniture(
  sheet: HTMLElement,
  map: Pick<PageMap, 'count' | 'first' | 'faces' | 'turned'> | null,
  form: PaperForm,
): void {
  const layer = sheet.querySelector<HTMLElement>(':scope > .page-furniture')
  sheet.classList.toggle('paged', map !== null)
  if (!layer) return
  if (!map) {
    layer.replaceChildren()
    for (const name of ['--title-top', '--title-room', '--sheets', '--text-foot']) sheet.style.removeProperty(name)
    return
  }
  standAs(sheet, map)
  const foot = pageTop(map.count - 1) + typeArea.height * pxPerMm
  sheet.style.setProperty('--sheets', `${map.count * sheetPx + (map.count - 1) * gapPx}px`)
  sheet.style.setProperty('--text-foot', `${(foot - map.first.titleTop * pxPerMm).toFixed(2)}px`)
  const pages = Array.from({ length: map.count }, (_, i) => {
    const page = make('div', 'page-leaf')
    page.dataset['page'] = String(i + 1)
    page.style.top = `${i * (sheetPx + gapPx)}px`
    if (i === 0) page.append(drawRules(map.first.head.rules), ...map.first.head.elements)
    if (map.turned.includes(i + 1)) page.append(make('div', 'page-note', tpp.turnedOnPaper))
    // §10.1: no number on the first page of a 信函
    if (!(form === 'letter' && i === 0)) page.append(numberOf(i + 1, map.faces.number))
    return page
  })
  layer.replaceChildren(...pages)
  letHintsStand(sheet, foot - map.first.titleTop * pxPerMm, pages.at(-1))
}

/**
 * Words that ask for a 要素 not written yet take lines the paper does not have: where they reach below the type area of the last
 * page, its sheet is that much longer and its number stands below them. `room`: px from the head of the text to the foot of
 * the last type area.
 */
function letHintsStand(sheet: HTMLElement, room: number, last: HTMLElement | undefined): void {
  const text = sheet.querySelector<HTMLElement>('.gw')
  const over = text ? Math.round(text.offsetHeight - room) : 0
  if (over < 2 || !last) return
  sheet.style.setProperty('--sheets', `calc(${sheet.style.getPropertyValue('--sheets')} + ${over}px)`)
  last.style.height = `${sheetPx + over}px`
  last.querySelector<HTMLElement>(':scope > .pp-number')?.style.setProperty('translate', `0 ${over}px`)
}

/** Lets the text begin where it does on paper; known before the rest of the pages is. */
export function standAs(sheet: HTMLElement, { first }: Pick<PageMap, 'first'>): void {
  sheet.classList.add('paged')
  sheet.style.setProperty('--title-top', `${(first.titleTop - typeArea.top).toFixed(3)}mm`)
  sheet.style.setProperty('--title-room', `${Math.max(0, first.bodyTop - first.titleTop).toFixed(3)}mm`)
}

/** The page a place of the sheet lies on, from 1. `y`: px of the sheet at 96 dpi. */
export const pageAt = (y: number, count: number): number =>
  Math.min(count, Math.max(1, Math.floor((y + gapPx / 2) / (sheetPx + gapPx)) + 1))
