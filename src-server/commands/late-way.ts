import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import { deriveSteps, diffSteps, withoutComments } from '../../src-shared/revision/derive.ts'
import { resolveDoc, stripChanges } from '../../src-shared/revision/resolve.ts'
import { RevisionError } from '../../src-shared/revision/types.ts'

/**
 * What led from a late text to the head, where the head has that text as suggestions: first what others did, by their own
 * changes, then the marks that make suggestions of the text. `mine`: the ids of those. Undefined where the head does not
 * have it word for word; then the two can only be compared. By this way the next late text of the same desk finds its
 * places exactly, also in a paragraph that somebody split meanwhile.
 */
export function wayToHead(text: PmNode, head: PmNode, mine: ReadonlySet<string>): readonly Step[] | undefined {
  const known = changeSignatures(text)
  const asWritten = resolveDoc(head, (who) => (mine.has(who.id) ? 'accept' : 'keep'))
  const isTheirs = (id: string): boolean => !known.has(id)
  const without = stripChanges(asWritten, isTheirs)
  if (!withoutComments(without).eq(withoutComments(text))) return undefined
  try {
    return [...deriveSteps(text, asWritten, isTheirs), ...diffSteps(asWritten, head)]
  } catch (error) {
    if (error instanceof RevisionError) return undefined
    throw error
  }
}
