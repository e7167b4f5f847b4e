import { setImmediate } from 'node:timers/promises'
import type { OfdMeta } from '../../src-shared/ofd/package.ts'
import { packageOf, type OfdPictureBytes } from '../../src-shared/ofd/write-document.ts'
import type { PlacedDocument } from '../../src-shared/paper/placed.ts'
import { ZipFile } from './zip-file.ts'

/**
 * Where font programs come from: a bundled face cut down to the characters of `text`. Not asked for faces of the system
 * (`file` null), which are not ours to embed: they are named in the file, and a reader takes its own.
 */
export type OfdFaces = { subset: (family: string, weight: number, text: string) => Promise<Uint8Array> }

/** `done` of `all` steps (faces, pages, parts) for the progress shown; `signal` stops between two of them. */
export type OfdWatch = { onProgress?: (done: number, all: number) => void; signal?: AbortSignal }

/** Parts of one breath: about this many ms pass before the loop runs again. */
const breathMs = 12

/**
 * The OFD file of placed pages (GB/T 33190-2016): faces cut down to what is written with them, parts, ZIP with OFD.xml
 * first. Everything in it comes from its arguments, so the same version gives the same bytes (PP-32). It lets the loop run
 * between faces, pages and parts. errors: those of `faces.subset`, and the signal's reason once it is aborted
 */
export async function ofdOf(
  placed: PlacedDocument,
  meta: OfdMeta,
  images: ReadonlyMap<string, OfdPictureBytes>,
  faces: OfdFaces,
  watch: OfdWatch = {},
): Promise<Uint8Array> {
  let [done, all] = [0, placed.fonts.length + placed.pages.length]
  let breathed = performance.now()
  const step = async (): Promise<void> => {
    watch.onProgress?.(++done, all)
    if (performance.now() - breathed > breathMs) {
      await setImmediate()
      breathed = performance.now()
    }
    watch.signal?.throwIfAborted()
  }
  watch.signal?.throwIfAborted()
  const fonts = new Map<number, Uint8Array>()
  const written = charactersOf(placed)
  for (const { id, family, weight, file } of placed.fonts) {
    const text = written.get(id)
    if (text !== undefined && file !== null) fonts.set(id, await faces.subset(family, weight, text))
    await step()
  }
  const made = packageOf({ placed, meta, fonts, images })
  for (const _ of made.pages) await step()
  const parts = made.parts()
  all += parts.length
  const zip = new ZipFile()
  for (const part of parts) {
    const bytes = 'text' in part ? new TextEncoder().encode(part.text) : part.bytes
    zip.add({ path: part.path, bytes, stored: 'bytes' in part && !part.path.endsWith('.ttf') })
    await step()
  }
  return zip.bytes()
}

/** The characters written with each font, each once and in the order of their code points. */
function charactersOf(placed: PlacedDocument): Map<number, string> {
  const sets = new Map<number, Set<string>>()
  const take = ({ font, text }: { font: number; text: string }): void => {
    const set = sets.get(font) ?? new Set()
    sets.set(font, set)
    for (const character of text) set.add(character)
  }
  for (const page of placed.pages) for (const item of page.items) if (item.kind === 'text') take(item)
  for (const mark of placed.watermark ?? []) take(mark)
  const order = (a: string, b: string): number => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)
  return new Map([...sets].map(([id, set]) => [id, [...set].sort(order).join('')]))
}
