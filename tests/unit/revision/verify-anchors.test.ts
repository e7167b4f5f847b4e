import type { Node as PmNode } from 'prosemirror-model'
import { Transform } from 'prosemirror-transform'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { entriesOf, schema, type Entry } from '../../../src-shared/document/schema.ts'
import { threadAnchors } from '../../../src-shared/revision/anchors.ts'
import { runSteps } from '../../../src-shared/revision/apply-steps.ts'
import { commentSteps } from '../../../src-shared/revision/comment-steps.ts'
import { derived, deriveSteps, diffSteps } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { TrkStep } from '../../../src-shared/revision/track-step.ts'
import { verifySubmission } from '../../../src-shared/revision/verify.ts'
import { counter, randomDocument } from '../../support/revision/documents.ts'
import { workOffline } from '../../support/revision/merge.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { brief, desk } from '../../support/revision/session.ts'

const comment = (id: string) => schema.mark('comment', { id })
/** A text with the comment c1 of 乙 on 三四五. */
const commented = (): PmNode => {
  const doc = makeDocument({ paragraphs: ['一二三四五六七', '八九'] }, counter('b'))
  const at = place(doc, '三')
  return new Transform(doc).addMark(at, at + 3, comment('c1')).doc
}
function place(doc: PmNode, text: string): number {
  let found = -1
  doc.descendants((node, pos) => {
    const index = node.isText ? (node.text ?? '').indexOf(text) : -1
    if (found < 0 && index >= 0) found = pos + index
  })
  return found
}
const written = (doc: PmNode, before: string, text: string, id: string, ...more: ReturnType<typeof comment>[]): PmNode => {
  const ins = schema.mark('ins', { id, author: id[0], at: 1, step: 's' })
  return new Transform(doc).insert(place(doc, before), schema.text(text, [ins, ...more])).doc
}
const anchored = (doc: PmNode): Record<string, string> =>
  Object.fromEntries(
    [...threadAnchors(doc)].map(([id, { places }]) => [id, places.map(({ from, to }) => doc.textBetween(from, to)).join('|')]),
  )
const isOf = (author: string) => (id: string) => id.startsWith(author)

/** Two persons' documents over one base, merged in both orders. */
function merged(base: PmNode, a: PmNode, b: PmNode): PmNode[] {
  const stepsA = deriveSteps(base, a, isOf('甲'))
  const stepsB = deriveSteps(base, b, isOf('乙'))
  return [rebaseSteps(base, stepsB, stepsA).doc, rebaseSteps(base, stepsA, stepsB).doc]
}

describe('comment anchors when work is merged', () => {
  it('RV-34 a comment taken away stays away when another sets one at the same time', () => {
    const base = commented()
    const a = new Transform(base).removeMark(0, base.content.size, comment('c1')).doc
    const at = place(base, '六')
    const b = new Transform(base).addMark(at, at + 2, comment('c2')).doc
    for (const doc of merged(base, a, b)) expect(anchored(doc)).toEqual({ c2: '六七' })
    expect(commentSteps(base, b)).toHaveLength(1)
  })

  it('RV-34 a comment covers what another writes into its text meanwhile, and is not cut by it', () => {
    const doc = makeDocument({ paragraphs: ['一二三四五六七'] }, counter('b'))
    const at = place(doc, '二')
    const a = new Transform(doc).addMark(at, at + 4, comment('c9')).doc
    const b = written(doc, '四', '新', '乙-1')
    for (const one of merged(doc, a, b)) expect(anchored(one)).toEqual({ c9: '二三新四五' })
  })

  it('RV-34 what is written into a comment while it is settled does not bring it back', () => {
    const base = commented()
    const a = new Transform(base).removeMark(0, base.content.size, comment('c1')).doc
    const b = written(base, '四', '新', '乙-1', comment('c1'))
    for (const one of merged(base, a, b)) {
      expect(anchored(one)).toEqual({})
      expect(one.textContent).toContain('三新四')
    }
  })

  it('RV-34 comments set on each other keep their order, so nothing has to be compared coarsely', () => {
    const base = commented()
    const before = derived.coarsely
    const [from, to] = [place(base, '三'), place(base, '七')]
    const work = new Transform(base)
      .addMark(from, to, comment('c3'))
      .addMark(from - 1, to - 1, comment('c2'))
      .addMark(from + 1, to, comment('c4')).doc
    expect(
      runSteps(
        base,
        deriveSteps(base, work, () => false),
      ).eq(work),
    ).toBe(true)
    expect(derived.coarsely - before).toBe(0)
  })
})

