import type { Mark, Node as PmNode } from 'prosemirror-model'
import { entriesOf } from '../document/schema.ts'
import { withoutComments } from './derive.ts'
import { finalOf, type VerdictOf } from './views.ts'
import { commentType, delType, insType, isTrackingMark, whoOf } from './who.ts'

/**
 * 清稿: the text as it was signed, for printing and handing out (RV-36). What was decided is applied, open changes are
 * accepted as the signer was shown them (T7); tracking and comment anchors are left behind. The marked text stays
 * the head: the clean copy is a version of its own.
 */
export const cleanCopy = (doc: PmNode, verdictOf: VerdictOf): PmNode => withoutComments(finalOf(doc, verdictOf))

/** Why a text is not clean: the first mark or entry that has no place in a clean copy. */
function remnantIn(doc: PmNode): string | null {
  let found: string | null = null
  doc.descendants((node) => {
    if (found !== null) return false
    const mark = node.marks.find((one) => isTrackingMark(one) || one.type === commentType)
    if (mark) found = `${mark.type.name} ${String(mark.attrs['id'])} is still marked`
    const entry = node.isInline ? undefined : entriesOf(node)[0]
    if (entry) found = `${entry.k} ${entry.id} is still recorded`
    return found === null
  })
  return found
}

/** The text that lives by the decisions, read letter by letter from the marks alone. */
function livingText(doc: PmNode, verdictOf: VerdictOf): string {
  const parts: string[] = []
  const isGone = (mark: Mark) =>
    (mark.type === insType && verdictOf(whoOf(mark).id) === 'reject') ||
    (mark.type === delType && verdictOf(whoOf(mark).id) !== 'reject')
  doc.descendants((node) => {
    if (node.isInline && !node.marks.some(isGone)) parts.push(node.text ?? `<${node.type.name} ${JSON.stringify(node.attrs)}>`)
    return !node.isInline
  })
  return parts.join('')
}

/** The first place where two texts part, for the finding. */
function parting(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return `after “${a.slice(Math.max(0, at - 10), at)}” stands “${b.slice(at, at + 10)}” instead of “${a.slice(at, at + 10)}”`
}

/**
 * Proves that a clean copy differs from the signed text by exactly the decisions (RV-36): nothing in it is tracked, its
 * words are those the marks leave alive, counted apart from the projection that made it, and all of it, looks,
 * attributes and structure, is what the decisions give.
 */
export function checkCleanCopy(
  signed: PmNode,
  clean: PmNode,
  verdictOf: VerdictOf,
): { ok: true } | { ok: false; detail: string } {
  const remnant = remnantIn(clean)
  if (remnant !== null) return { ok: false, detail: remnant }
  const [wanted, got] = [livingText(signed, verdictOf), livingText(clean, () => undefined)]
  if (wanted !== got) return { ok: false, detail: parting(wanted, got) }
  if (!cleanCopy(signed, verdictOf).eq(clean)) return { ok: false, detail: 'looks, attributes or blocks are not as decided' }
  return { ok: true }
}
