import { splitBlock } from 'prosemirror-commands'
import { undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { acceptAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import { compose, keys, press } from '../../support/ui/ime.ts'
import { lines } from '../../support/ui/marks.ts'
import { openPeople, type People } from '../../support/ui/people.ts'

/* The cases of tracked-changes.md §5 that need more than one hand, each hand at a page of its own. */

let people: People
const names = ['li', 'zhao', 'zhou'] as const
const open = (...paragraphs: string[]): People => (people = openPeople({ paragraphs }, names))
afterEach(() => people.close())

const accepted = (): string[] => lines(acceptAll(people.head()))
const withoutOf = (name: string): string[] => lines(acceptAll(people.without(name)))
const hold = async (key: 'Backspace' | 'Delete', times: number): Promise<void> => {
  for (let i = 0; i < times; i++) await press(key, keys[key])
}

describe('tricky cases of tracked-changes.md §5, by several hands', () => {
  test('[RV-02] case 2: Backspace held across own, others’ and base text', async () => {
    open('一二三四')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('三')
    await compose('y', '乙字')
    await li.settled()
    people.merge('li')
    zhao.caret('三')
    await compose('j', '甲字')
    await zhao.settled()
    expect(zhao.marked()).toBe('一二[+乙字][+甲字]三四')
    zhao.caret('四')
    await hold('Backspace', 6)
    expect(zhao.marked()).toBe('一[-二][+-乙字][-三]四')
    people.merge('zhao')
    expect(accepted()).toEqual(['一四'])
    expect(withoutOf('zhao')).toEqual(['一二乙字三四'])
    expect(withoutOf('li')).toEqual(['一四'])
  })

  test('[RV-06] case 3: Enter in another’s insertion and in a struck run', async () => {
    open('一二三四')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('三')
    await compose('x', '新字')
    await li.settled()
    li.selectText('四')
    await press('Delete', keys.Delete)
    people.merge('li')
    zhao.caret('字')
    await press('Enter', keys.Enter)
    zhao.caret('四')
    await press('Enter', keys.Enter)
    people.merge('zhao')
    expect(accepted()).toEqual(['一二新', '字三', ''])
    expect(withoutOf('zhao')).toEqual(['一二新字三'])
    expect(withoutOf('li')).toEqual(['一二', '三', '四'])
  })

  test('[RV-06] case 4: another’s split joined again', async () => {
    open('一二')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('二')
    await press('Enter', keys.Enter)
    people.merge('li')
    zhao.caret('二')
    await press('Backspace', keys.Backspace)
    people.merge('zhao')
    expect(zhao.editor.changes().map(({ kind }) => kind)).toEqual(['split', 'join'])
    expect(accepted()).toEqual(['一二'])
    expect(withoutOf('zhao')).toEqual(['一', '二'])
    expect(withoutOf('li')).toEqual(['一二'])
  })

  test('[RV-02] case 7: a pending paragraph into which a third has typed is deleted', async () => {
    open('一', '二')
    const [li, zhao, zhou] = [people.desk('li'), people.desk('zhao'), people.desk('zhou')]
    li.caret('一', 'behind')
    await press('Enter', keys.Enter)
    await compose('x', '新段')
    await li.settled()
    people.merge('li')
    zhou.caret('段')
    await compose('b', '丙')
    await zhou.settled()
    people.merge('zhou')
    zhao.select(1, 0, 2, 0)
    await press('Delete', keys.Delete)
    people.merge('zhao')
    expect(accepted()).toEqual(['一', '二'])
    expect(withoutOf('zhao')).toEqual(['一', '新丙段', '二'])
    expect(withoutOf('zhou')).toEqual(['一', '二'])
  })

  test.each([
    ['li', 'zhao'],
    ['zhao', 'li'],
  ])('[RV-22] case 8: overlapping deletions at the same time, %s first', async (...order) => {
    open('一二三四五')
    people.desk('li').selectText('二三')
    await press('Delete', keys.Delete)
    people.desk('zhao').selectText('三四')
    await press('Delete', keys.Delete)
    people.merge(...order)
    expect(accepted()).toEqual(['一五'])
    expect(withoutOf('li')).toEqual(['一二五'])
    expect(withoutOf('zhao')).toEqual(['一四五'])
  })

  const nineActs: readonly [string, (people: People) => Promise<unknown>, string[], string[]][] = [
    [
      'the tail is deleted',
      async (all) => {
        all.desk('zhao').selectText('三四')
        await press('Delete', keys.Delete)
      },
      ['一二', '', '五'],
      ['一二', '五'],
    ],
    [
      'it is centred',
      async (all) => {
        all.desk('zhao').caret('二')
        all.desk('zhao').editor.perform(pageCommands.alignCenter)
      },
      ['一二', '三四', '五'],
      ['一二三四', '五'],
    ],
    [
      'the whole paragraph is deleted',
      async (all) => {
        all.desk('zhao').select(0, 0, 1, 0)
        await press('Delete', keys.Delete)
      },
      ['五'],
      ['五'],
    ],
  ]
  const nine = nineActs.flatMap(([name, act, both, alone]) =>
    [
      ['li', 'zhao'],
      ['zhao', 'li'],
    ].map((order) => [name, order.join(' then '), act, order, both, alone] as const),
  )
  test.each(nine)('[RV-22] case 9: a split where %s, %s', async (_name, _order, act, order, both, alone) => {
    open('一二三四', '五')
    people.desk('li').caret('三')
    await press('Enter', keys.Enter)
    await act(people)
    people.merge(...order)
    // a paragraph struck as a whole may leave the new half standing empty: nobody's words are in it
    expect(accepted().filter((line) => line !== '')).toEqual(both.filter((line) => line !== ''))
    expect(withoutOf('li').filter((line) => line !== '')).toEqual(alone.filter((line) => line !== ''))
    expect(withoutOf('zhao')).toEqual(['一二', '三四', '五'])
  })

  test.each([
    ['li', 'zhao'],
    ['zhao', 'li'],
  ])('[RV-22] case 10: a boundary is struck where another puts a paragraph in, %s first', async (...order) => {
    open('一二', '三四')
    people.desk('li').caret('三')
    await press('Backspace', keys.Backspace)
    expect(lines(acceptAll(people.desk('li').doc()))).toEqual(['一二三四'])
    people.desk('zhao').caret('二', 'behind')
    await press('Enter', keys.Enter)
    await compose('x', '新段')
    await people.desk('zhao').settled()
    people.merge(...order)
    expect(withoutOf('zhao')).toEqual(['一二三四'])
    expect(withoutOf('li')).toEqual(['一二', '新段', '三四'])
    expect(accepted().join('')).toBe('一二新段三四')
  })

  test('[RV-07] case 11: bold by one, underlined and bold taken off by another', async () => {
    open('一二三')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.selectText('二')
    li.editor.perform(pageCommands.strong)
    people.merge('li')
    zhao.selectText('一二三')
    zhao.editor.perform(pageCommands.underline)
    zhao.selectText('二')
    zhao.editor.perform(pageCommands.strong)
    people.merge('zhao')
    const looks = (doc: typeof zhao.start) =>
      doc
        .child(1)
        .child(0)
        .children.map((node) => node.text + node.marks.map((mark) => `/${mark.type.name}`).join(''))
    expect(looks(acceptAll(people.head()))).toEqual(['一二三/underline'])
    expect(looks(acceptAll(people.without('zhao')))).toEqual(['一', '二/strong', '三'])
    expect(looks(acceptAll(people.without('li')))).toEqual(['一二三/underline'])
    li.selectText('三')
    li.editor.perform(pageCommands.strong)
    li.editor.perform(pageCommands.strong)
    expect(li.editor.dirty()).toBe(true)
    people.merge('li')
    expect(looks(acceptAll(people.head()))).toEqual(['一二三/underline'])
  })

  test('[RV-07] case 12: a style by two people, and then a split', async () => {
    open('一二')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('二')
    li.editor.perform(pageCommands.styleH1)
    zhao.caret('二')
    zhao.editor.perform(pageCommands.styleH2)
    await press('Enter', keys.Enter)
    people.merge('li', 'zhao')
    const styles = (doc: typeof li.start): unknown[] => doc.child(1).children.map((node) => node.attrs['style'])
    expect(styles(acceptAll(people.head()))).toEqual(['h2', 'h2'])
    expect(styles(acceptAll(people.without('zhao')))).toEqual(['h1'])
    expect(styles(acceptAll(people.without('li')))).toEqual(['h2', 'h2'])
  })

  test('[RV-09] case 17: undo across a submission, a composition and a newer version', async () => {
    open('一二', '三四')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    zhao.caret('二')
    await compose('x', '先写')
    await zhao.settled()
    zhao.submit()
    zhao.caret('四')
    await compose('h', '后写')
    await zhao.settled()
    li.receive()
    li.caret('三')
    await userEvent.keyboard('li')
    li.submit()
    zhao.receive()
    expect(lines(acceptAll(zhao.doc()))).toEqual(['一先写二', 'li三后写四'])
    // not yet sent: gone without a trace; sent: struck by a change of its own
    zhao.editor.run(undo)
    expect(zhao.marked()).toBe('一[+先写]二|[+li]三四')
    zhao.editor.run(undo)
    expect(zhao.marked()).toBe('一[+-先写]二|[+li]三四')
    expect(zhao.sentUndos()).toEqual(['recorded'])
    people.merge('zhao')
    expect(accepted()).toEqual(['一二', 'li三四'])
    expect(withoutOf('li')).toEqual(['一二', '三四'])
  })

  test('[RV-10] case 18: an insertion that holds another’s deletion, the outer one decided first', async () => {
    open('一二')
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('二')
    await compose('j', '甲乙丙')
    await li.settled()
    people.merge('li')
    zhao.selectText('乙')
    await press('Delete', keys.Delete)
    people.merge('zhao')
    const decide = (name: string, verdict: 'accept' | 'reject') =>
      resolveDoc(people.head(), (who) => (who.author === name ? verdict : 'keep'))
    expect(lines(acceptAll(decide('li', 'accept')))).toEqual(['一甲丙二'])
    expect(lines(decide('li', 'reject'))).toEqual(['一二'])
    expect(lines(decide('zhao', 'accept'))).toEqual(['一甲丙二'])
    expect(lines(decide('zhao', 'reject'))).toEqual(['一甲乙丙二'])
    // the page itself takes the decided text over as a newer version and stays writable
    zhao.editor.run(splitBlock)
    expect(zhao.editor.door.counters).toMatchObject({ refused: 0, escaped: 0 })
  })

  test('[RV-22] case 20: clocks that are a year apart change nothing but the dates', async () => {
    people = openPeople({ paragraphs: ['一二'] }, names, { li: 1_700_000_000_000, zhao: 1_731_536_000_000 })
    const [li, zhao] = [people.desk('li'), people.desk('zhao')]
    li.caret('二')
    await compose('x', '先')
    await li.settled()
    zhao.caret('二')
    await compose('h', '后')
    await zhao.settled()
    people.merge('zhao', 'li')
    expect([...(accepted()[0] ?? '')].toSorted()).toEqual([...'一二先后'].toSorted())
    expect(withoutOf('li')).toEqual(['一后二'])
    expect(withoutOf('zhao')).toEqual(['一先二'])
    const dates = li.editor.changes().map(({ author, at }) => [author, at > 1_710_000_000_000])
    expect(Object.fromEntries(dates)).toEqual({ li: false, zhao: true })
  })
})
