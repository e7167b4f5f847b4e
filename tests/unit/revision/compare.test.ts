import { EditorState } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import { Transform } from 'prosemirror-transform'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { runSteps } from '../../../src-shared/revision/apply-steps.ts'
import { compare, compared, sameText } from '../../../src-shared/revision/compare-texts.ts'
import { withoutComments } from '../../../src-shared/revision/derive.ts'
import { diffed, diffSteps } from '../../../src-shared/revision/diff.ts'
import { acceptAll, rejectAll, stripChanges } from '../../../src-shared/revision/resolve.ts'
import { suggested, suggestOver } from '../../../src-shared/revision/suggest.ts'
import { textDiff } from '../../../src-shared/revision/text-diff.ts'
import type { TrackContext } from '../../../src-shared/revision/types.ts'
import { verifySubmission } from '../../../src-shared/revision/verify.ts'
import { counter, randomDocument } from '../../support/revision/documents.ts'
import { workOffline } from '../../support/revision/merge.ts'
import { randomOperation } from '../../support/revision/operations.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { marked, Scene } from '../../support/revision/scene.ts'
import { brief, desk, plainResult } from '../../support/revision/session.ts'

const context = (author = '比'): TrackContext => ({
  author,
  step: 'draft',
  now: 5_000_000,
  newId: counter(`${author}-`),
  isUnsent: (id) => id.startsWith(`${author}-`),
})

const textOf = (...paragraphs: string[]): PmNode => makeDocument({ paragraphs }, counter('b'))
/** The same text with other block ids, as an imported file has. */
const strange = (...paragraphs: string[]): PmNode => makeDocument({ paragraphs }, counter('x'))
const at = (doc: PmNode, text: string): number => new Scene(doc).at(text)
const shown = (base: PmNode, other: PmNode): string => marked(compare(base, other, context()))

/** An untracked piece of work on a document, as a draft is written. */
function plainWork(random: Random, base: PmNode, operations: number): PmNode {
  let doc = base
  const ids = counter(`w${random.int(0, 1e6)}-`)
  for (let i = 0; i < operations; i++) doc = plainResult(doc, randomOperation(random, 'L7', doc))
  const state = EditorState.create({ doc })
  const tr = state.tr
  const seen = new Set<unknown>()
  doc.descendants((node, pos) => {
    if (node.isInline || !('id' in node.attrs)) return
    if (!node.attrs['id'] || seen.has(node.attrs['id']) || String(node.attrs['id']).startsWith('plain'))
      tr.setNodeAttribute(pos, 'id', ids())
    seen.add(node.attrs['id'])
  })
  return tr.doc
}

describe('two texts compared', () => {
  it('RV-32 letters, boundaries, looks and attributes are told apart', () => {
    expect(shown(textOf('关于开展检查的通知'), textOf('关于开展专项检查的通告'))).toBe('关于开展[+专项]检查的通[-知][+告]')
    expect(shown(textOf('甲乙丙丁'), textOf('甲乙', '丙丁'))).toBe('甲乙|{brkIns}丙丁')
    expect(shown(textOf('甲乙', '丙丁'), strange('甲乙丙丁'))).toBe('甲乙|{brkDel}丙丁')
    expect(shown(textOf('第一段', '第三段'), strange('第一段', '第二段在中间', '第三段'))).toBe(
      '第一段|{brkIns}[+第二段在中间]|第三段',
    )
  })

  it('RV-32 what was added or taken away reads as a phrase', () => {
    expect(shown(textOf('见《乙》。'), textOf('见《甲》《乙》。'))).toBe('见[+《甲》]《乙》。')
    expect(shown(textOf('见《甲》《乙》。'), textOf('见《乙》。'))).toBe('见[-《甲》]《乙》。')
    expect(shown(textOf('各村，各站'), textOf('各村，各组，各站'))).toBe('各村，[+各组，]各站')
    // found further left by the comparison, among other edits
    expect(shown(textOf('〔3〕村〔4〕〔5〕〔2〕请'), textOf('〔8〕〔3〕村〔4〕〔7〕〔5〕〔2〕请〔9〕'))).toBe(
      '[+〔8〕]〔3〕村〔4〕[+〔7〕]〔5〕〔2〕请[+〔9〕]',
    )
    expect(shown(textOf('《办法》'), textOf('《规定》《办法》'))).toBe('[+《规定》]《办法》')
    expect(shown(textOf('第一', '《办法》执行'), textOf('第一', '《规定》《办法》执行'))).toBe('第一|[+《规定》]《办法》执行')
  })

  it('RV-32 a phrase between two additions stays as it is', () => {
    expect(shown(textOf('〔4〕请认真执行。'), textOf('〔31〕〔26〕〔4〕请认真执行。〔25〕〔32〕'))).toBe(
      '[+〔31〕〔26〕]〔4〕请认真执行。[+〔25〕〔32〕]',
    )
  })

  it('RV-32 a word, a number and a letter with its marks are never cut', () => {
    expect(shown(textOf('共12.5万元,GB9704'), textOf('共13.5万元,GB9705'))).toBe('共[-12][+13].5万元,[-GB9704][+GB9705]')
    expect(shown(textOf('𠮷e\u0301👩‍🚀'), textOf('𠮾e\u0300👩‍🚀'))).toBe('[-𠮷e\u0301][+𠮾e\u0300]👩‍🚀')
    for (const { fromA, toA } of textDiff(textOf('𠮷野家').child(1).child(0).content, textOf('𡈽野').child(1).child(0).content)) {
      expect([0, 2, 3, 4]).toContain(fromA)
      expect([0, 2, 3, 4]).toContain(toA)
    }
  })

  it('RV-32 two long texts without anything in common are compared to the letter', () => {
    const random = new Random(baseSeed)
    const [a, b] = [textOf(random.text(60_000, 60_000)), textOf(random.text(60_000, 60_000))]
    const result = compare(a, b, context())
    expect(sameText(acceptAll(result), b)).toBe(true)
  })

  it('RV-32 accepting a comparison gives the other text, rejecting it the base, for any two texts', () => {
    const count = many(200, 10_000)
    const before = compared.coarsely
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const random = new Random(seed)
      const base = randomDocument(random, counter('b'), true)
      const other = i % 5 === 4 ? randomDocument(random, counter('x'), true) : plainWork(random, base, random.int(1, 8))
      const was = compared.coarsely
      const result = compare(base, other, context())
      const story = () => `seed ${seed}\n${brief(base)}\n--- other ${brief(other)}\n--- result ${brief(result)}`
      if (compared.coarsely > was) throw new Error(`coarse: ${story()}`)
      if (!withoutComments(rejectAll(result)).eq(withoutComments(base))) throw new Error(`rejecting is not the base: ${story()}`)
      if (!sameText(acceptAll(result), other)) throw new Error(`accepting is not the other: ${story()}`)
      result.check()
    }
    console.log(
      `revision: compare ${count} pairs, seeds from ${baseSeed}, ${compared.coarsely - before} block by block, 0 violations`,
    )
  })

  it('RV-32 the steps between two drafts are letter by letter and replay exactly, for any two texts', () => {
    const count = many(200, 10_000)
    const before = diffed.coarsely
    let steps = 0
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const random = new Random(seed)
      const base = randomDocument(random, counter('b'), { tables: true, rich: true })
      const other = plainWork(random, base, random.int(1, 8))
      const made = diffSteps(base, other)
      steps += made.length
      if (!runSteps(base, made).eq(other)) throw new Error(`seed ${seed}\n${brief(base)}\n--- ${brief(other)}`)
    }
    console.log(
      `revision: diff ${count} drafts, ${steps} steps, ${diffed.coarsely - before} as whole documents, seeds from ${baseSeed}`,
    )
    expect(diffed.coarsely - before).toBe(0)
  })
})

