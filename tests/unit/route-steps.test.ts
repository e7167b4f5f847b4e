import { expect, test } from 'vitest'
import { peopleAt, routeSteps, waitedFor } from '../../src-renderer/document/route-steps.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { delivered } from '../support/incoming.ts'
import { act, broughtTo, readers, saying } from '../support/incoming-acts.ts'
import { routeStory } from '../support/route-story.ts'
import { post, smallCounty } from '../support/small-county.ts'
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

test('UI-90 several at a parallel step: who has done, who has not, and who was not waited for', () => {
  const routes = smallCounty.routes.map((one) => ({
    ...one,
    steps: one.steps.map((step) => (step.id === 'review' ? { ...step, mode: 'parallel' as const, join: 2 } : step)),
  }))
  const more = [post('wu', '吴倩', '副站长', 'sectionHead'), post('he', '何伟', '副站长', 'sectionHead')]
  const story = routeStory({ ...smallCounty, routes, posts: [...smallCounty.posts, ...more] })
  const at = '2026-08-03T10:00:00'
  story.begin('wang', { review: ['li', 'wu', 'he'], check: 'zhao', cosign: 'zhou', sign: 'chen' })
  const people = () =>
    peopleAt(story.state(), 'review').map(({ person, task, opinion }) => [person.name, task?.result, opinion?.text])
  expect(waitedFor(story.state(), 'wang')).toEqual(['李建国', '吴倩', '何伟'])
  story.approve('wu', at)
  expect(waitedFor(story.state(), 'wang')).toEqual(['李建国', '何伟'])
  expect(people()).toEqual([
    ['李建国', null, undefined],
    ['吴倩', 'approved', '同意'],
    ['何伟', null, undefined],
  ])
  story.approve('he', at)
  expect(people().map((one) => one[1])).toEqual(['cancelled', 'approved', 'approved'])
  expect(waitedFor(story.state(), 'wang')).toEqual(['赵敏'])
  expect(peopleAt(story.state(), 'sign')).toMatchObject([{ person: { userId: 'chen' }, task: undefined }])
})

test('UI-80 a turn that several of a post may take is shown as mine where it can be mine, else by who stands first', () => {
  const copy = delivered(NOW)
  expect(['sun', 'zhou', 'chen'].map((me) => waitedFor(copy, me))).toEqual([['孙丽'], ['周敏'], ['孙丽']])
})
