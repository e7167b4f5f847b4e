import type { Directory, Post, RoleCode, RouteTemplate } from '../../src-shared/workflow/directory.ts'
import type { Person } from '../../src-shared/workflow/person.ts'

/** A post as both small counties number them. */
export const post = (userId: string, name: string, title: string, role: RoleCode, unitId = 'liuhe-office'): Post => ({
  id: `p-${userId}`,
  userId,
  name,
  title,
  unitId,
  role,
})

/** The one route of both small counties, this one and the one of the server tests. */
export const route: RouteTemplate = {
  id: 'standard',
  version: 1,
  name: '发文',
  steps: [
    { id: 'draft', name: '拟稿', role: 'drafter', limitHours: null },
    { id: 'review', name: '部门审核', role: 'sectionHead', limitHours: 20 },
    { id: 'check', name: '核稿', role: 'officeChecker', limitHours: 20 },
    { id: 'cosign', name: '审签', role: 'deputyLeader', limitHours: 20 },
    { id: 'sign', name: '签发', role: 'leader', limitHours: 20 },
  ],
}

/** 柳河镇 with its one route, for tests that need an address book but no county. */
export const smallCounty: Directory = {
  version: 1,
  county: '青禾县',
  units: [
    {
      id: 'liuhe',
      name: '柳河镇人民政府',
      shortName: '柳河镇政府',
      category: '乡镇',
      parentId: null,
      prefixes: ['柳政'],
      inner: false,
    },
    {
      id: 'liuhe-office',
      name: '柳河镇党政办',
      shortName: '党政办',
      category: '乡镇',
      parentId: 'liuhe',
      prefixes: [],
      inner: true,
    },
    {
      id: 'shiqiao',
      name: '石桥乡人民政府',
      shortName: '石桥乡政府',
      category: '乡镇',
      parentId: null,
      prefixes: ['石政'],
      inner: false,
    },
  ],
  posts: [
    post('wang', '王芳', '科员', 'drafter'),
    post('li', '李建国', '水利站站长', 'sectionHead'),
    post('zhao', '赵敏', '党政办主任', 'officeChecker'),
    post('zhou', '周强', '副镇长', 'deputyLeader'),
    post('chen', '陈立新', '镇长', 'leader'),
    post('shi', '石磊', '科员', 'drafter', 'shiqiao'),
  ],
  routes: [route],
}

/** A person of the small county as commands name them. */
export function personOf(userId: string): Person {
  const found = smallCounty.posts.find((p) => p.userId === userId)
  if (!found) throw new Error(`no ${userId} in the small county`)
  const unit = smallCounty.units.find((u) => u.id === found.unitId)
  return { userId, name: found.name, unitId: found.unitId, unitName: unit?.name ?? '' }
}
