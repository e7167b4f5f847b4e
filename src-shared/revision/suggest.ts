import type { Mark, Node as PmNode } from 'prosemirror-model'
import { AttrStep, RemoveMarkStep, Transform, type Step } from 'prosemirror-transform'
import { entriesOf, type Entry } from '../document/schema.ts'
import { changeSignatures } from './changes.ts'
import { compare } from './compare-texts.ts'
import { deriveSteps, withoutComments } from './derive.ts'
import { diffSteps } from './diff.ts'
import { withIdsOf } from './keep-ids.ts'
import { rebaseSteps } from './rebase.ts'
import { stripChanges } from './resolve.ts'
import { TrkStep } from './track-step.ts'
import { RevisionError, type TrackContext } from './types.ts'
import { entryKey, fmtType, idOf, insType, isTrackedBlock, markType, sameValue, whoOf } from './who.ts'

type IsNew = (changeId: string) => boolean

/** What led from the base to the head: its own tracked changes where it has nothing else, the difference otherwise. */
export function stepsBetween(base: PmNode, head: PmNode): Step[] {
  const before = changeSignatures(base)
  try {
    return deriveSteps(base, head, (id) => !before.has(id))
  } catch (error) {
    if (!(error instanceof RevisionError)) throw error
    return diffSteps(base, head)
  }
}

const isNewText = (node: PmNode, isNew: IsNew) => node.marks.some((mark) => mark.type === insType && isNew(whoOf(mark).id))

/** Per letter of a document, in order, the marks it has. */
function marksByLetter(doc: PmNode): (readonly Mark[])[] {
  const found: (readonly Mark[])[] = []
  doc.descendants((node) => {
    if (node.isInline) for (let i = 0; i < node.nodeSize; i++) found.push(node.marks)
    return !node.isInline
  })
  return found
}

/**
 * Takes out new format records whose text has got that very look from the others meanwhile: looks are on or off, so
 * where the old value is not what the head has, there is nothing left to change.
 */
function dropSettledFormats(tr: Transform, head: PmNode, isNew: IsNew): void {
  const looks = marksByLetter(head)
  let letter = 0
  tr.doc.descendants((node, pos) => {
    if (!node.isInline || isNewText(node, isNew)) return !node.isInline
    for (const mark of node.marks) {
      if (mark.type !== fmtType || !isNew(whoOf(mark).id)) continue
      const type = markType(String(mark.attrs['mark']))
      for (let i = 0; i < node.nodeSize; i++) {
        const had = looks[letter + i]?.some((look) => look.type === type) ?? false
        if (had !== mark.attrs['old']) tr.step(new RemoveMarkStep(pos + i, pos + i + 1, mark))
      }
    }
    letter += node.nodeSize
    return false
  })
}

/** Makes new attribute records begin at what the head has; one that changes nothing any more goes. */
function relinkAttributes(tr: Transform, head: PmNode, isNew: IsNew): void {
  const blocks = new Map<string, PmNode>()
  head.descendants((node) => {
    const id = node.isInline ? null : idOf(node)
    if (id !== null) blocks.set(id, node)
    return !node.isTextblock
  })
  tr.doc.descendants((node, pos) => {
    const was = isTrackedBlock(node) ? blocks.get(idOf(node) ?? '') : undefined
    for (const entry of was ? entriesOf(node) : []) {
      if (entry.k !== 'attr' || !isNew(entry.id) || sameValue(entry.old, was?.attrs[entry.name])) continue
      const old = was?.attrs[entry.name] as typeof entry.old
      const linked: Entry = { ...entry, old }
      tr.step(new TrkStep(pos, sameValue(old, entry.new) ? [] : [{ entry: linked }], [entryKey(entry)]))
      if (!sameValue(entry.new, node.attrs[entry.name])) tr.step(new AttrStep(pos, entry.name, entry.new))
    }
    return !node.isTextblock
  })
}

/** Every letter the suggestions insert, in order: none of it may be lost on the way to the head. */
function insertedText(doc: PmNode, isNew: IsNew): string {
  const letters: string[] = []
  doc.descendants((node) => {
    if (node.isInline && isNewText(node, isNew)) letters.push(node.text ?? node.type.name)
    return !node.isInline
  })
  return [...letters.join('')].sort().join('')
}

/**
 * A work that was moved, and how many of its deletions and settings found nothing to act on any more. `coarse`: it could
 * not be moved, so the two texts stand against each other and what others wrote meanwhile is suggested for deletion.
 */
export type Suggestions = { doc: PmNode; steps: Step[]; lostDeletions: number; coarse: boolean }

/**
 * The untracked work of somebody whose lease was broken, as tracked suggestions over the head (RV-35). It is compared
 * with its own base and then moved: every letter it inserted is there, deletions of what is gone have nothing left to
 * do, and without the suggestions the document is exactly the head. `theirs`: what led from the base to the head, where
 * that is known better than the two texts tell.
 */
export function suggestOver(
  base: PmNode,
  work: PmNode,
  head: PmNode,
  ctx: TrackContext,
  theirs: readonly Step[] = stepsBetween(base, head),
): Suggestions {
  const before = new Set([...changeSignatures(base).keys(), ...changeSignatures(head).keys()])
  const isNew = (id: string) => !before.has(id)
  const tracked = withIdsOf(compare(base, work, ctx), work, [base, head])
  const moved = rebaseSteps(base, deriveSteps(base, tracked, isNew), theirs)
  const tr = new Transform(moved.doc)
  dropSettledFormats(tr, head, isNew)
  relinkAttributes(tr, head, isNew)
  const isWhole = insertedText(tr.doc, isNew) === insertedText(tracked, isNew)
  const isOver = withoutComments(stripChanges(tr.doc, isNew)).eq(withoutComments(head))
  if (isWhole && isOver) return { doc: tr.doc, steps: [...moved.steps, ...tr.steps], lostDeletions: moved.dropped, coarse: false }
  suggested.coarsely++
  // the two texts as they stand: what the others wrote meanwhile is suggested for deletion, which a person can refuse
  const doc = compare(head, work, ctx)
  return { doc, steps: deriveSteps(head, doc, isNew), lostDeletions: 0, coarse: true }
}

/** How often a work could not be moved and was compared with the head itself; tests watch that it stays 0. */
export const suggested = { coarsely: 0 }
