import '../../../src-renderer/document/editor/page.css'
import type { Node as PmNode } from 'prosemirror-model'
import { blocksOf, quoteOf, wordsSm3 } from '../../../src-shared/document/block-words.ts'
import { inksOf, jobInks, type PaperInk } from '../../../src-shared/paper/inks.ts'
import type { Ink, Stroke } from '../../../src-shared/workflow/inks.ts'
import { sm3 } from '../../../src-renderer/data/sm3.ts'

/*
 * Drawings as a hand makes them on the desk's page: blocks are laid out by the desk's own style sheet, not by that of paper, so
 * what is measured here is no mirror of what is tested.
 */

const tenth = 96 / 254
export type Box = { left: number; top: number; right: number; bottom: number }

const around = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  top: Math.min(...boxes.map(({ top }) => top)),
  right: Math.max(...boxes.map(({ right }) => right)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
})

/** The letters `from` to `to` of a block on the desk's page, in tenths of a millimetre from the block's corner. */
export function onDesk(block: PmNode, from: number, to: number): { letters: Box[]; all: Box } {
  const sheet = document.createElement('div')
  sheet.className = 'sheet'
  const isElement = block.type.name !== 'paragraph'
  const part = isElement ? 'header' : 'body'
  sheet.innerHTML = `<div class="gw" lang="zh-CN"><div data-block="${part}"></div></div>`
  const p = document.createElement(isElement ? 'div' : 'p')
  if (isElement) p.className = `el el-${block.type.name}`
  else if (block.attrs['style'] !== 'body') p.dataset['style'] = String(block.attrs['style'])
  block.forEach((child) => {
    const names = child.marks.map((mark) => mark.type.name)
    const span = document.createElement(names.includes('ins') ? 'ins' : names.includes('del') ? 'del' : 'span')
    span.append(child.isText ? (child.text ?? '') : document.createElement('br'))
    p.append(span)
  })
  sheet.querySelector(`[data-block="${part}"]`)?.append(p)
  document.body.append(sheet)
  const corner = p.getBoundingClientRect()
  const letters: Box[] = []
  const range = document.createRange()
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null)
    for (let i = 0; i < node.length; i++) {
      range.setStart(node, i)
      range.setEnd(node, i + 1)
      const box = range.getClientRects()[0] ?? new DOMRect()
      letters.push({
        left: (box.left - corner.left) / tenth,
        right: (box.right - corner.left) / tenth,
        top: (box.top - corner.top) / tenth,
        bottom: (box.bottom - corner.top) / tenth,
      })
    }
  sheet.remove()
  const some = letters.slice(from, to)
  return { letters: some, all: around(some) }
}

/** A ring round a box, a little open as a hand draws it. */
export function ringRound({ left, top, right, bottom }: Box, wide = 14): Stroke {
  const [x, y, a, b] = [(left + right) / 2, (top + bottom) / 2, (right - left) / 2 + wide, (bottom - top) / 2 + wide]
  const points: number[] = []
  for (let i = 0; i <= 60; i++) {
    const angle = -2 + (2 * Math.PI * i) / 60
    // rather a rounded box than an ellipse: its corners are within the line as well
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const power = (n: number): number => Math.sign(n) * Math.abs(n) ** 0.5
    points.push(Math.round(x + a * power(cos)), Math.round(y + b * power(sin)), 150)
  }
  return { width: 8, points }
}

let n = 0
/** A drawing over a block of a text, kept as the desk keeps it. */
export function inkOver(block: PmNode, kind: Ink['kind'], strokes: readonly Stroke[], more: Partial<Ink> = {}): Ink {
  n += 1
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    kind,
    by: { userId: 'u2', name: '赵敏', unitId: 'x', unitName: '青禾县人民政府办公室' } as Ink['by'],
    bodyVersion: 3 as Ink['bodyVersion'],
    bodySm3: 'a'.repeat(64) as Ink['bodySm3'],
    blockId: String(block.attrs['id']),
    quote: quoteOf(block),
    wordsSm3: wordsSm3(block, sm3) as Ink['wordsSm3'],
    strokes: [...strokes],
    authoredAt: Date.UTC(2026, 6, 14, 1, 10),
    at: Date.UTC(2026, 6, 14, 1, 10),
    struck: null,
    ...more,
  }
}

/** The drawings as a job has them: against `doc`, with `rejected` changes where the clean text is printed. */
export function askedFor(inks: readonly Ink[], doc: PmNode, rejected: ReadonlySet<string> | null = null) {
  const asked: PaperInk[] = inksOf({ inks: [...inks], tasks: [] }, doc, sm3)
  return jobInks(asked, doc, rejected)
}

export const blockOf = (doc: PmNode, id: string): PmNode => {
  const found = blocksOf(doc, new Set([id])).get(id)
  if (!found) throw new Error(`no block ${id}`)
  return found
}
