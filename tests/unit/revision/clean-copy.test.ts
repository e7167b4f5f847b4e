import type { Node as PmNode } from 'prosemirror-model'
import { Transform } from 'prosemirror-transform'
import { describe, expect, it } from 'vitest'
import { schema } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { checkCleanCopy, cleanCopy } from '../../../src-shared/revision/clean-copy.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { counter, randomDocument } from '../../support/revision/documents.ts'
import { workOffline } from '../../support/revision/merge.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { lines, Scene } from '../../support/revision/scene.ts'
import { brief, desk } from '../../support/revision/session.ts'

const open = () => undefined

/** A signed text with changes of three people, some decided. */
function signed(seed: number) {
  const random = new Random(seed)
  let doc: PmNode = randomDocument(random, counter('b'), { tables: true, rich: true })
  for (const author of ['甲', '乙', '丙']) doc = workOffline(random, doc, desk(author), 'L7', random.int(1, 4), 1_000_000).doc
  const verdicts = new Map<string, Verdict>()
  for (const id of changeSignatures(doc).keys())
    if (random.chance(0.5)) verdicts.set(id, random.pick(['accept', 'reject'] as const))
  return { random, doc, verdictOf: (id: string) => verdicts.get(id) }
}

/** The clean copy with one thing altered that was not decided, each kind in turn. */
function altered(random: Random, clean: PmNode, kind: number): PmNode {
  const tr = new Transform(clean)
  const texts: number[] = []
  const paragraphs: number[] = []
  clean.descendants((node, pos) => {
    if (node.isText) texts.push(pos)
    if (node.type.name === 'paragraph') paragraphs.push(pos)
  })
  const text = texts.length ? random.pick(texts) : null
  if (text !== null && kind === 0) return tr.insert(text, schema.text('私')).doc
  if (text !== null && kind === 1) return tr.delete(text, text + 1).doc
  if (text !== null && kind === 2) return tr.addMark(text, text + 1, schema.mark('comment', { id: 'c' })).doc
  if (text !== null && kind === 3) {
    const has = clean.nodeAt(text)?.marks.some((mark) => mark.type.name === 'underline')
    return has
      ? tr.removeMark(text, text + 1, schema.mark('underline')).doc
      : tr.addMark(text, text + 1, schema.mark('underline')).doc
  }
  if (kind === 4) return tr.setNodeAttribute(0, 'secrecy', '绝密·改').doc
  if (kind === 5) return tr.split(random.pick(paragraphs) + 1).doc
  return tr.setNodeAttribute(random.pick(paragraphs), 'level', 8).doc
}

describe('清稿', () => {
  it('RV-36 applies what was decided, takes open changes as signed, and leaves marks and comments behind', () => {
    const scene = new Scene({ paragraphs: ['请各单位于五月十日前报送'] })
    scene.selectText('五月十日').edit('甲', (tr) => tr.insertText('六月一日'))
    scene.selectText('各单位').edit('乙', (tr) => tr.deleteSelection())
    const ids = [...changeSignatures(scene.doc).keys()]
    const place = scene.at('报送')
    const doc = new Transform(scene.doc).addMark(place, place + 2, schema.mark('comment', { id: 'c1' })).doc
    expect(lines(cleanCopy(doc, open))).toEqual(['请于六月一日前报送'])
    expect(lines(cleanCopy(doc, (id) => (id.startsWith('乙') ? 'reject' : undefined)))).toEqual(['请各单位于六月一日前报送'])
    expect(lines(cleanCopy(doc, () => 'reject'))).toEqual(['请各单位于五月十日前报送'])
    expect(ids).toHaveLength(2)
    const clean = cleanCopy(doc, open)
    expect(cleanCopy(clean, open)).toBe(clean)
    expect(checkCleanCopy(doc, clean, open)).toEqual({ ok: true })
    expect(checkCleanCopy(doc, doc, open)).toMatchObject({ ok: false, detail: expect.stringContaining('still marked') as string })
    expect(checkCleanCopy(doc, clean, () => 'reject')).toMatchObject({ ok: false })
  })

  it('RV-36 every honest clean copy is proved, and none in which anything else was altered', () => {
    const count = many(120, 3000)
    const caught = new Map<number, number>()
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const { random, doc, verdictOf } = signed(seed)
      const clean = cleanCopy(doc, verdictOf)
      clean.check()
      const proof = checkCleanCopy(doc, clean, verdictOf)
      if (!proof.ok) throw new Error(`seed ${seed}: ${proof.detail}\n${brief(doc)}\n--- ${brief(clean)}`)
      for (let kind = 0; kind < 7; kind++) {
        const mutant = altered(random, clean, kind)
        if (mutant.eq(clean)) continue
        if (checkCleanCopy(doc, mutant, verdictOf).ok)
          throw new Error(`seed ${seed}: alteration ${kind} passes\n${brief(mutant)}`)
        caught.set(kind, (caught.get(kind) ?? 0) + 1)
      }
    }
    const refused = [...caught.values()].reduce((a, b) => a + b, 0)
    console.log(
      `revision: ${count} clean copies proved, ${refused} altered ones of ${caught.size} kinds refused, seeds from ${baseSeed}`,
    )
    expect(caught.size).toBe(7)
  })
})
