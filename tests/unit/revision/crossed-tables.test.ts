import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { changeSignatures } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, rejectAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { trackTransaction } from '../../../src-shared/revision/track.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { counter } from '../../support/revision/documents.ts'
import { baseSeed, many, Random } from '../../support/revision/random.ts'
import { brief, desk } from '../../support/revision/session.ts'

const cell = (text: string, ids: () => string) =>
  schema.node('tableCell', { id: ids() }, schema.node('paragraph', { id: ids() }, text ? schema.text(text) : []))

function withTable(rows: string[][]): PmNode {
  const ids = counter('t')
  const doc = makeDocument({ paragraphs: ['前'] }, counter('b'))
  const table = schema.node(
    'table',
    { id: ids() },
    rows.map((row) =>
      schema.node(
        'tableRow',
        { id: ids() },
        row.map((text) => cell(text, ids)),
      ),
    ),
  )
  return doc.copy(doc.content.replaceChild(1, doc.child(1).copy(doc.child(1).content.addToEnd(table))))
}

type Table = { pos: number; node: PmNode }
function tableOf(doc: PmNode): Table {
  let found: Table | undefined
  doc.descendants((node, pos) => void (node.type.name === 'table' && (found ??= { pos, node })))
  if (!found) throw new Error('no table')
  return found
}
const startOfRow = ({ pos, node }: Table, index: number) =>
  node.children.slice(0, index).reduce((sum, row) => sum + row.nodeSize, pos + 1)
const startOfCell = (row: PmNode, start: number, index: number) =>
  row.children.slice(0, index).reduce((sum, one) => sum + one.nodeSize, start + 1)

/** One edit of a table by somebody who has only seen `base`. */
type Edit = { do: 'row' | 'column' | 'dropColumn' | 'dropRow'; at: number }
function edited(base: PmNode, author: string, { do: what, at }: Edit): PmNode {
  const state = EditorState.create({ doc: base })
  const tr = state.tr
  const table = tableOf(base)
  const ids = counter('plain')
  if (what === 'row') {
    const width = table.node.child(0).childCount
    const cells = Array.from({ length: width }, (_, i) => cell(`${author}${i}`, ids))
    tr.insert(startOfRow(table, at), schema.node('tableRow', null, cells))
  } else if (what === 'dropRow') tr.delete(startOfRow(table, at), startOfRow(table, at + 1))
  else
    table.node.children.forEach((row, i) => {
      const start = startOfRow(table, i)
      if (what === 'column') tr.insert(tr.mapping.map(startOfCell(row, start, at)), cell(`${author}列`, ids))
      else tr.delete(tr.mapping.map(startOfCell(row, start, at)), tr.mapping.map(startOfCell(row, start, at + 1)))
    })
  const by = desk(author)
  return state.apply(trackTransaction(tr, state, { author, step: 's', now: 1, newId: by.newId, isUnsent: () => true })).doc
}

function merged(base: PmNode, works: readonly { author: string; doc: PmNode }[]): PmNode {
  let theirs = [] as ReturnType<typeof deriveSteps>
  let head = base
  for (const { author, doc } of works) {
    const rebased = rebaseSteps(
      base,
      deriveSteps(base, doc, (id) => id.startsWith(author)),
      theirs,
    )
    theirs = [...theirs, ...rebased.steps]
    head = rebased.doc
  }
  return head
}

const grid = (doc: PmNode) => tableOf(doc).node.children.map((row) => row.children.map((one) => one.textContent))
const widths = (doc: PmNode) => new Set(tableOf(doc).node.children.map((row) => row.childCount))

describe('a row and a column made at the same time', () => {
  const base = withTable([
    ['一', '二'],
    ['三', '四'],
  ])
  const row = { author: '甲', doc: edited(base, '甲', { do: 'row', at: 1 }) }
  const column = { author: '乙', doc: edited(base, '乙', { do: 'column', at: 1 }) }

  it('RV-15 the final text has a cell in every column, at its place, and the document keeps what was made', () => {
    for (const order of [
      [row, column],
      [column, row],
    ]) {
      const doc = merged(base, order)
      expect(widths(doc).size).toBe(2)
      expect(grid(acceptAll(doc))).toEqual([
        ['一', '乙列', '二'],
        ['甲0', '', '甲1'],
        ['三', '乙列', '四'],
      ])
      expect(rejectAll(doc).eq(base)).toBe(true)
      acceptAll(doc).check()
    }
    const [a, b] = [merged(base, [row, column]), merged(base, [column, row])]
    expect(acceptAll(a).eq(acceptAll(b))).toBe(true)
    expect(grid(resolveDoc(a, (who) => (who.author === '甲' ? 'accept' : 'reject')))).toEqual([
      ['一', '二'],
      ['甲0', '甲1'],
      ['三', '四'],
    ])
  })

  it('RV-10 RV-15 whatever is decided in whatever order, the table ends the same and in even rows', () => {
    const count = many(150, 5000)
    let crossed = 0
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const random = new Random(seed)
      const kinds: Edit['do'][] = ['row', 'column', 'dropColumn', 'dropRow']
      const works = ['甲', '乙', '丙'].map((author) => ({
        author,
        doc: edited(base, author, { do: random.pick(kinds), at: random.int(0, 1) }),
      }))
      const doc = merged(base, random.shuffle(works))
      const verdicts = new Map<string, Verdict>(
        [...changeSignatures(doc).keys()].map((id) => [id, random.pick(['accept', 'accept', 'reject'] as const)]),
      )
      const bulk = resolveDoc(doc, (who) => verdicts.get(who.id) ?? 'keep')
      let one = doc
      for (const id of random.shuffle([...verdicts.keys()]))
        one = resolveDoc(one, (who) => (who.id === id ? (verdicts.get(id) ?? 'keep') : 'keep'))
      for (let sweep = 0; sweep < 3; sweep++) one = resolveDoc(one, (who) => verdicts.get(who.id) ?? 'keep')
      const story = `seed ${seed} ${JSON.stringify([...verdicts])}\n${brief(doc)}\n--- one by one ${brief(one)}\n--- at once ${brief(bulk)}`
      if (!one.eq(bulk)) throw new Error(`order of decisions matters: ${story}`)
      if (bulk.toString().includes('table(') && widths(bulk).size > 1) throw new Error(`uneven rows: ${story}`)
      bulk.check()
      if (widths(doc).size > 1) crossed++
    }
    console.log(
      `revision: ${count} tables edited by three at once, ${crossed} uneven in the document, none in the final text, seeds from ${baseSeed}`,
    )
  })
})
