import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import { verifySubmission } from '../../../src-shared/revision/verify.ts'
import { counter } from '../../support/revision/documents.ts'
import { desk, type Desk } from '../../support/revision/session.ts'
import { Random } from '../../support/revision/random.ts'

const time = (act: () => unknown, times = 1): number => {
  act()
  const start = performance.now()
  for (let i = 0; i < times; i++) act()
  return (performance.now() - start) / times
}

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
  it('RV-10 100,000 characters and 5,000 changes stay quick to type in, list, decide, derive and merge', () => {
    const random = new Random(7)
    const original = makeDocument({ paragraphs: Array.from({ length: 500 }, () => random.text(200, 200)) }, counter('b'))
    const doc = work(random, original, desk('丙'), 5400)
    const changes = listChanges(doc).length
    const author = desk('甲')
    let state = EditorState.create({ doc })
    const typed = time(() => {
      const pos = random.int(50_000, 50_400)
      const tr = state.tr.insertText('字', pos)
      state = state.apply(
        trackTransaction(tr, state, { author: '甲', step: 's', now: 1, newId: author.newId, isUnsent: () => true }),
      )
    }, 200)
    let plainState = EditorState.create({ doc })
    const plain = time(() => (plainState = plainState.apply(plainState.tr.insertText('字', random.int(50_000, 50_400)))), 200)
    const listed = time(() => listChanges(doc), 5)
    const rejected = time(() => rejectAll(doc), 3)
    const accepted = time(() => acceptAll(doc), 3)
    const one = time(() => resolveDoc(doc, (who) => (who.id === '丙-100' ? 'accept' : 'keep')), 3)
    const [a, b] = [desk('丁'), desk('戊')]
    const docA = work(random, doc, a, 300)
    const docB = work(random, doc, b, 300)
    const isA = (id: string) => id.startsWith('丁-')
    const stepsA = deriveSteps(doc, docA, isA)
    const stepsB = deriveSteps(doc, docB, (id) => id.startsWith('戊-'))
    const derived = time(() => deriveSteps(doc, docA, isA))
    const rebased = time(() => rebaseSteps(doc, stepsB, stepsA))
    const verified = time(() => verifySubmission({ base: doc, steps: stepsA, author: '丁', held: ['step-丁'], tracked: true }))
    const whole = time(() => deriveSteps(original, doc, () => true))
    const ms = (value: number) => value.toFixed(value < 1 ? 2 : 1)
    console.log(
      `revision: ${doc.textContent.length} characters, ${changes} changes; ms: key ${ms(typed)} (plain ${ms(plain)}), list ${ms(listed)}, reject all ${ms(rejected)}, ` +
        `accept all ${ms(accepted)}, accept one ${ms(one)}, derive 300 ${ms(derived)} (${stepsA.length} steps), rebase ${stepsA.length}x${stepsB.length} ${ms(rebased)}, verify ${ms(verified)}, derive ${changes} ${ms(whole)}`,
    )
    expect(rebaseSteps(doc, stepsB, stepsA).dropped).toBe(0)
    // ten times what this machine needs, so that only a change of complexity fails
    expect(typed).toBeLessThan(10)
    expect(listed).toBeLessThan(150)
    expect(accepted).toBeLessThan(1000)
  }, 120_000)
})
