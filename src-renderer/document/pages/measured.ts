import type { Node as PmNode } from 'prosemirror-model'
import { slackOf } from '../../../src-shared/paper/breaks.ts'
import { blockOf, bodyAndAnnex, contentOfInline } from '../../../src-shared/paper/content.ts'
import type { PaperBlock, PaperContent, PaperInline } from '../../../src-shared/paper/content.ts'
import { elementNames, type ElementName } from '../../../src-shared/document/schema.ts'
import type { PaperForm } from '../../../src-shared/paper/model.ts'
import { itemsOf, surroundings, type FlowItem } from '../../paper/blocks.ts'
import type { Units } from '../../paper/break-text.ts'
import type { Pen } from '../../paper/inline.ts'
import { makeLetters } from '../../paper/letters.ts'
import { breakTitle } from '../../paper/title.ts'
import { shrinkTallRows, unitsOf } from '../../paper/units.ts'
import { tellLines } from '../editor/paragraph-view.ts'
import { roomsOf, type PictureRoom } from './figures.ts'
import { naturalSize, waitsForPicture } from './natural.ts'

/* Lines of blocks as paper has them, counted once for each block of the text (PP-57). */

/** How a block is set otherwise than as a paragraph of the editor. */
export type PaperLook = 'annex' | 'annex-title' | 'names' | null
/**
 * An item of paper with what was counted, its element without content. `label`: width of its number in px. `edge`: what the outer
 * rules of a table take beside its rows, in px. `pictures`: what stands around each picture of a figure.
 */
export type Measured = FlowItem &
  Units & { look: PaperLook; label: number; shrink: string; edge: number; pictures: readonly PictureRoom[] }

/** The text as it is shown: what is struck counts, and who changed what takes no room. */
const plain = (content: readonly PaperInline[]): PaperInline[] =>
  content
    .filter((one) => one.kind !== 'text' || !one.sign)
    .map((one) => (one.kind === 'break' || one.marks.length === 0 ? one : { ...one, marks: [] }))
    .map((one) => (one.kind === 'picture' && !one.size ? { ...one, size: naturalSize(one.sm3) } : one))

function plainBlock(block: PaperBlock): PaperBlock {
  if (block.kind === 'paragraph') return { ...block, content: plain(block.content) }
  const rows = block.rows.map((row) =>
    row.map((cell) => ({ ...cell, paragraphs: cell.paragraphs.map((one) => plainBlock(one) as typeof one) })),
  )
  return { ...block, rows }
}

const blocks = new WeakMap<PmNode, PaperBlock>()
const blockFor = (node: PmNode): PaperBlock => {
  const known = blocks.get(node)
  if (known) return known
  const made = plainBlock(blockOf(node))
  // what waits for a picture's own size will be another block then
  if (!waitsForPicture(node)) blocks.set(node, made)
  return made
}

/** The content of a document as it is shown on the editor's page; a block that did not change is the same object again. */
export function shownContent(doc: PmNode): PaperContent {
  const elements = Object.fromEntries(elementNames.map((name) => [name, [] as readonly PaperInline[]]))
  const ids: Partial<Record<ElementName, string>> = {}
  doc.child(0).forEach((node) => (elements[node.type.name] = plain(contentOfInline(node))))
  const parts = bodyAndAnnex(doc.child(1).content.content.map(blockFor))
  return { elements: elements as PaperContent['elements'], ids, ...parts }
}

/** Pictures stand at the size the text gives them; their bytes are not asked for. */
export const measuringPen: Pen = { letters: makeLetters({}), picture: () => 'data:,' }

/** Troubles are told on paper. */
export const silent = { tell: () => undefined }

/** A picture in it has no size that is known yet. */
const isUnsettled = (block: PaperBlock): boolean =>
  block.kind === 'paragraph'
    ? block.content.some((one) => one.kind === 'picture' && !one.size)
    : block.rows.some((row) => row.some((cell) => cell.paragraphs.some(isUnsettled)))

const known = new WeakMap<PmNode, { key: string; items: readonly Measured[] }>()

const keyOf = (all: readonly PaperBlock[], i: number, form: PaperForm): string => {
  const block = all[i]
  const waits = block && isUnsettled(block) ? 'waits' : ''
  return `${block?.kind === 'paragraph' ? `${block.label} ${block.level}` : ''} ${surroundings(all, i)} ${form} ${waits}`
}

/** What is known of block `i`; undefined where it has to be counted first. */
export function measuredOf(
  node: PmNode,
  all: readonly PaperBlock[],
  i: number,
  form: PaperForm,
): readonly Measured[] | undefined {
  const found = known.get(node)
  return found?.key === keyOf(all, i, form) ? found.items : undefined
}

/**
 * Counts blocks: all are put into `host` first and read then, so the browser lays them out once. Answers the paragraphs that have
 * other lines than was thought.
 */
export function measure(
  host: HTMLElement,
  wanted: readonly { node: PmNode; all: readonly PaperBlock[]; i: number }[],
  form: PaperForm,
): PmNode[] {
  const news: PmNode[] = []
  const made = wanted.map((one) => ({ ...one, items: itemsOf(one.all, one.i, measuringPen, form) }))
  // what is turned is laid out with its sheets
  host.append(...made.flatMap(({ items }) => items.filter(({ fit }) => !fit?.turned).map(({ element }) => element)))
  for (const title of host.querySelectorAll<HTMLElement>('.pp-title')) breakTitle(title)
  for (const { node, all, i, items } of made) {
    shrinkTallRows(items, silent)
    const done = items.map(counted)
    known.set(node, { key: keyOf(all, i, form), items: done })
    const lines = done.reduce((n, { units }) => n + wholeLines(units), 0)
    if (node.isTextblock && tellLines(node, lines)) news.push(node)
  }
  host.replaceChildren()
  return news
}

/** Lines of the grid that something so high takes. */
export function wholeLines(units: readonly number[]): number {
  const height = units.reduce((a, b) => a + b, 0)
  return height + slackOf(height)
}

function counted(one: FlowItem): Measured {
  const { element } = one
  const look = element.classList.contains('pp-annex')
    ? 'annex'
    : element.classList.contains('on-grid')
      ? 'annex-title'
      : element.classList.contains('pp-names')
        ? 'names'
        : null
  const units = one.fit?.turned ? { units: [], again: 0 } : unitsOf(one)
  return {
    ...one,
    ...units,
    look,
    label: element.querySelector('.pp-label')?.getBoundingClientRect().width ?? 0,
    shrink: element.style.getPropertyValue('--shrink'),
    edge: one.table && !one.fit?.turned ? edgeOf(element) : 0,
    pictures: element.classList.contains('pp-figure') ? roomsOf(element, units.units[0] ?? 0) : [],
    element: element.cloneNode(false) as HTMLElement,
  }
}

/** What a table's outer rules take beside its rows, in px. */
export const edgeOf = (table: HTMLElement): number =>
  table.getBoundingClientRect().height -
  [...table.querySelectorAll('tr')].reduce((n, row) => n + row.getBoundingClientRect().height, 0)