describe("a loser's untracked work", () => {
  const isNew = (id: string) => id.startsWith('比-')
  const insertedBy = (doc: PmNode): string => {
    const letters: string[] = []
    doc.descendants((node) => {
      const mine = node.marks.some((mark) => mark.type.name === 'ins' && isNew(String(mark.attrs['id'])))
      if (node.isInline && mine) letters.push(...(node.text ?? node.type.name))
    })
    return letters.sort().join('')
  }

  it('RV-35 is suggested over the head where it was written, and what has no place any more gets a paragraph of its own', () => {
    const base = textOf('第一段说明情况', '第二段提出要求', '第三段结束')
    const work = new Transform(base)
      .delete(at(base, '结束'), at(base, '结束') + 2)
      .insert(at(base, '要求'), schema.text('明确')).doc
    const kept = suggestOver(base, work, new Transform(base).insert(at(base, '说明'), schema.text('详细')).doc, context())
    expect(marked(kept.doc)).toBe('第一段详细说明情况|第二段提出[+明确]要求|第三段[-结束]')
    const second = base.child(0).nodeSize + 1 + base.child(1).child(0).nodeSize
    const gone = suggestOver(
      base,
      work,
      new Transform(base).delete(second, second + base.child(1).child(1).nodeSize).doc,
      context(),
    )
    expect(marked(gone.doc)).toBe('第一段说明情况|{blkIns}[+明确]|第三段[-结束]')
  })

  it('RV-35 taken away again leaves exactly the head, and no inserted letter is lost, for any work and any head', () => {
    const count = many(100, 10_000)
    const before = suggested.coarsely
    let letters = 0
    let lost = 0
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const random = new Random(seed)
      const base = randomDocument(random, counter('b'), { tables: true, rich: true })
      const work = plainWork(random, base, random.int(1, 6))
      // the one who broke the lease went on untracked (an older desk), tracked, or first one and then the other
      const plain = i % 3 === 0 ? base : plainWork(random, base, random.int(1, 4))
      const head = i % 3 === 1 ? plain : workOffline(random, plain, desk('破'), 'L7', random.int(1, 4), 6_000_000).doc
      const { doc, steps, lostDeletions } = suggestOver(base, work, head, context())
      const story = () => `seed ${seed}\nbase ${brief(base)}\n--- work ${brief(work)}\n--- head ${brief(head)}\n--- ${brief(doc)}`
      if (!withoutComments(stripChanges(doc, isNew)).eq(withoutComments(head))) throw new Error(`not the head: ${story()}`)
      if (!runSteps(head, steps).eq(doc)) throw new Error(`steps do not replay: ${story()}`)
      const wanted = insertedBy(compare(base, work, context()))
      const has = insertedBy(doc)
      for (const letter of wanted) if (!has.includes(letter)) throw new Error(`letter ${letter} is lost: ${story()}`)
      const verdict = verifySubmission({ base: head, steps, author: '比', held: ['draft'], tracked: true })
      if (!verdict.ok) throw new Error(`${verdict.code} ${verdict.detail}: ${story()}`)
      letters += wanted.length
      lost += lostDeletions
    }
    console.log(
      `revision: suggested ${count} works over their heads, ${letters} letters there, ${lost} deletions without an object, ` +
        `${suggested.coarsely - before} against the head itself, seeds from ${baseSeed}`,
    )
  })
})
