import type { Node as PmNode } from 'prosemirror-model'
import { NodeSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { columnMm, sizeOf, widened, type PictureMm } from '../../../src-shared/document/picture-size.ts'
import { isStruck } from '../../../src-shared/revision/who.ts'
import { paper } from '../../../src-shared/paper/measures.ts'
import { sheetScale } from '../../ui/sheet-scale.ts'
import { nodeType } from './node-types.ts'

/** By so many mm a key makes a picture wider or narrower. */
const STEP_MM = 5

/** The selected picture, unless it is struck. */
export function selectedPicture(state: EditorState): { node: PmNode; pos: number } | undefined {
  const { selection } = state
  if (!(selection instanceof NodeSelection) || selection.node.type !== nodeType('image') || isStruck(selection.node))
    return undefined
  return { node: selection.node, pos: selection.from }
}

/** Gives a picture other attributes and keeps it selected; undefined where nothing changes. One step, so one change. */
export function alterPicture(
  state: EditorState,
  pos: number,
  attrs: Readonly<Partial<PictureMm & { alt: string }>>,
): Transaction | undefined {
  const node = state.doc.nodeAt(pos)
  if (node?.type !== nodeType('image')) return undefined
  if (Object.entries(attrs).every(([name, value]) => node.attrs[name] === value)) return undefined
  const tr = state.tr.setNodeMarkup(pos, null, { ...node.attrs, ...attrs })
  return tr.setSelection(NodeSelection.create(tr.doc, pos))
}

/** Pixels of the screen a millimetre of the sheet has. */
export function pixelsPerMm(view: EditorView): number {
  const sheet = view.dom.closest('.sheet')
  return sheet ? sheet.getBoundingClientRect().width / paper.width : 1
}

/** A picture's own shape, height by width, where it is there and was not given another on purpose. */
function shapeOf(image: HTMLImageElement, size: PictureMm): number {
  const given = size.height / size.width
  const own = image.dataset['state'] === 'here' ? image.naturalHeight / image.naturalWidth : given
  // tenths of a millimetre would add up to another shape, step by step
  return Math.abs(own / given - 1) < 0.03 ? own : given
}

/** The size a picture has on paper: what it was given, else what it is drawn at. */
export function shownSize(view: EditorView, pos: number): PictureMm | undefined {
  const node = view.state.doc.nodeAt(pos)
  const image = view.nodeDOM(pos)
  const box = image instanceof HTMLImageElement ? image.getBoundingClientRect() : undefined
  if (!node || !(image instanceof HTMLImageElement) || !box?.width || !box.height) return undefined
  const mm = pixelsPerMm(view)
  const drawn = { width: box.width / mm, height: box.height / mm }
  const given = sizeOf(node)
  // a narrow cell draws it smaller than it was made
  const { width, height } = given && given.width <= drawn.width + 0.5 ? given : drawn
  return { width, height: width * shapeOf(image, { width, height }) }
}

/** How wide a picture can be where it stands, in mm: the column, or the cell it is in. */
export function roomAt(view: EditorView, pos: number): number {
  const block = (view.nodeDOM(pos) as HTMLElement | null)?.closest('p, [data-block]')
  if (!block) return columnMm.width
  const style = getComputedStyle(block)
  const inner = block.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
  return Math.min(columnMm.width, (inner * sheetScale(block)) / pixelsPerMm(view))
}

/** Makes the selected picture wider or narrower by a step, keeping its shape. */
export const widen =
  (direction: 1 | -1): Command =>
  (state, dispatch, view) => {
    const picture = selectedPicture(state)
    if (!picture) return false
    const size = view && shownSize(view, picture.pos)
    if (!size) return true
    const tr = alterPicture(state, picture.pos, widened(size, size.width + direction * STEP_MM, roomAt(view, picture.pos)))
    if (tr) dispatch?.(tr.scrollIntoView())
    return true
  }
