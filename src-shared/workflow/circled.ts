import type { StepId } from './directory.ts'
import { openTaskOf, type DocumentState, type Task } from './document-state.ts'
import type { Ink } from './inks.ts'

/** Leaders' turns, in which 圈阅 stands for 同意 (R-21, 条例第二十二条; domain.md §4.3 row 7). */
const agreeing: ReadonlySet<StepId> = new Set<StepId>(['cosign', 'sign', 'instruct'])

/** The turn of a person that a ring may stand for 同意 in: it is offered, and never done by the ring itself (WF-119). */
export function turnToCircle(doc: DocumentState, userId: string): Task | undefined {
  const task = openTaskOf(doc, userId)
  return task && agreeing.has(task.step) ? task : undefined
}

/** The ring a person drew in that turn, over the text as it stands now; one over a text that was changed since agrees to nothing. */
export function circledIn(doc: DocumentState, userId: string): Ink | undefined {
  const task = turnToCircle(doc, userId)
  return (
    task &&
    doc.inks.findLast(
      ({ kind, by, struck, at, bodySm3 }) =>
        kind === 'circled' && by.userId === userId && !struck && at >= task.arrivedAt && bodySm3 === doc.bodySm3,
    )
  )
}
