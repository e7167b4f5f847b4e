import type { Node as PmNode } from 'prosemirror-model'
import { z } from 'zod'
import { blocksOf, wordsSm3 } from '../document/block-words.ts'
import type { Sm3 } from '../document/canonical.ts'
import { elementNames, type ElementName } from '../document/schema.ts'
import { versionNumber } from '../ids.ts'
import type { DocumentState } from '../workflow/document-state.ts'
import { stroke } from '../workflow/inks.ts'
import {
  contentOf,
  type PaperBlock,
  type PaperContent,
  type PaperInline,
  type PaperMark,
  type PaperParagraph,
} from './content.ts'

/*
 * 圈阅 and handwriting on paper (PP-110): which drawings belong to a text, and the letters they were drawn over, so that the
 * page can put them to the same letters. Pure.
 */

/** A drawing as asked for. `at`: when it was drawn; `step`: of the route, by id; `same`: the words below it are still those. */
export const paperInk = z.object({
  id: z.uuid(),
  kind: z.enum(['circled', 'note']),
  userId: z.string().max(200),
  name: z.string().max(200),
  at: z.number(),
  step: z.string().max(64),
  version: versionNumber,
  blockId: z.string().max(64),
  quote: z.string().max(60),
  same: z.boolean(),
  strokes: z.array(stroke).min(1).max(500),
})
export type PaperInk = z.infer<typeof paperInk>

/** Where a block stands: in the text, in a table, or as one of the 要素. */
export type InkPlace = 'body' | 'cell' | ElementName

/**
 * A drawing with the block it was drawn over as it stood on the screen, all marks and no letters of authors; `kept` says of
 * each of its letters (`lettersOf`) whether it is on this paper. Null where the text has no such block, or other words in it.
 */
export type JobInk = PaperInk & { under: { place: InkPlace; block: PaperParagraph; kept: readonly boolean[] } | null }

/** The id of the step at which a document stood at a moment. */
const stepAt = ({ tasks }: Pick<DocumentState, 'tasks'>, at: number): string =>
  tasks.findLast((task) => task.arrivedAt <= at)?.step ?? 'draft'

/** The drawings of a document that were not struck, against the text that is to be printed, in the order they were made. */
export function inksOf(state: Pick<DocumentState, 'inks' | 'tasks'>, text: PmNode, sm3: Sm3): PaperInk[] {
  const live = state.inks.filter((ink) => ink.struck === null)
  const blocks = blocksOf(text, new Set(live.map((ink) => ink.blockId)))
  return live.map(({ id, kind, by, authoredAt, at, bodyVersion, blockId, quote, wordsSm3: words, strokes }) => {
    const block = blocks.get(blockId)
    const same = block !== undefined && wordsSm3(block, sm3) === words
    const { userId, name } = by
    return {
      id,
      kind,
      userId,
      name,
      at: authoredAt,
      step: stepAt(state, at),
      version: bodyVersion,
      blockId,
      quote,
      same,
      strokes,
    }
  })
}

/** A picture of the text among its letters. */
export const pictureLetter = '\ufffc'

type Letter = { char: string; marks: readonly PaperMark[] }

/** The letters of inline content, one a code point; breaks and pictures count, signs of changed boundaries do not. */
export const lettersOf = (content: readonly PaperInline[]): Letter[] =>
  content.flatMap((one) => {
    if (one.kind === 'break') return [{ char: '\n', marks: [] }]
    if (one.kind === 'picture') return [{ char: pictureLetter, marks: one.marks }]
    return one.sign ? [] : [...one.text].map((char) => ({ char, marks: one.marks }))
  })

/**
 * Joins drawings with the blocks of the text they lie over. `rejected`: ids of the changes that do not stand, where a clean
 * text is printed; null where all marks are.
 */
export function jobInks(inks: readonly PaperInk[], doc: PmNode, rejected: ReadonlySet<string> | null): JobInk[] {
  const content = contentOf(doc)
  return inks.map((ink) => {
    const found = ink.same ? blockIn(content, ink.blockId) : null
    if (!found) return { ...ink, under: null }
    const gone = ({ marks }: Letter): boolean =>
      rejected !== null && marks.some(({ kind, id }) => (kind === 'ins') === rejected.has(id))
    return { ...ink, under: { ...found, kept: lettersOf(found.block.content).map((one) => !gone(one)) } }
  })
}

function blockIn(content: PaperContent, id: string): { place: InkPlace; block: PaperParagraph } | null {
  for (const name of elementNames)
    if (content.ids[name] === id)
      return {
        place: name,
        block: { kind: 'paragraph', id, style: 'body', label: '', level: 0, align: null, content: content.elements[name] },
      }
  for (const block of [...content.body, ...content.annex]) {
    const found = inBlock(block, id)
    if (found) return found
  }
  return null
}

function inBlock(block: PaperBlock, id: string): { place: InkPlace; block: PaperParagraph } | null {
  if (block.kind === 'paragraph') return block.id === id ? { place: 'body', block } : null
  const cell = block.rows.flat().flatMap(({ paragraphs }) => paragraphs)
  const found = cell.find((one) => one.id === id)
  return found ? { place: 'cell', block: found } : null
}
