import { expect, test } from 'vitest'
import { routeSteps } from '../../src-renderer/document/route-steps.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { delivered } from '../support/incoming.ts'
import { act, broughtTo, readers, saying } from '../support/incoming-acts.ts'
import { signedState } from '../support/states.ts'

const NOW = Date.parse('2026-07-15T09:00:00+08:00')
/** '✓签收 •登记 初审 …' */
const told = (doc: DocumentState): string =>
  routeSteps(doc)
    .map(({ name, where }) => `${{ past: '✓', here: '•', ahead: '' }[where]}${name}`)
    .join(' ')

test('UI-79 the line over a 收文 shows the steps of 收文办理 and where it is, not the route it was issued by', () => {
  const copy = delivered(NOW)
  expect(told(copy)).toBe('•签收 登记 初审 拟办 批示 承办 答复 归档')
  expect(told(broughtTo(copy, 'S5', NOW))).toBe('✓签收 ✓登记 ✓初审 ✓拟办 •批示 承办 答复 归档')
  expect(told(broughtTo(copy, 'S8', NOW))).toBe('✓签收 ✓登记 ✓初审 ✓拟办 ✓批示 ✓承办 ✓答复 •归档')
  expect(told(broughtTo(copy, 'S9', NOW))).toBe('✓签收 ✓登记 ✓初审 ✓拟办 ✓批示 ✓承办 ✓答复 ✓归档')
})

test('UI-79 a 阅件 is read and filed', () => {
  const at = broughtTo(delivered(NOW), 'S4', NOW)
  const plan = { kind: 'read', assists: [], readers: readers('gao') }
  const read = act(at, 'he', 'Propose', { ...saying(at, 'he', '请阅知。', NOW), ...plan }, NOW)
  if (!read.ok) throw new Error(read.code)
  expect(told(read.doc)).toBe('✓签收 ✓登记 ✓初审 ✓拟办 •传阅 归档')
})

test('UI-79 a 发文 shows its own route, all of it passed once it is signed', () => {
  expect(told(signedState())).toBe('✓拟稿 ✓部门审核 ✓核稿 ✓审签 ✓签发')
})
