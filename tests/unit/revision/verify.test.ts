import type { Node as PmNode } from 'prosemirror-model'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep, Step, Transform } from 'prosemirror-transform'
import { Slice } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { entriesOf, schema } from '../../../src-shared/document/schema.ts'
import { applySteps, stepsToJson } from '../../../src-shared/revision/apply-steps.ts'
import { deriveSteps, diffSteps } from '../../../src-shared/revision/derive.ts'
import { TrkStep } from '../../../src-shared/revision/track-step.ts'
import { RevisionError } from '../../../src-shared/revision/types.ts'
import { verifySubmission, type Verification } from '../../../src-shared/revision/verify.ts'
import { counter, randomDocument } from '../../support/revision/documents.ts'
import { plainResult, desk, mustBeSame } from '../../support/revision/session.ts'
import { randomOperation } from '../../support/revision/operations.ts'
import { workOffline, type Work } from '../../support/revision/merge.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'

type Mutant = {
  name: string
  expected: readonly string[]
  make: (random: Random, base: PmNode, work: Work) => PmNode | Step[] | null
}

const inlines = (doc: PmNode, wanted: (node: PmNode) => boolean) => {
  const found: { node: PmNode; pos: number }[] = []
  doc.descendants((node, pos) => {
    if (node.isInline && wanted(node)) found.push({ node, pos })
  })
  return found
}
const ofOthers = (work: Work) => (node: PmNode) =>
  node.marks.some((mark) => ['ins', 'del', 'fmt'].includes(mark.type.name) && !work.isNew(String(mark.attrs['id'])))
const ofMine = (work: Work) => (node: PmNode) =>
  node.marks.some((mark) => ['ins', 'del', 'fmt'].includes(mark.type.name) && work.isNew(String(mark.attrs['id'])))
const untouched = (work: Work) => (node: PmNode) =>
  node.isText && !node.marks.some((mark) => mark.type.name === 'ins' && work.isNew(String(mark.attrs['id'])))

function resigned(doc: PmNode, which: (id: string) => boolean, change: Record<string, unknown>): PmNode | null {
  let hit = false
  const walk = (node: PmNode): PmNode => {
    const marks = node.marks.map((mark) => {
      if (mark.attrs['author'] === undefined || !which(String(mark.attrs['id']))) return mark
      hit = true
      return mark.type.create({ ...mark.attrs, ...change })
    })
    if (node.isText) return node.mark(marks)
    const trk = (node.attrs['trk'] as { id: string }[] | null | undefined)?.map((entry) => {
      if (!which(entry.id)) return entry
      hit = true
      return { ...entry, ...change }
    })
    return node.type.create(trk ? { ...node.attrs, trk } : node.attrs, node.children.map(walk), marks)
  }
  const result = walk(doc)
  return hit ? result : null
}

/** Alters one piece of text of a kind, taken at random; nothing where the document has none. */
const inOnePlace =
  (
    wanted: (work: Work) => (node: PmNode) => boolean,
    alter: (tr: Transform, place: { node: PmNode; pos: number }, work: Work) => Transform | null,
  ): Mutant['make'] =>
  (random, _base, work) => {
    const all = inlines(work.doc, wanted(work))
    return all.length ? (alter(new Transform(work.doc), random.pick(all), work)?.doc ?? null) : null
  }

