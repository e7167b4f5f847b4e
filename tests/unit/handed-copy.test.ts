import { expect, it } from 'vitest'
import { openHanded } from '../../src-main/safe-copy/handed-copy.ts'

it.each([
  [['王芳-20261012.lhcopy'], '/media/stick/王芳-20261012.lhcopy'],
  [['--lang=zh-CN', '/home/wang/a.LHCOPY'], '/home/wang/a.LHCOPY'],
  [['file:///media/stick/%E7%8E%8B%E8%8A%B3%201.lhcopy'], '/media/stick/王芳 1.lhcopy'],
  [['a.lhcopy', 'b.lhcopy', '.'], '/media/stick/b.lhcopy'],
])('UP-71 a start with %j gives the desk a safe copy, once', (words, file) => {
  const handed = openHanded()
  expect(handed.waits()).toBe(false)
  expect(handed.note(words, '/media/stick')).toBe(true)
  expect(handed.waits()).toBe(true)
  // a start without one in between takes nothing back
  expect(handed.note([], '/')).toBe(false)
  expect(handed.take()).toBe(file)
  expect([handed.waits(), handed.take()]).toEqual([false, undefined])
})

it.each([[[]], [['--user-data-dir=/tmp/x.lhcopy']], [['/home/wang/a.docx', '.']]])('UP-71 %j holds none', (words) => {
  const handed = openHanded()
  expect(handed.note(words, '/')).toBe(false)
  expect(handed.waits()).toBe(false)
})
