import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { runSteps } from '../../../src-shared/revision/apply-steps.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { rejectAll, resolveDoc, stripChanges } from '../../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import { verifySubmission } from '../../../src-shared/revision/verify.ts'
import { counter } from '../../support/revision/documents.ts'
import { desk, type Desk } from '../../support/revision/session.ts'
import { Random } from '../../support/revision/random.ts'

/** Edits spread over the document; each is a change of its own. */
function work(random: Random, doc: PmNode, by: Desk, changes: number): PmNode {
  let state = EditorState.create({ doc })
  const body = doc.content.size
  for (let i = 0; i < changes; i++) {
    const pos = random.int(200, body - 400)
    const $pos = state.doc.resolve(pos)
    if (!$pos.parent.isTextblock || $pos.parentOffset + 3 > $pos.parent.content.size || !$pos.parentOffset) continue
    const kind = i % 5
    const tr = state.tr
    if (kind < 2) tr.insert(pos, schema.text(random.text(1, 3)))
    else if (kind === 2) tr.delete(pos, pos + 2)
    else if (kind === 3) tr.replaceWith(pos, pos + 1, schema.text(random.text(1, 2)))
    else if (i % 25 === 4) tr.split(pos)
    else tr.addMark(pos, pos + 3, schema.mark('strong'))
    state = state.apply(
      trackTransaction(tr, state, {
        author: by.author,
        step: by.step,
        now: 1e9 + i * 1e6,
        newId: by.newId,
        isUnsent: (id) => id.startsWith(`${by.author}-`),
      }),
    )
  }
  return state.doc
}

describe('a long document', () => {
  it('RV-22 100,000 characters and 5,000 changes: work of two people on it is derived, proved and merged to the letter', () => {
    const random = new Random(7)
    const original = makeDocument({ paragraphs: Array.from({ length: 500 }, () => random.text(200, 200)) }, counter('b'))
    const doc = work(random, original, desk('丙'), 5400)
    expect(listChanges(doc).length).toBeGreaterThanOrEqual(5000)
    expect(rejectAll(doc).eq(original)).toBe(true)
    expect(
      runSteps(
        original,
        deriveSteps(original, doc, () => true),
      ).eq(doc),
    ).toBe(true)
    const docA = work(random, doc, desk('丁'), 300)
    const docB = work(random, doc, desk('戊'), 300)
    const [isA, isB] = [(id: string) => id.startsWith('丁-'), (id: string) => id.startsWith('戊-')]
    const [stepsA, stepsB] = [deriveSteps(doc, docA, isA), deriveSteps(doc, docB, isB)]
    expect(verifySubmission({ base: doc, steps: stepsA, author: '丁', held: ['step-丁'], tracked: true })).toMatchObject({
      ok: true,
    })
    const { doc: merged, dropped } = rebaseSteps(doc, stepsB, stepsA)
    expect(dropped).toBe(0)
    expect(stripChanges(merged, isB).eq(docA)).toBe(true)
    expect(rejectAll(merged).eq(original)).toBe(true)
    // one decision is made without a look at the others
    const [first] = listChanges(doc)
    expect(listChanges(resolveDoc(doc, (who) => (who.id === first?.id ? 'accept' : 'keep'))).length).toBe(
      listChanges(doc).length - 1,
    )
  }, 120_000)
})
