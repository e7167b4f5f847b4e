import { plainText, type PaperContent } from '../../src-shared/paper/content.ts'
import type { PaperFacts } from '../../src-shared/paper/model.ts'
import { item, type FlowItem } from './blocks.ts'
import { make } from './dom.ts'
import { attachmentNote, nameBlock, remark, signature } from './end.ts'
import { writeInline, type Pen } from './inline.ts'
import type { Face } from './measure.ts'

/* What stands before and behind the blocks of a text; one source for paper and for the pages of the editor (PP-57). */

/** The faces things are measured with. */
export type PaperFaces = { mark: Face; body: Face; number: Face }

/** The faces as the style sheet gives them to what stands in `host`. */
export function facesOf(host: HTMLElement): PaperFaces {
  const read = (classes: string): Face => {
    const probe = make('div', classes)
    host.append(probe)
    const style = getComputedStyle(probe)
    const face = { family: style.fontFamily, weight: style.fontWeight, sizePx: Number.parseFloat(style.fontSize) }
    probe.remove()
    return face
  }
  return { mark: read('pp-mark'), body: read('pp-p'), number: read('pp-number') }
}

/** The title (§7.3.1), not broken yet; null where the page has none. */
export function titleElement(content: PaperContent, facts: PaperFacts, pen: Pen): HTMLElement | null {
  const text = plainText(content.elements.title).trim()
  const order = facts.form === 'order'
  // §10.2: a 命令 has its mark and number, no title beside them
  if (text === '' || (order && facts.organs.some((organ) => text === organ || text === `${organ}令`))) return null
  const element = make('h1', 'pp-title')
  nameBlock(element, content.ids.title)
  writeInline(element, content.elements.title, pen)
  return element
}

/** 主送机关 (§7.3.2), closed by a colon; null where there is none. */
export function mainToItem(content: PaperContent, pen: Pen): FlowItem | null {
  const text = plainText(content.elements.mainTo).trim()
  if (text === '') return null
  const element = make('p', 'pp-p flush')
  nameBlock(element, content.ids.mainTo)
  writeInline(element, content.elements.mainTo, pen)
  if (!/[：:]$/.test(text)) element.append('：')
  return item(element, 'lines')
}

/** 附件说明, 署名 with 成文日期, and 附注 as one piece that keeps company with the text (§7.3.4 to §7.3.6); null where all are empty. */
export function tailItem(content: PaperContent, facts: PaperFacts, pen: Pen, face: Face, host: HTMLElement): FlowItem | null {
  const measure = (element: HTMLElement): number => {
    const probe = make('div', '')
    probe.style.cssText = 'position:absolute;left:0;width:max-content'
    probe.append(element)
    host.append(probe)
    const width = probe.getBoundingClientRect().width
    probe.remove()
    return width
  }
  const parts = [
    attachmentNote(content.elements.attachmentNote, pen, face, content.ids.attachmentNote),
    signature(content, facts, pen, measure),
    remark(content.elements.remark, pen, content.ids.remark),
  ].filter((one) => one !== null)
  if (parts.length === 0) return null
  const element = make('div', 'pp-end')
  element.append(...parts)
  return item(element, 'none', { keepPrevious: true })
}
