import type { Task } from '../document-state.ts'
import type { Delegate } from './part.ts'

/** How somebody stands in at a turn that is not their own: by which 委托. Undefined for its holder, the holder's post, and strangers. */
export function standsIn(task: Task, userId: string): Delegate | undefined {
  const own = task.assignee.userId === userId || (task.pool?.some((one) => one.userId === userId) ?? false)
  return own ? undefined : task.delegates?.find((one) => one.person.userId === userId)
}
