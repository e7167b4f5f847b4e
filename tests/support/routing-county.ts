import { v7 } from 'uuid'
import type { Directory, RouteTemplate } from '../../src-shared/workflow/directory.ts'
import { routeStory } from './route-story.ts'
import { post, route, smallCounty } from './small-county.ts'

const standard: RouteTemplate = route
/** 柳河镇 with colleagues beside those of the route. */
export const county = (join?: 'all' | 'any' | number): Directory => ({
  ...smallCounty,
  posts: [
    ...smallCounty.posts,
    post('sun', '孙悦', '科员', 'drafter'),
    post('qian', '钱进', '主任', 'officeChecker'),
    post('wu', '吴倩', '副站长', 'sectionHead'),
    post('he', '何伟', '副站长', 'sectionHead'),
    post('gao', '高文', '副镇长', 'deputyLeader'),
    post('xu', '徐明', '副镇长', 'supervisor'),
  ],
  routes: [
    join === undefined
      ? standard
      : { ...standard, steps: standard.steps.map((one) => (one.id === 'review' ? { ...one, mode: 'parallel', join } : one)) },
  ],
})
/** Who takes which step, and when the stories go on. */
export const people = { review: 'li', check: 'zhao', cosign: 'zhou', sign: 'chen' }
export const morning = '2026-08-03T10:00:00'
/** A 发文 handed on along the whole route. */
export const begun = (directory = county(), assignees: Record<string, string | string[]> = people) => {
  const story = routeStory(directory)
  story.begin('wang', assignees)
  return story
}
/** What 加签, 转办 and 改派 of somebody's turn carry. */
export const giving = (story: ReturnType<typeof begun>, from: string, userId: string, more: object = {}) => ({
  taskId: story.theirs(from),
  userId,
  reason: '出差',
  nextTaskId: v7(),
  ...more,
})
