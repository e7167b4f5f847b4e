import type { Node as PmNode } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema, type AttrValue, type Entry } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { resolveDoc, stripChanges } from '../../../src-shared/revision/resolve.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { counter } from '../../support/revision/documents.ts'
import { mustBeSame } from '../../support/revision/invariants.ts'

const who = (id: string) => ({ id, author: id, at: 1, step: 'review' })
const entry = (k: 'brkIns' | 'brkDel' | 'blkIns' | 'blkDel', id: string, over?: string): Entry =>
  ({ ...who(id), k, ...(over === undefined ? {} : { over }) }) as Entry
const write = (id: string, name: string, old: AttrValue, value: AttrValue): Entry => ({
  ...who(id),
  k: 'attr',
  name,
  old,
  new: value,
})
const text = (letters: string, ...marks: [string, string][]) =>
  schema.text(
    letters,
    marks.map(([type, id]) => schema.mark(type, who(id))),
  )
const paragraph = (id: string, trk: Entry[], ...content: PmNode[]) =>
  schema.node('paragraph', { id, trk: trk.length ? trk : null }, content)
const cell = (id: string, trk: Entry[], ...content: PmNode[]) =>
  schema.node('tableCell', { id, trk: trk.length ? trk : null }, content.length ? content : paragraph(`${id}p`, []))
const row = (id: string, trk: Entry[], ...cells: PmNode[]) => schema.node('tableRow', { id, trk: trk.length ? trk : null }, cells)
const table = (id: string, trk: Entry[], ...rows: PmNode[]) => schema.node('table', { id, trk: trk.length ? trk : null }, rows)

function withBody(...blocks: PmNode[]): PmNode {
  const doc = makeDocument({ paragraphs: ['正文'] }, counter('h'))
  return doc.copy(doc.content.replaceChild(1, doc.child(1).copy(schema.node('body', null, blocks).content)))
}

function orders(of: readonly string[]): string[][] {
  if (of.length < 2) return [[...of]]
  return of.flatMap((one) => orders(of.filter((other) => other !== one)).map((rest) => [one, ...rest]))
}

/**
 * Every set of verdicts, given one by one in every order or in two goes, must end like all at once; calls `check` on each
 * result.
 */
function inEveryOrder(doc: PmNode, check: (bulk: PmNode, given: Readonly<Record<string, Verdict>>) => void = () => undefined) {
  doc.check()
  const ids = [...changeSignatures(doc).keys()]
  for (let set = 0; set < 2 ** ids.length; set++) {
    const given = Object.fromEntries(ids.map((id, i) => [id, set & (1 << i) ? 'accept' : 'reject'] as const))
    const all = (of: PmNode) => resolveDoc(of, (change) => given[change.id] ?? 'keep')
    const bulk = all(doc)
    expect([...changeSignatures(bulk).keys()], 'nothing is left open').toEqual([])
    for (const order of orders(ids)) {
      let one = doc
      for (const id of order) one = resolveDoc(one, (change) => (change.id === id ? (given[id] ?? 'keep') : 'keep'))
      mustBeSame(`${JSON.stringify(given)} in order ${order.join(' ')}`, all(one), bulk)
    }
    for (let goes = 1; goes < 2 ** ids.length - 1; goes++) {
      const first = ids.filter((_id, i) => goes & (1 << i))
      const some = resolveDoc(doc, (change) => (first.includes(change.id) ? (given[change.id] ?? 'keep') : 'keep'))
      mustBeSame(`${JSON.stringify(given)}, first ${first.join(' ')}`, all(some), bulk)
    }
    check(bulk, given)
  }
}

const body = (doc: PmNode) => doc.child(1).children.map((block) => `${String(block.attrs['id'])}:${block.textContent}`)

