import type { EditorView } from 'prosemirror-view'
import { gapPx, sheetPx } from '../../../src-renderer/document/pages/place.ts'

/* The text of the body on each page, on paper and in the editor: where its letters really stand. */

const blank = /\s/g

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
  return copy.textContent ?? ''
}

/** Text of 主送 and the body by sheets of the editor, letter by letter. */
export function pagesOfEditor(view: EditorView, count: number): string[] {
  const sheet = view.dom.closest<HTMLElement>('.sheet')
  if (!sheet) throw new Error('no sheet')
  const paper = sheet.getBoundingClientRect()
  const scale = paper.width / sheet.offsetWidth
  const pages = Array.from({ length: count }, () => '')
  const range = document.createRange()
  const walk = (root: Element): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!(node instanceof Text)) continue
      for (let i = 0; i < node.length; i++) {
        range.setStart(node, i)
        range.setEnd(node, i + 1)
        const box = range.getClientRects()[0]
        if (!box) continue
        const y = ((box.top + box.bottom) / 2 - paper.top) / scale
        const page = Math.floor(y / (sheetPx + gapPx))
        // in the desk between two sheets, or in a margin: on no page
        const within = y - page * (sheetPx + gapPx)
        const lawful = within > 130 && within < 1000 && page < count
        pages[lawful ? page : count] = `${pages[lawful ? page : count] ?? ''}${node.data[i]}`
      }
    }
  }
  const mainTo = view.dom.querySelector('.el-mainTo')
  if (mainTo) walk(mainTo)
  const body = view.dom.querySelector('[data-block="body"]')
  if (body) walk(body)
  return pages.map((text) => text.replace(blank, ''))
}
