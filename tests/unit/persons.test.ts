import { describe, expect, test } from 'vitest'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { lookClass, lookCount, personsOf } from '../../src-renderer/ui/persons.ts'
import { smallCounty } from '../support/small-county.ts'

const person = (userId: string, name: string): Person => ({ userId, name, unitId: 'liuhe-office', unitName: '柳河镇党政办' })
const turn = (assignee: Person) => ({ assignee }) as DocumentState['tasks'][number]
const stateOf = (drafter: Person, turns: Person[], more: Partial<DocumentState> = {}): DocumentState =>
  ({ drafter, codrafters: [], tasks: turns.map(turn), opinions: [], decisions: [], ...more }) as unknown as DocumentState

const wang = person('wang', '王芳')
const li = person('li', '李建国')

describe('[UI-41] looks of persons', () => {
  test('thirty-two people differ in hue or line style, and neighbours in both', () => {
    const all = Array.from({ length: lookCount }, (_, n) => lookClass(n))
    expect(new Set(all).size).toBe(32)
    for (const [n, look] of all.entries()) {
      const [hue, line] = look.split(' ')
      const [nextHue, nextLine] = lookClass((n + 1) % lookCount).split(' ')
      expect(hue).not.toBe(nextHue)
      expect(line).not.toBe(nextLine)
    }
  })

  test('every letter is somebody’s own, also where names begin alike', () => {
    const people = ['王芳', '王强', '王芳', '强王'].map((name, i) => person(`u${i}`, name))
    const letters = [...personsOf(stateOf(wang, people), [], smallCounty).values()].map((look) => look.letter)
    expect(new Set(letters).size).toBe(letters.length)
    expect(letters[0]).toBe('王')
  })

  test('the looks people have do not change when others come', () => {
    const before = personsOf(stateOf(wang, [wang, li]), ['stranger'], smallCounty)
    const later = personsOf(
      stateOf(wang, [wang, li, person('zhao', '赵敏'), person('zhou', '周强')], {
        decisions: [{ by: person('chen', '陈立新') }] as never,
      }),
      ['stranger', 'chen'],
      smallCounty,
    )
    for (const [id, look] of before) expect(later.get(id)?.className).toBe(look.className)
    expect([...later.keys()].slice(0, 5)).toEqual(['wang', 'li', 'zhao', 'zhou', 'chen'])
  })

  test('who left the county keeps the name from the turns; of whom nothing is known that is said', () => {
    const left: Directory = { ...smallCounty, posts: smallCounty.posts.filter((post) => post.userId !== 'li') }
    const looks = personsOf(stateOf(wang, [wang, li]), ['nobody'], left)
    expect(looks.get('li')).toMatchObject({ name: '李建国', letter: '李', post: '柳河镇党政办 已不在通讯录' })
    expect(looks.get('wang')).toMatchObject({ name: '王芳', post: '党政办 科员' })
    expect(looks.get('nobody')?.name).toBe('已调离人员')
  })

  test('without an address book nobody is said to have left', () => {
    expect(personsOf(stateOf(wang, [wang]), [], undefined).get('wang')?.post).toBe('柳河镇党政办')
  })
})