describe('RV-10 decisions in several goes end like all at once', () => {
  it('a struck block, a split behind it, and a join of the two', () => {
    const doc = withBody(
      paragraph('a', [entry('blkDel', '丁')], text('业丛东', ['del', '丁'])),
      paragraph('b', [entry('brkIns', '丙'), entry('brkDel', '乙')], text('丯丰', ['ins', '乙'])),
      paragraph('c', [], text('后')),
    )
    inEveryOrder(doc, (bulk, given) => {
      // whoever struck it: what is split off a block goes back to that block
      if (given['丁'] === 'accept' && given['丙'] === 'reject' && given['乙'] === 'accept')
        expect(body(bulk)).toEqual(['a:丯丰', 'c:后'])
    })
  })

  it('a boundary struck over an inserted paragraph that was split since', () => {
    const doc = withBody(
      paragraph('x', [entry('blkIns', '丙')], text('丫', ['ins', '丙'])),
      paragraph('y', [entry('brkIns', '乙')], text('中', ['ins', '丙'])),
      paragraph('z', [entry('brkDel', '甲', 'x')]),
      paragraph('q', [], text('后')),
    )
    inEveryOrder(doc, (bulk, given) => {
      if (given['乙'] === 'accept') return
      const without = resolveDoc(
        stripChanges(doc, (id) => id === '乙'),
        (change) => given[change.id] ?? 'keep',
      )
      mustBeSame('rejected work leaves a trace', bulk, without)
    })
  })

  it('a table that may vanish by its rows, and a join over it', () => {
    const doc = withBody(
      paragraph('a', [], text('前')),
      table('t', [], row('r', [entry('blkDel', '甲')], cell('c', [], paragraph('d', [], text('格', ['del', '甲']))))),
      paragraph('b', [entry('brkDel', '乙')], text('后')),
    )
    inEveryOrder(doc, (bulk, given) => {
      if (given['甲'] === 'accept' && given['乙'] === 'accept') expect(body(bulk)).toEqual(['a:前后'])
    })
  })

  it('RV-06 what a table that stays parts from its paragraph looks as that does, whoever split it', () => {
    const styled = paragraph('a', [write('丁', 'style', 'h1', 'h2')], text('前半'))
    const doc = withBody(
      styled.type.create({ ...styled.attrs, style: 'h2' }, styled.content),
      table('t', [entry('blkIns', '乙')], row('r', [], cell('c', [], paragraph('d', [], text('格', ['ins', '乙']))))),
      paragraph('b', [entry('brkIns', '甲')]),
      paragraph('f', [entry('brkIns', '丙')], text('后半')),
      paragraph('e', [], text('末')),
    )
    inEveryOrder(doc, (bulk, given) => {
      const after = (last: string) => {
        expect(body(bulk)).toEqual(['a:前半', 't:格', last, 'e:末'])
        expect(bulk.child(1).child(2).attrs['style']).toBe(bulk.child(1).child(0).attrs['style'])
      }
      if (given['甲'] === 'accept' || given['丙'] === 'accept') return
      if (given['乙'] === 'accept') after('t:rest:后半')
      else expect(body(bulk)).toEqual(['a:前半后半', 'e:末'])
    })
  })

  it('RV-07 writes to one value, the middle one of which sets it back', () => {
    const made = paragraph(
      'a',
      [write('丙', 'align', null, 'right'), write('丁', 'align', 'right', null), write('甲', 'align', 'right', 'center')],
      text('文'),
    )
    inEveryOrder(withBody(made.type.create({ ...made.attrs, align: 'center' }, made.content)))
  })
})

describe('RV-15 decisions about rows and columns', () => {
  it('an inserted column inside a struck run of columns goes when it is rejected, whatever keeps the others', () => {
    const columns = [entry('blkIns', '甲'), entry('blkDel', '丁')]
    const doc = withBody(
      table(
        't',
        [],
        row('r', [], cell('a', columns), cell('b', [entry('blkDel', '丁')]), cell('c', [], paragraph('cp', [], text('留')))),
        row(
          's',
          [],
          cell('d', columns),
          // struck by 乙 before 丁 struck the column: it lives again when 乙 is rejected
          cell('e', [entry('blkDel', '丁')], paragraph('ep', [entry('blkDel', '乙')], text('字', ['del', '乙']))),
          cell('f', [], paragraph('fp', [], text('留'))),
        ),
      ),
    )
    inEveryOrder(doc, (bulk, given) => {
      const widths = bulk
        .child(1)
        .child(0)
        .children.map((one) => one.childCount)
      const stays = given['丁'] === 'reject' || given['乙'] === 'reject'
      const made = given['甲'] === 'accept' && given['丁'] === 'reject'
      expect(new Set(widths).size).toBe(1)
      if (given['甲'] === 'reject') expect(widths[0]).toBe(stays ? 2 : 1)
      else if (made) expect(widths[0]).toBe(3)
    })
  })

  it('a table is squared by what is left of it: rejected rows, and text that is open, leave no trace', () => {
    const plain = (id: string, letters: string) => cell(id, [], paragraph(`${id}p`, [], text(letters)))
    const added = (id: string) =>
      cell(id, [entry('blkIns', '甲')], paragraph(`${id}p`, [], text('列', ['ins', '甲']), text('补', ['ins', '乙'])))
    const rows = [
      row('r', [entry('blkDel', '丙')], cell('a', [], paragraph('ap', [], text('一', ['del', '丙'])))),
      row('s', [], plain('b', '二'), added('c')),
    ]
    const short = row('n', [entry('blkIns', '丁')], cell('d', [], paragraph('dp', [], text('新', ['ins', '丁']))))
    const doc = withBody(table('t', [], rows[0] as PmNode, short, rows[1] as PmNode))
    inEveryOrder(doc, (bulk, given) => {
      const left = bulk.child(1).child(0)
      expect(new Set(left.children.map((one) => one.childCount)).size).toBe(1)
      if (given['丁'] === 'accept') return
      const without = withBody(table('t', [], ...rows))
      mustBeSame(
        'rejected work leaves a trace',
        bulk,
        resolveDoc(without, (change) => given[change.id] ?? 'keep'),
      )
    })
  })
})
