import { expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import type { AttrValue, Entry } from '../../../src-shared/document/schema.ts'
import { resolveDoc } from '../../../src-shared/revision/resolve.ts'

const who = (id: string) => ({ id, author: id, at: 1, step: 'review' })
const write = (id: string, name: string, old: AttrValue, value: AttrValue): Entry => ({
  ...who(id),
  k: 'attr',
  name,
  old,
  new: value,
})

/** Seed 53205533 of L5 with three authors: rejecting the middle one of three writes must not lose the last one. */
it('RV-07 RV-10 decisions on three writes to one value end the same in every order', () => {
  let n = 0
  const made = makeDocument({ paragraphs: ['正文'] }, () => `b${n++}`)
  const trk = [
    write('甲', 'list', null, 'ordered'),
    write('甲', 'level', 0, 2),
    write('丙', 'list', 'ordered', null),
    write('丙', 'level', 2, 1),
    write('乙', 'list', null, 'ordered'),
    write('乙', 'level', 1, 0),
  ]
  const body = made.child(1)
  const paragraph = body.child(0)
  const changed = paragraph.type.create({ ...paragraph.attrs, list: 'ordered', level: 0, trk }, paragraph.content)
  const doc = made.copy(made.content.replaceChild(1, body.copy(body.content.replaceChild(0, changed))))
  for (const verdicts of [
    { 甲: 'reject', 丙: 'reject', 乙: 'accept' },
    { 甲: 'accept', 丙: 'reject', 乙: 'reject' },
    { 甲: 'reject', 丙: 'accept', 乙: 'reject' },
  ] as const) {
    const bulk = resolveDoc(doc, (change) => verdicts[change.id as keyof typeof verdicts])
    for (const order of ['甲丙乙', '甲乙丙', '丙甲乙', '丙乙甲', '乙甲丙', '乙丙甲']) {
      let one = doc
      for (const id of order)
        one = resolveDoc(one, (change) => (change.id === id ? verdicts[id as keyof typeof verdicts] : 'keep'))
      expect(one.toJSON(), order).toEqual(bulk.toJSON())
    }
  }
})
