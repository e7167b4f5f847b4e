import { expect, it } from 'vitest'
import { noticeWords, titleWords, trayWords } from '../../src-main/shell-words.ts'
import { arrivedIn } from '../../src-renderer/app/use-notices.ts'
import type { DocumentRow } from '../../src-renderer/data/api.ts'

it('UI-66 title and tray say how much waits, and nothing when the desk is locked', () => {
  const none = { todo: 0, overdue: 0, attention: 0 }
  expect([titleWords(undefined), titleWords(none), titleWords({ ...none, todo: 3 })]).toEqual(['留痕', '留痕', '留痕（3）'])
  expect(trayWords(undefined)).toBe('留痕')
  expect(trayWords(none)).toBe('没有待办')
  expect(trayWords({ todo: 3, overdue: 1, attention: 2 })).toBe('待办 3 件，超期 1 件，需处理 2 件')
})

it('SE-90 a notice says how much came, never what', () => {
  expect(noticeWords(2, 0)).toBe('有 2 件新的待办。')
  expect(noticeWords(3, 1)).toBe('有 3 件新的待办，其中紧急 1 件。')
})

it('UI-66 new is what was not in the list before and was not looked at', () => {
  const row = (id: string, opened = false): DocumentRow => ({ id, opened }) as unknown as DocumentRow
  const known = new Set(['a']) as unknown as ReadonlySet<DocumentRow['id']>
  expect(arrivedIn([row('a'), row('b'), row('c', true)], known).map((one) => one.id as string)).toEqual(['b'])
})
