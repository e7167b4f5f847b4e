import type { DocumentState, Task } from '../../src-shared/workflow/document-state.ts'
import type { DocumentEvent } from '../../src-shared/workflow/events.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { delegatesOf } from '../store/delegations.ts'
import type { County } from '../store/directory.ts'

const sameIds = (task: Task, ids: readonly string[]): boolean => (task.delegates ?? []).map((one) => one.id).join() === ids.join()

/** What makes the open turns of a document stand as the 委托 of this moment have it: nothing where they do. */
export function delegationsApplied(county: County, doc: DocumentState, now: number): DocumentEvent[] {
  return doc.tasks.flatMap((task): DocumentEvent[] => {
    if (task.doneAt !== null) return []
    const delegates = delegatesOf(county.directory, county.delegations, doc, task, now)
    const unchanged = sameIds(
      task,
      delegates.map((one) => one.id),
    )
    return unchanged ? [] : [{ type: 'DelegatesSet', taskId: task.id, delegates }]
  })
}

/** The events of a command with those who stand in at the turns it begins (WF-84). Only the server knows of 委托. */
export function withDelegates(
  county: County,
  doc: DocumentState | undefined,
  events: readonly DocumentEvent[],
  now: number,
): DocumentEvent[] {
  if (county.delegations.length === 0 || events.length === 0) return [...events]
  return [...events, ...delegationsApplied(county, evolveAll(doc, events, now), now)]
}
