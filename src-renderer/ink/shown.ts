import type { Node as PmNode } from 'prosemirror-model'
import type { Sm3 } from '../../src-shared/document/canonical.ts'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import { blocksOf, wordsSm3 } from '../../src-shared/document/block-words.ts'

/** What is read: a text, and how. `at` is the moment shown, epoch ms; Infinity where it is the present. */
export type ReadText = { doc: PmNode | undefined; kind: 'marks' | 'other'; at: number }

/**
 * The drawings that may be shown on a text (UI-60): on all marks and on a moment, those drawn by then, over the same words
 * as they were drawn over. Other readings lay the lines out anew, and a ring would stand round other words. Struck ones
 * only where asked for.
 */
export function inksShown(inks: readonly Ink[], read: ReadText, sm3: Sm3, withStruck: boolean): Ink[] {
  if (!read.doc || read.kind === 'other' || inks.length === 0) return []
  const then = inks.filter((ink) => ink.at <= read.at && (withStruck || !struckBy(ink, read.at)))
  const blocks = blocksOf(read.doc, new Set(then.map((ink) => ink.blockId)))
  return then.filter((ink) => {
    const block = blocks.get(ink.blockId)
    return block !== undefined && wordsSm3(block, sm3) === ink.wordsSm3
  })
}

/** Whether a drawing was struck at a moment. */
export const struckBy = (ink: Ink, at: number): boolean => ink.struck !== null && ink.struck.at <= at