const mutants: Mutant[] = [
  {
    name: 'forged author',
    expected: ['RV-FOREIGN-AUTHOR'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { author: '乙' }),
  },
  {
    name: 'foreign step',
    expected: ['RV-FOREIGN-STEP'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { step: '签发' }),
  },
  {
    name: 're-dated change of another',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, _b, work) => resigned(work.doc, (id) => !work.isNew(id), { at: 5 }),
  },
  {
    name: 're-signed change of another',
    expected: ['RV-CHANGE-ALTERED'],
    make: (_r, _b, work) => resigned(work.doc, (id) => !work.isNew(id), { author: '甲' }),
  },
  {
    name: 'unsigned change',
    expected: ['RV-SCHEMA'],
    make: (_r, _b, work) => resigned(work.doc, work.isNew, { author: '' }),
  },
  {
    name: 'base letter changed',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(untouched, (tr, { node, pos }) => tr.replaceWith(pos, pos + 1, schema.text('篡', node.marks))),
  },
  {
    name: 'base letter removed',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED'],
    make: inOnePlace(untouched, (tr, { pos }) => tr.delete(pos, pos + 1)),
  },
  {
    name: 'untracked letters smuggled in',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(untouched, (tr, { node, pos }) => tr.insert(pos, schema.text('私', node.marks))),
  },
  {
    name: 'letters put under the insertion of another',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(
      (work) => (node) => ofOthers(work)(node) && node.marks.some((mark) => mark.type.name === 'ins'),
      (tr, { node, pos }) => tr.insert(pos, schema.text('冒', node.marks)),
    ),
  },
  {
    name: 'mark of another removed',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED'],
    make: inOnePlace(ofOthers, (tr, { node, pos }, work) => {
      const mark = node.marks.find((one) => ['ins', 'del', 'fmt'].includes(one.type.name) && !work.isNew(String(one.attrs['id'])))
      return mark ? tr.step(new RemoveMarkStep(pos, pos + node.nodeSize, mark)) : null
    }),
  },
  {
    name: 'own insertion passed off as base text',
    expected: ['RV-BASE-ALTERED'],
    make: inOnePlace(
      (work) => (node) =>
        ofMine(work)(node) && node.marks.some((mark) => mark.type.name === 'ins' && work.isNew(String(mark.attrs['id']))),
      (tr, { node, pos }) => {
        const mark = node.marks.find((one) => one.type.name === 'ins')
        return mark ? tr.step(new RemoveMarkStep(pos, pos + node.nodeSize, mark)) : null
      },
    ),
  },
  {
    name: 'untracked bold',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: inOnePlace(
      (work) => (node) => untouched(work)(node) && !node.marks.some((mark) => mark.type.name === 'underline'),
      (tr, { node, pos }) => tr.step(new AddMarkStep(pos, pos + node.nodeSize, schema.mark('underline'))),
    ),
  },
  {
    name: 'untracked header code',
    expected: ['RV-BASE-ALTERED', 'RV-SCHEMA'],
    make: (_r, _b, work) => new Transform(work.doc).setNodeAttribute(0, 'secrecy', '绝密').doc,
  },
  {
    name: 'attribute record with a false old value',
    expected: ['RV-BASE-ALTERED'],
    make: (_r, _b, work) =>
      entriesOf(work.doc.child(0)).length
        ? null
        : new Transform(work.doc)
            .step(
              new TrkStep(0, [
                {
                  entry: {
                    id: '甲-x',
                    author: '甲',
                    at: 9,
                    step: 'step-甲',
                    k: 'attr',
                    name: 'secrecy',
                    old: '秘密',
                    new: '绝密',
                  },
                },
              ]),
            )
            .step(new AttrStep(0, 'secrecy', '绝密')).doc,
  },
  {
    name: 'paragraph joined without a record',
    expected: ['RV-BASE-ALTERED', 'RV-CHANGE-REMOVED'],
    make: (_r, base, work) => {
      const body = work.doc.lastChild
      if (!body || base.lastChild?.childCount === 1) return null
      let pos = work.doc.content.size - body.nodeSize + 1
      for (let i = 0; i + 1 < body.childCount; i++) {
        pos += body.child(i).nodeSize
        const mine =
          entriesOf(body.child(i + 1)).some((entry) => work.isNew(entry.id)) ||
          entriesOf(body.child(i)).some((entry) => work.isNew(entry.id))
        if (!mine && body.child(i).isTextblock && body.child(i + 1).isTextblock) return new Transform(work.doc).join(pos).doc
      }
      return null
    },
  },
  {
    name: 'block id taken twice',
    expected: ['RV-BLOCK-ID'],
    make: (_r, _b, work) => new Transform(work.doc).setNodeAttribute(0, 'id', work.doc.child(0).child(0).attrs['id']).doc,
  },
  {
    name: 'block id changed',
    expected: ['RV-BASE-ALTERED'],
    make: (_r, _b, work) => new Transform(work.doc).setNodeAttribute(0, 'id', 'other').doc,
  },
  {
    name: 'schema broken',
    expected: ['RV-SCHEMA', 'RV-STEP-INVALID'],
    make: (_r, _b, work) => [new ReplaceStep(0, work.doc.child(0).nodeSize, Slice.empty)],
  },
  {
    name: 'malformed entry',
    expected: ['RV-SCHEMA'],
    make: (_r, _b, work) =>
      new Transform(work.doc).setNodeAttribute(0, 'trk', [{ id: '甲-x', author: '甲', at: 1, step: 'step-甲', k: 'gone' }]).doc,
  },
  {
    name: 'step outside the document',
    expected: ['RV-STEP-INVALID'],
    make: () => [new ReplaceStep(100_000, 100_001, Slice.empty)],
  },
]

describe('verification', () => {
  it('RV-16 accepts honest work and refuses every mutant with its code', () => {
    const count = many(150, 3000)
    const random = new Random(baseSeed)
    let honest = 0
    const caught = new Map<string, number>()
    for (let i = 0; i < count; i++) {
      const original = randomDocument(random, counter('b'), i % 2 === 0)
      const base = workOffline(random, original, desk('丙'), 'L7', 4, 1_000_000).doc
      const work = workOffline(random, base, desk('甲'), 'L7', 3, 2_000_000)
      const judge = (steps: readonly Step[]): Verification =>
        verifySubmission({ base, steps, author: '甲', held: ['step-甲'], tracked: true, now: 2_000_000 })
      const result = judge(deriveSteps(base, work.doc, work.isNew))
      if (!result.ok) throw new Error(`honest work refused: ${result.code} ${result.detail}, ${work.done.join(' | ')}`)
      honest++
      for (const mutant of mutants) {
        const made = mutant.make(random, base, work)
        if (made === null || (!Array.isArray(made) && made.eq(work.doc))) continue
        const verdict = judge(Array.isArray(made) ? made : diffSteps(base, made))
        if (verdict.ok || !mutant.expected.includes(verdict.code))
          throw new Error(
            `${mutant.name}: ${verdict.ok ? 'accepted' : `${verdict.code} ${verdict.detail}`}, ${work.done.join(' | ')}`,
          )
        caught.set(mutant.name, (caught.get(mutant.name) ?? 0) + 1)
      }
    }
    console.log(
      `revision: verify ${honest} honest accepted, ${[...caught.values()].reduce((a, b) => a + b, 0)} of as many mutants refused, ${caught.size} kinds`,
    )
    expect([...caught.keys()].sort()).toEqual(mutants.map(({ name }) => name).sort())
  }, 600_000)

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
