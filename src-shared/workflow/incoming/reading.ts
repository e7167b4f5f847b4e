import type { DocumentState, Task } from '../document-state.ts'

/** Whether a 收文 is in 传阅. */
export const isReading = (doc: DocumentState): boolean => doc.state === 'S6r'

/** The turns to read that are still open, in the order they were asked. */
export const unreadOf = (doc: DocumentState): Task[] => doc.tasks.filter((t) => t.kind === 'read' && t.doneAt === null)

/** 去向: everyone who was asked to read it, whether they did and when, by their own desk's clock. Times are epoch ms. */
export type Whereabout = {
  taskId: string
  name: string
  unitName: string
  openedAt: number | null
  readAt: number | null
  skipped: boolean
}

export const whereaboutsOf = (doc: DocumentState): Whereabout[] =>
  doc.tasks
    .filter((task) => task.kind === 'read' && task.result !== 'transferred')
    .map((task) => {
      const read = task.result === 'read'
      const { name, unitName } = task.assignee
      const readAt = read ? (task.readAt ?? task.doneAt) : null
      return { taskId: task.id, name, unitName, openedAt: task.openedAt, readAt, skipped: task.doneAt !== null && !read }
    })
