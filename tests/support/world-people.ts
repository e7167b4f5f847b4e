import type { Directory, Post } from '../../src-shared/workflow/directory.ts'
import { smallCounty } from './small-county.ts'

const post = (userId: string, name: string, role: Post['role']): Post => ({
  id: `p-${userId}-${role}`,
  userId,
  name,
  title: '',
  unitId: 'liuhe-office',
  role,
})
/** Two people who hold all roles between them, so every document passes from desk to desk. */
export const county: Directory = {
  ...smallCounty,
  posts: [
    post('wang', '王芳', 'drafter'),
    post('wang', '王芳', 'officeChecker'),
    post('wang', '王芳', 'leader'),
    post('li', '李建国', 'sectionHead'),
    post('li', '李建国', 'deputyLeader'),
    post('li', '李建国', 'drafter'),
  ],
}
export const people = [
  { userId: 'wang', name: '王芳' },
  { userId: 'li', name: '李建国' },
  { userId: 'wang', name: '王芳' }, // a second desk of the same person
]

/** Posts 李建国 may come to hold: his own first, then one in the office, which reads everything, then next to nothing. */
export const posts: readonly (readonly Post[])[] = [
  county.posts.filter((one) => one.userId === 'li'),
  [post('li', '李建国', 'officeChecker'), ...county.posts.filter((one) => one.userId === 'li')],
  [post('li', '李建国', 'drafter')],
]
