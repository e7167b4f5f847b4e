import type { Node as PmNode } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import { naturalMm, sizeOf, sm3Of, type PictureMm } from '../../../src-shared/document/picture-size.ts'

/*
 * Sizes of pictures the text gives none, as paper takes them from the picture itself (`settlePictures`): asked for once a
 * picture, in the background.
 */

/** The frame of a picture that cannot be had, as paper draws it. */
const frame: PictureMm = { width: 60, height: 40 }

const known = new Map<string, PictureMm>()
const asked = new Set<string>()

/** The size of a picture by its SM3; null until it is known. */
export const naturalSize = (sm3: string): PictureMm | null => known.get(sm3) ?? null

/** The pictures of a block whose size nobody knows yet, with their places in the block. */
function unknownIn(block: PmNode): { sm3: string; at: number }[] {
  const found: { sm3: string; at: number }[] = []
  block.descendants((node, at) => {
    if (node.type.name !== 'image' || sizeOf(node)) return
    const sm3 = sm3Of(node) ?? ''
    if (!known.has(sm3)) found.push({ sm3, at })
  })
  return found
}

/** Whether a block holds a picture whose size nobody knows yet. */
export const waitsForPicture = (block: PmNode): boolean => unknownIn(block).length > 0

/** Asks for sizes that are not known yet, of pictures the view shows; `told` is called after each that came. */
export function askSizes(view: EditorView, told: () => void): void {
  const begin = view.state.doc.child(0).nodeSize + 1
  view.state.doc.child(1).forEach((block, offset) => {
    for (const { sm3, at } of unknownIn(block)) {
      const shown = view.nodeDOM(begin + offset + 1 + at)
      if (asked.has(sm3) || !(shown instanceof HTMLImageElement)) continue
      asked.add(sm3)
      void sizeFrom(shown.src).then((size) => {
        known.set(sm3, size)
        told()
      })
    }
  })
}

async function sizeFrom(url: string): Promise<PictureMm> {
  const image = new Image()
  image.src = url
  const there = await image.decode().then(
    () => image.naturalWidth > 0,
    () => false,
  )
  return there ? naturalMm({ width: image.naturalWidth, height: image.naturalHeight }) : frame
}
