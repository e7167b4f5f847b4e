import type { EditorView } from 'prosemirror-view'
import type { PictureDesk } from '../../../src-renderer/document/editor/picture-desk.ts'
import type { PageMap } from '../../../src-renderer/document/pages/page-map.ts'
import { gapPx, sheetPx } from '../../../src-renderer/document/pages/place.ts'
import { readBodyJson } from '../../../src-shared/document/read-body.ts'
import type { PaperJob } from '../../../src-shared/paper/model.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'

/* The text of the body on each page, on paper and in the editor: where its letters really stand. */

const blank = /\s/g
/** Stands for a picture. */
const sign = '▣'

export type Paged = { page: TestPage; map: PageMap; maps: PageMap[] }

/** Opens a job's text in the editor and waits for its pages; `maps` goes on with each later count. */
export async function openPaged(job: PaperJob, pictures?: PictureDesk): Promise<Paged> {
  const { doc } = readBodyJson(job.body)
  if (!doc) throw new Error('no text')
  const maps: PageMap[] = []
  let page: TestPage | undefined
  const map = await new Promise<PageMap>((resolve) => {
    const onPages = (one: PageMap | null): void => {
      if (!one) return
      maps.push(one)
      resolve(one)
    }
    page = openTestPage(doc, { mode: 'untracked', pages: { facts: () => job.facts, onPages }, ...(pictures ? { pictures } : {}) })
  })
  if (!page) throw new Error('not open')
  return { page, map, maps }
}

/** A page's text by its beginning and end, to be read in a failure. */
export const ends = (text: string): string => `${text.slice(0, 16)} … ${text.slice(-16)} (${text.length})`

/** Text of the body by pages of paper: title, head, end and number left out. */
export function pagesOfPaper(root: HTMLElement): string[] {
  return [...root.querySelectorAll('.paper-page')].map((page) =>
    [...page.querySelectorAll<HTMLElement>('.paper-column > *')]
      .filter((one) => !one.classList.contains('pp-end') && !isTitle(one))
      .map(textOf)
      .join('')
      .replace(blank, ''),
  )
}

// 附件's own title is text of the body
const isTitle = (one: HTMLElement): boolean => one.tagName === 'H1'

function textOf(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement
  for (const label of copy.querySelectorAll('.pp-label')) label.remove()
  for (const picture of copy.querySelectorAll('img, .pp-no-picture')) picture.replaceWith(sign)
  return copy.textContent ?? ''
}

/** Text of 主送 and the body by sheets of the editor, letter by letter; rows a table repeats are read too. */
export function pagesOfEditor(view: EditorView, count: number): string[] {
  const sheet = view.dom.closest<HTMLElement>('.sheet')
  if (!sheet) throw new Error('no sheet')
  const paper = sheet.getBoundingClientRect()
  const scale = paper.width / sheet.offsetWidth
  const pages = Array.from({ length: count }, () => '')
  const range = document.createRange()
  const put = (box: DOMRect | undefined, letter: string): void => {
    if (!box) return
    const y = ((box.top + box.bottom) / 2 - paper.top) / scale
    const page = Math.floor(y / (sheetPx + gapPx))
    // in the desk between two sheets, or in a margin: on no page
    const within = y - page * (sheetPx + gapPx)
    const lawful = within > 130 && within < 1000 && page < count
    pages[lawful ? page : count] = `${pages[lawful ? page : count] ?? ''}${letter}`
  }
  const walk = (root: Element): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof HTMLImageElement && node.classList.contains('picture')) put(node.getBoundingClientRect(), sign)
      if (!(node instanceof Text) || node.parentElement?.closest('.pp-label')) continue
      for (let i = 0; i < node.length; i++) {
        range.setStart(node, i)
        range.setEnd(node, i + 1)
        put(range.getClientRects()[0], node.data[i] ?? '')
      }
    }
  }
  const mainTo = view.dom.querySelector('.el-mainTo')
  if (mainTo) walk(mainTo)
  const body = view.dom.querySelector('[data-block="body"]')
  if (body) walk(body)
  return pages.map((text) => text.replace(blank, ''))
}

/** Where what stands on the pages of paper begins: the first block of each page and each table and picture, in px of its page. */
export function topsOfPaper(root: HTMLElement): number[][] {
  return [...root.querySelectorAll('.paper-page')].map((page) => {
    const { top } = page.getBoundingClientRect()
    const tops = [...page.querySelectorAll('.paper-column > table, .paper-column .pp-figure > *')]
      .filter((one) => !one.closest('.pp-turned'))
      .map((one) => one.getBoundingClientRect().top - top)
    return tops.toSorted((a, b) => a - b)
  })
}

/** The same of the editor: tables on each page they stand on, and pictures. */
export function topsOfEditor(view: EditorView, count: number): number[][] {
  const sheet = view.dom.closest<HTMLElement>('.sheet')
  if (!sheet) throw new Error('no sheet')
  const paper = sheet.getBoundingClientRect()
  const pages: number[][] = Array.from({ length: count }, () => [])
  const body = view.dom.querySelector('[data-block="body"]')
  const firstRows = [...(body?.querySelectorAll('table') ?? [])].flatMap((table) => [
    ...table.querySelectorAll('tr:first-child, tr.pg-seam + tr'),
  ])
  for (const one of [...firstRows, ...(body?.querySelectorAll('p:not(td p) .picture, p:not(td p).picture') ?? [])]) {
    const y = one.getBoundingClientRect().top - paper.top
    const page = Math.floor(y / (sheetPx + gapPx))
    pages[page]?.push(y - page * (sheetPx + gapPx))
  }
  return pages.map((tops) => tops.toSorted((a, b) => a - b))
}