describe('verification of what marks and entries point at', () => {
  const judge = (base: PmNode, doc: PmNode, ownThreads?: ReadonlySet<string>) =>
    verifySubmission({ base, steps: diffSteps(base, doc), author: '甲', held: ['s'], tracked: true, ownThreads })
  const none = new Set<string>()

  it("RV-34 another's anchor may not be taken away, cut or widened; one's own may", () => {
    const base = commented()
    const at = place(base, '三')
    const away = new Transform(base).removeMark(0, base.content.size, comment('c1')).doc
    const cut = new Transform(base).removeMark(at, at + 1, comment('c1')).doc
    const wider = new Transform(base).addMark(at - 1, at, comment('c1')).doc
    for (const doc of [away, cut, wider]) {
      expect(judge(base, doc, none)).toMatchObject({ ok: false, code: 'RV-COMMENT-REMOVED', detail: 'c1' })
      expect(judge(base, doc, new Set(['c1']))).toMatchObject({ ok: true })
    }
  })

  it('RV-34 a new comment, text written into one and text struck under one are honest', () => {
    const base = commented()
    const at = place(base, '三')
    const del = schema.mark('del', { id: '甲-1', author: '甲', at: 1, step: 's' })
    const fresh = new Transform(base).addMark(at, at + 2, comment('c5')).doc
    const struck = new Transform(base).addMark(at, at + 3, del).doc
    for (const doc of [fresh, struck, written(base, '四', '新', '甲-1', comment('c1')), written(base, '四', '新', '甲-1')])
      expect(judge(base, doc, none)).toMatchObject({ ok: true })
  })

  it('RV-16 a move may not take the half of another, nor a boundary lean on what was not inserted, nor an id come again', () => {
    const base = written(commented(), '八', '移', '乙-1')
    const moved = (doc: PmNode, id: string, author: string, moveId: string) => {
      const at = place(doc, '一')
      return new Transform(doc).addMark(at, at + 1, schema.mark('del', { id, author, at: 1, step: 's', moveId })).doc
    }
    const theirs = moved(base, '乙-2', '乙', 'm1')
    const mine = (moveId: string) => {
      const at = place(theirs, '七')
      return new Transform(theirs).addMark(at, at + 1, schema.mark('del', { id: '甲-2', author: '甲', at: 1, step: 's', moveId }))
        .doc
    }
    expect(judge(theirs, mine('m1'))).toMatchObject({ ok: false, code: 'RV-CHANGE-ALTERED' })
    expect(judge(theirs, mine('m2'))).toMatchObject({ ok: true })
    const own = moved(base, '甲-0', '甲', 'm1')
    const again = new Transform(own).addMark(
      place(own, '七'),
      place(own, '七') + 1,
      schema.mark('del', { id: '甲-2', author: '甲', at: 1, step: 's', moveId: 'm1' }),
    ).doc
    expect(judge(own, again)).toMatchObject({ ok: true })

    const body = base.child(1)
    const second = base.content.size - 1 - body.child(1).nodeSize
    const leaning = (over: string): PmNode => {
      const entry: Entry = { id: '甲-3', author: '甲', at: 1, step: 's', k: 'brkDel', over }
      return new Transform(base).step(new TrkStep(second, [{ entry }])).doc
    }
    const first = String(body.child(0).attrs['id'])
    expect(judge(base, leaning('a-block-that-is-gone'))).toMatchObject({ ok: true })
    expect(judge(base, leaning(first))).toMatchObject({ ok: false, code: 'RV-CHANGE-ALTERED' })

    const used = written(base, '九', '又', '甲-4')
    const verdict = verifySubmission({
      base,
      steps: diffSteps(base, used),
      author: '甲',
      held: ['s'],
      tracked: true,
      wasUsed: (id) => id === '甲-4',
    })
    expect(verdict).toMatchObject({ ok: false, code: 'RV-CHANGE-ALTERED' })
  })

  it('RV-34 RV-16 honest work with comments, moves and joins is accepted, and none of it derived coarsely', () => {
    const count = many(150, 5000)
    const before = derived.coarsely
    let anchors = 0
    let leaning = 0
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const random = new Random(seed)
      const base = workOffline(
        random,
        randomDocument(random, counter('b'), { tables: true, rich: true }),
        desk('丙'),
        'L7',
        4,
        1_000_000,
      ).doc
      const work = workOffline(random, base, desk('甲'), 'L7', 5, 2_000_000)
      const steps = deriveSteps(base, work.doc, work.isNew)
      // what the operations settle, they settle as the one who opened the thread
      const left = threadAnchors(work.doc)
      const ownThreads = new Set([...threadAnchors(base).keys()].filter((id) => !left.has(id)))
      const verdict = verifySubmission({ base, steps, author: '甲', held: ['step-甲'], tracked: true, ownThreads })
      if (!verdict.ok)
        throw new Error(
          `seed ${seed}: ${verdict.code} ${verdict.detail}, ${work.done.join(' | ')}\n${brief(base)}\n${brief(work.doc)}`,
        )
      anchors += left.size
      work.doc.descendants((node) => {
        if (!node.isInline) leaning += entriesOf(node).filter((entry) => entry.k === 'brkDel' && entry.over).length
      })
    }
    console.log(
      `revision: ${count} honest works with ${anchors} comments and ${leaning} leaning boundaries accepted, ${derived.coarsely - before} derived coarsely, seeds from ${baseSeed}`,
    )
    expect(derived.coarsely - before).toBe(0)
  })
})
