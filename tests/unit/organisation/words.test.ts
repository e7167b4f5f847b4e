import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findingCodes, findingPlace, findingText } from '../../../src-renderer/ui/text-admin.ts'
import { knownCodes } from '../../../src-renderer/ui/messages.ts'
import type { Finding } from '../../../src-shared/organisation/model.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const rooms = ['src-shared/organisation', 'src-server/organisation', 'src-server/http', 'src-main/organisation']
const said = new Set(
  rooms.flatMap((room) =>
    fs
      .readdirSync(path.join(root, room))
      .flatMap((file) =>
        [...fs.readFileSync(path.join(root, room, file), 'utf8').matchAll(/'(ORG-[A-Z-]+)'/g)].map(([, code]) => code),
      ),
  ),
)

const finding = (more: Partial<Finding>): Finding => ({
  level: 'error',
  code: 'ORG-CYCLE',
  file: '单位.csv',
  table: 'units',
  row: 7,
  column: '上级单位编号',
  value: 'a → b → a',
  other: null,
  ...more,
})

test('AD-47 every code of an import has words of its own', () => {
  expect(said.size).toBeGreaterThan(40)
  for (const code of said) expect([...findingCodes, ...knownCodes], code).toContain(code)
})

test('AD-47 a finding says where it is as far as it is in one place, and what clashes with it', () => {
  expect(findingPlace(finding({}))).toBe('单位.csv · 单位表 · 第 7 行 · “上级单位编号”列')
  expect(findingPlace(finding({ file: null, row: null }))).toBe('单位表 · “上级单位编号”列')
  expect(findingText(finding({ code: 'ORG-ID-TWICE', other: 3 }))).toBe('编号与第 3 行相同。')
  expect(findingText(finding({ code: 'ORG-UNIT-OPEN-WORK', other: 12 }))).toContain('12 件公文没有办完')
  expect(findingText(finding({ code: 'ORG-NEW' }))).toBe('代码 ORG-NEW。')
})
