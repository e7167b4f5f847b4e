import type { Matrix, OfdClip, OfdDocument, OfdObject } from './ofd-document.ts'
import type { Drawing, Place } from './read-objects.ts'
import { rectangle, transformed } from './read-path.ts'
import type { Seal } from './read-seals.ts'
import { times } from './read-values.ts'

/** Ids of a seal's own fonts and pictures lie above all of the document it stands on (ST_ID ends at 2^32). */
export const sealIds = 5_000_000_000

/** Puts a seal on its page; `read` reads one that is an OFD file itself, each once. errors: OfdEnd */
export function drawSeal(seal: Seal, place: Place, drawing: Drawing, read: (seal: Seal) => OfdDocument): void {
  const { resources, troubles, budget, out } = drawing
  const { box, clip } = seal
  const cut = clip && { ...clip, x: box.x + clip.x, y: box.y + clip.y }
  const clips: OfdClip[] = cut ? [{ segments: transformed(rectangle(cut), place.matrix), evenOdd: false }] : []
  const base = sealIds * (1 + seal.signature)
  if (seal.kind === 'picture') {
    resources.images.set(base, { id: base, mime: seal.mime, bytes: seal.bytes })
    const matrix = times(place.matrix, [box.width, 0, 0, box.height, box.x, box.y])
    out.push({ kind: 'image', matrix, clips, image: base, alpha: 1 })
    return
  }
  const inner = read(seal)
  const [page] = inner.pages
  if (!page) return troubles.note('OFD-PICTURE')
  for (const [id, font] of inner.fonts) resources.fonts.set(base + id, { ...font, id: base + id })
  for (const [id, image] of inner.images) resources.images.set(base + id, { ...image, id: base + id })
  const onto = times(place.matrix, [box.width / page.width, 0, 0, box.height / page.height, box.x, box.y])
  for (const object of page.objects) {
    budget.object()
    out.push(laidOnto(object, onto, clips, base))
  }
}

function laidOnto(object: OfdObject, onto: Matrix, clips: readonly OfdClip[], base: number): OfdObject {
  const own = object.clips.map(({ segments, evenOdd }) => ({ segments: transformed(segments, onto), evenOdd }))
  const common = { matrix: times(onto, object.matrix), clips: [...clips, ...own] }
  if (object.kind === 'text') return { ...object, ...common, font: object.font === null ? null : base + object.font }
  return object.kind === 'image' ? { ...object, ...common, image: base + object.image } : { ...object, ...common }
}
