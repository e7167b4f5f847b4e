import { afterEach, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { compose } from '../../support/ui/ime.ts'
import { openPeople, type People } from '../../support/ui/people.ts'

/* Case 15 of tracked-changes.md §5 by two hands at the same time: rows and columns by one, words in cells by the other. */

let people: People
afterEach(() => people.close())

function withTable() {
  const doc = makeDocument({ paragraphs: ['一', '末'] }, v7)
  const cell = (text: string) => schema.node('tableCell', { id: v7() }, schema.node('paragraph', { id: v7() }, schema.text(text)))
  const row = (...texts: string[]) => schema.node('tableRow', { id: v7() }, texts.map(cell))
  const table = schema.node('table', { id: v7() }, [row('甲', '乙'), row('丙', '丁')])
  const body = doc.child(1)
  return doc.copy(doc.content.replaceChild(1, body.copy(body.content.replaceChild(1, table).addToEnd(body.child(1)))))
}
const shape = (doc: ReturnType<typeof withTable>) => {
  const table = acceptAll(doc)
    .child(1)
    .children.find((node) => node.type.name === 'table')
  return table?.children.map((row) => row.children.map((cell) => cell.textContent))
}

const acts = ['addRowAfter', 'addColumnAfter', 'deleteRow', 'deleteColumn', 'deleteTable'] as const
const orders = [
  ['li', 'zhao'],
  ['zhao', 'li'],
] as const
test.each(acts.flatMap((act) => orders.map((order) => [act, ...order] as const)))(
  '[RV-15] case 15: %s by one while the other writes into the cell, %s before %s',
  async (act, ...order) => {
    people = openPeople(withTable(), ['li', 'zhao'])
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('甲')
    li.editor.perform(pageCommands[act])
    zhao.caret('甲', 'behind')
    await compose('x', '新')
    await zhao.settled()
    people.merge(...order)
    // words somebody wrote at the same time keep their cell, row and table alive (RV-08)
    expect(shape(people.head())?.flat()).toContain(act.startsWith('delete') ? '新' : '甲新')
    expect(shape(people.without('li'))).toEqual([
      ['甲新', '乙'],
      ['丙', '丁'],
    ])
    expect(zhao.editor.door.counters).toMatchObject({ refused: 0, escaped: 0, coarse: 0 })
  },
)
