import type { Node as PmNode } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import type { Who } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { compareVersions } from '../../../src-shared/revision/compare.ts'
import { sameText } from '../../../src-shared/revision/compare-texts.ts'
import { withoutComments } from '../../../src-shared/revision/derive.ts'
import { momentOf } from '../../../src-shared/revision/moment.ts'
import { acceptAll, rejectAll } from '../../../src-shared/revision/resolve.ts'
import type { TrackContext, Verdict } from '../../../src-shared/revision/types.ts'
import { finalOf, originalOf, viewOf, type VerdictOf } from '../../../src-shared/revision/views.ts'
import { counter, randomDocument } from '../../support/revision/documents.ts'
import { workOffline } from '../../support/revision/merge.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { marked, Scene } from '../../support/revision/scene.ts'
import { brief, desk } from '../../support/revision/session.ts'

const context = (): TrackContext => ({ author: '比', step: 'draft', now: 1, newId: counter('比-'), isUnsent: () => true })

/** Some versions of one document, each by another hand on the one before, and what was decided about some changes. */
function life(seed: number): { versions: PmNode[]; verdictOf: VerdictOf } {
  const random = new Random(seed)
  const versions = [randomDocument(random, counter('b'), true)]
  const authors = ['甲', '乙', '丙', '甲'].map((author, i) => ({
    ...desk(author),
    step: `step-${i}`,
    newId: counter(`${author}${i}-`),
  }))
  for (const [i, by] of authors.entries()) {
    const last = versions.at(-1)
    if (last) versions.push(workOffline(random, last, by, 'L7', random.int(1, 4), (i + 1) * 1_000_000).doc)
  }
  const verdicts = new Map<string, Verdict>()
  for (const id of changeSignatures(versions.at(-1) as PmNode).keys()) {
    if (random.chance(0.3)) verdicts.set(id, random.pick(['accept', 'reject'] as const))
  }
  return { versions, verdictOf: (id) => verdicts.get(id) }
}

const seeds = (count: number) => Array.from({ length: count }, (_, i) => baseSeed + i * 7919)
const mustHold = (what: string, seed: number, holds: boolean, ...shown: PmNode[]) => {
  if (!holds) throw new Error(`${what}, seed ${seed}\n${shown.map((doc) => brief(doc)).join('\n---')}`)
}

describe('views by person, by step and by version', () => {
  it('RV-30 only what is shown is marked; all shown is the document, nothing shown the final text', () => {
    const count = many(70, 5000)
    let shownOf = 0
    for (const seed of seeds(count)) {
      const { versions, verdictOf } = life(seed)
      const doc = versions.at(-1) as PmNode
      for (const shown of [(who: Who) => who.author === '甲', (who: Who) => who.step === 'step-1' || who.step === 'step-2']) {
        const view = viewOf(doc, verdictOf, shown)
        const marks = [...changeSignatures(view).values()].flat()
        shownOf += marks.length
        mustHold('a foreign change is marked', seed, marks.every(shown), doc, view)
        view.check()
      }
      mustHold('all shown is not the document', seed, viewOf(doc, verdictOf, () => true).eq(doc), doc)
      const none = viewOf(doc, verdictOf, () => false)
      mustHold('nothing shown is not the final text', seed, none.eq(finalOf(doc, verdictOf)), doc, none)
    }
    console.log(`revision: views ${count * 4} by person and step, ${shownOf} changes shown, seeds from ${baseSeed}, 0 violations`)
  })

  it('RV-30 a decided change that is shown stays marked, so its decision can be read', () => {
    const scene = new Scene({ paragraphs: ['一二三四'] })
    scene.selectText('二').edit('甲', (tr) => tr.deleteSelection())
    scene.selectText('四').edit('乙', (tr) => tr.insertText('五'))
    expect(
      marked(
        viewOf(
          scene.doc,
          () => 'reject',
          (who) => who.author === '甲',
        ),
      ),
    ).toBe('一[-二]三四')
    expect(
      marked(
        viewOf(
          scene.doc,
          () => undefined,
          (who) => who.author === '乙',
        ),
      ),
    ).toBe('一三[-四][+五]')
  })

  it('RV-30 looking at a view again, or with another decision elsewhere, gives the very same blocks', () => {
    const blocks = (one: PmNode) => one.child(1).children
    const scene = new Scene({ paragraphs: ['一二三', '四五六'] })
    scene.selectText('二').edit('甲', (tr) => tr.deleteSelection())
    scene.selectText('五').edit('乙', (tr) => tr.deleteSelection())
    const [accepted, rejected] = [
      finalOf(scene.doc, () => undefined),
      finalOf(scene.doc, (id) => (id.startsWith('甲') ? 'reject' : undefined)),
    ]
    expect(blocks(rejected)[0]).not.toBe(blocks(accepted)[0])
    expect(blocks(rejected)[1]).toBe(blocks(accepted)[1])
    expect(blocks(finalOf(scene.doc, () => undefined))).toEqual(blocks(accepted))
    expect(blocks(finalOf(scene.doc, () => undefined))[0]).toBe(blocks(accepted)[0])
  })

  it('RV-31 a moment is the version of that time, for every version whose stamps are in order', () => {
    const count = many(70, 5000)
    for (const seed of seeds(count)) {
      const { versions } = life(seed)
      const doc = versions.at(-1) as PmNode
      versions.forEach((version, i) => {
        const moment = momentOf(doc, (i + 1) * 1_000_000 - 1)
        mustHold('a moment is not the version', seed, withoutComments(moment).eq(withoutComments(version)), version, moment)
      })
      mustHold('before all is not the original', seed, momentOf(doc, 0).eq(originalOf(doc)), doc)
    }
    console.log(`revision: moments ${count * 5}, seeds from ${baseSeed}, 0 violations`)
  })

  it('RV-33 two versions compared: rejecting gives the first as it reads, accepting the second, whichever way round', () => {
    const count = many(20, 3000)
    let pairs = 0
    let named = 0
    for (const seed of seeds(count)) {
      const { versions, verdictOf } = life(seed)
      for (const [i, a] of versions.entries()) {
        for (const [j, b] of versions.entries()) {
          if (i === j) continue
          pairs++
          const view = compareVersions(a, b, verdictOf, context())
          mustHold('rejecting is not the first', seed, sameText(rejectAll(view), finalOf(a, verdictOf)), a, b, view)
          mustHold('accepting is not the second', seed, sameText(acceptAll(view), finalOf(b, verdictOf)), a, b, view)
          const marks = [...changeSignatures(view).values()].flat()
          if (i < j && marks.every((who) => who.author !== '比')) named++
        }
      }
    }
    const share = ((named / (pairs / 2)) * 100).toFixed(1)
    console.log(
      `revision: compared ${pairs} pairs of versions, ${share} % of those in order by their own changes only, 0 violations`,
    )
  })
})
