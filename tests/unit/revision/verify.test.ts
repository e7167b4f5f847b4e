import type { Node as PmNode } from 'prosemirror-model'
import { Step, Transform } from 'prosemirror-transform'
import { afterAll, describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { applySteps, stepsToJson } from '../../../src-shared/revision/apply-steps.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { deriveSteps, diffSteps, stripChanges } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { TrkStep } from '../../../src-shared/revision/track-step.ts'
import { RevisionError } from '../../../src-shared/revision/types.ts'
import { verifySubmission, type Verification } from '../../../src-shared/revision/verify.ts'
import { counter, randomDocument, withoutAnchors } from '../../support/revision/documents.ts'
import { workOffline, type Work } from '../../support/revision/merge.ts'
import { goneId, threadsTouched } from '../../support/revision/mutant-acts.ts'
import { mutants } from '../../support/revision/mutants.ts'
import { randomOperation } from '../../support/revision/operations.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { brief, desk, mustBeSame, plainResult } from '../../support/revision/session.ts'
import { patience, printTable, type Row } from '../../support/revision/shrink.ts'

/** Work of one author on a document two others have changed, and the server that judges what is made of it. */
function honestWork(random: Random): { base: PmNode; work: Work; judge: (steps: readonly Step[]) => Verification } {
  const original = randomDocument(random, counter('b'), { tables: random.chance(0.7), rich: random.chance(0.7) })
  const first = workOffline(random, original, desk('丙'), 'L7', 4, 1_000_000).doc
  // after one another, or at the same time: then text may be struck and formatted by both
  const second = workOffline(random, random.chance(0.5) ? first : original, desk('丁'), 'L7', 3, 1_500_000)
  const base = applied(original, first, second)
  const work = workOffline(random, base, desk('甲'), 'L7', 3, 2_000_000)
  const ownThreads = threadsTouched(base, work.doc)
  const judge = (steps: readonly Step[]) =>
    verifySubmission({
      base,
      steps,
      author: '甲',
      held: ['step-甲', 'step-earlier'],
      tracked: true,
      now: 2_000_000,
      ownThreads,
      wasUsed: (id) => id === goneId,
    })
  return { base, work, judge }
}

/** The document both have worked on: the second on what the first has made, or on the same text and merged. */
function applied(original: PmNode, first: PmNode, second: Work): PmNode {
  const isFirst = (id: string) => id.startsWith('丙-')
  if (original.eq(first) || [...changeSignatures(second.doc).keys()].some(isFirst)) return second.doc
  const theirs = deriveSteps(original, first, isFirst)
  return rebaseSteps(original, deriveSteps(original, second.doc, second.isNew), theirs).doc
}

describe('verification', () => {
  const rows: Row[] = []
  afterAll(() => printTable('verification', rows))

  it(
    'RV-39 accepts honest work and refuses every mutant, or proves that the base is as it was',
    async () => {
      const wanted = many(2000, 2000)
      const quota = many(200, 2000)
      const refused = new Map<string, number>()
      const proved = new Map<string, number>()
      const count = (name: string) => (refused.get(name) ?? 0) + (proved.get(name) ?? 0)
      let honest = 0
      const started = performance.now()
      // rare kinds need many documents; their number is printed
      for (let i = 0; i < wanted * 10; i++) {
        const open = mutants.filter(({ name }) => count(name) < quota)
        if (honest >= wanted && !open.length) break
        const { base, work, judge } = honestWork(new Random(baseSeed + i * 7919))
        const result = judge(deriveSteps(base, work.doc, work.isNew))
        if (!result.ok)
          throw new Error(`honest work refused: ${result.code} ${result.detail}, plan ${i}, ${work.done.join(' | ')}`)
        honest++
        for (const [n, mutant] of open.entries()) {
          const made = mutant.make(new Random(baseSeed + i * 31 + n), base, work)
          if (made === null || (!Array.isArray(made) && made.eq(work.doc))) continue
          const verdict = judge(Array.isArray(made) ? made : diffSteps(base, made))
          const told = () => `${mutant.name}: plan ${i}, ${work.done.join(' | ')}\n${brief(base)}\n--- ${brief(work.doc)}`
          if (verdict.ok) {
            const fresh = new Set(verdict.changeIds)
            const left = stripChanges(verdict.doc, (id) => fresh.has(id))
            if (!mutant.ownOnly) throw new Error(`accepted, ${told()}`)
            mustBeSame(`the base is not as it was, ${told()}`, left, stripChanges(work.doc, work.isNew))
            mustBeSame(`the base is not as it was, ${told()}`, withoutAnchors(left), withoutAnchors(base))
            proved.set(mutant.name, (proved.get(mutant.name) ?? 0) + 1)
          } else {
            if (!mutant.expected.includes(verdict.code)) throw new Error(`${verdict.code} ${verdict.detail}, ${told()}`)
            refused.set(mutant.name, (refused.get(mutant.name) ?? 0) + 1)
          }
        }
        if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      const seconds = Math.round((performance.now() - started) / 100) / 10
      rows.push({ name: 'honest submissions', made: honest, accepted: honest, refused: 0, 'own only': 0, seconds })
      for (const { name } of mutants)
        rows.push({
          name,
          made: count(name),
          accepted: 0,
          refused: refused.get(name) ?? 0,
          'own only': proved.get(name) ?? 0,
        })
      expect(honest).toBeGreaterThanOrEqual(wanted)
      expect(mutants.filter(({ name }) => !count(name)).map(({ name }) => name)).toEqual([])
    },
    patience,
  )

  it('RV-16 an untracked draft is checked for schema and ids, and may not bring tracking', () => {
    const random = new Random(baseSeed)
    const base = randomDocument(random, counter('b'), true)
    const draft = plainResult(base, { name: 'type', run: (state) => state.tr.insertText('草稿', 2) })
    const of = (doc: PmNode) => verifySubmission({ base, steps: diffSteps(base, doc), author: '甲', held: ['s'], tracked: false })
    expect(of(draft).ok).toBe(true)
    const tracked = workOffline(random, base, desk('甲'), 'L1', 2, 1000)
    expect(of(tracked.doc)).toMatchObject({ ok: false, code: 'RV-UNEXPECTED-CHANGE' })
    expect(of(new Transform(base).setNodeAttribute(0, 'id', null).doc)).toMatchObject({ ok: false, code: 'RV-BLOCK-ID' })
  })

  it('RV-16 derive refuses a document that differs from its base in more than the new changes', () => {
    const random = new Random(baseSeed + 1)
    const base = randomDocument(random, counter('b'), false)
    const altered = new Transform(base).insert(2, schema.text('私')).doc
    expect(() => deriveSteps(base, altered, () => false)).toThrow(RevisionError)
  })

  it('RV-16 the difference of two drafts replays exactly, whatever was done', () => {
    const random = new Random(baseSeed + 2)
    const count = many(200, 3000)
    let steps = 0
    for (let i = 0; i < count; i++) {
      const base = randomDocument(random, counter('b'), true)
      let doc = base
      for (let n = 0; n < 4; n++) doc = plainResult(doc, randomOperation(random, 'L7', doc))
      const diff = diffSteps(base, doc)
      steps += diff.length
      mustBeSame('diff does not replay', applySteps(base, stepsToJson(diff)), doc)
    }
    console.log(`revision: diff ${count} drafts, ${steps} steps, 0 violations`)
  })

  it('RV-16 steps from the wire are checked', () => {
    const base = randomDocument(new Random(1), counter('b'), false)
    for (const bad of [
      null,
      {},
      { stepType: 'nonsense' },
      { stepType: 'trk', pos: -1, add: [], remove: [] },
      { stepType: 'trk', pos: 0, add: [{ entry: { k: 'x' } }], remove: [] },
    ]) {
      expect(() => applySteps(base, [bad])).toThrow(/RV-STEP-INVALID/)
    }
    const step = new TrkStep(0, [
      { entry: { id: 'a', author: '甲', at: 1, step: 's', k: 'attr', name: 'urgency', old: '', new: '急' } },
    ])
    const doc = step.apply(base).doc
    expect(doc && step.invert(base).apply(doc).doc?.eq(base)).toBe(true)
    expect(Step.fromJSON(schema, JSON.parse(JSON.stringify(step.toJSON()))).toJSON()).toEqual(step.toJSON())
  })
})
