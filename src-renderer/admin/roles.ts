import { adminRoles, type AdminRole } from '../../src-shared/organisation/tables.ts'
import type { Post } from '../../src-shared/workflow/directory.ts'

/** Which of the 三员 somebody is by their posts; undefined: none, and there is no 管理 for them. */
export const adminRoleOf = (posts: readonly Pick<Post, 'role'>[]): AdminRole | undefined =>
  adminRoles.find((role) => posts.some((post) => post.role === role))
