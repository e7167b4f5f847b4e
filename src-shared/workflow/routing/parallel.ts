import { followingId } from '../../ids.ts'
import type { DecideContext } from '../decide-context.ts'
import { issuingUnit, type Directory, type RouteStep } from '../directory.ts'
import type { DocumentState, Task } from '../document-state.ts'
import type { Person } from '../person.ts'
import { opened, openedForRole } from '../turn.ts'

/** The turns a step begins with: one, or at a parallel step one for each person chosen, all of one group (domain.md §4.1). */
export type Turns = { next: Task; alongside?: Task[] }

/** Whether somebody chosen for a later step has left the organ since: no post of theirs is there any more. */
const hasLeft = ({ userId, unitId }: Person, directory: Directory): boolean => {
  const organOf = (id: string): string | undefined => issuingUnit(directory, id)?.id
  return !directory.posts.some((post) => post.userId === userId && organOf(post.unitId) === organOf(unitId))
}

/**
 * Begins a step for the persons chosen for it; undefined where nobody is. Of several, those who have left since are not waited for;
 * where all have, the turn goes to everybody who holds the step's role in the organ, and is undefined where nobody does (WF-139).
 * A draft goes back to its drafter all the same.
 */
export function turnsOf(
  doc: Pick<DocumentState, 'assignees' | 'also' | 'unitId'>,
  step: RouteStep,
  id: string,
  ctx: DecideContext,
): Turns | undefined {
  const chosen = doc.assignees[step.id]
  if (!chosen) return undefined
  const all = [chosen, ...(step.mode === 'parallel' ? (doc.also?.[step.id] ?? []) : [])]
  const [first, ...others] = step.id === 'draft' ? all : all.filter((one) => !hasLeft(one, ctx.directory))
  if (!first) {
    const anyone = openedForRole(doc, ctx, { id, step: step.id, roles: [step.role] })
    return anyone && { next: anyone }
  }
  const next = opened(id, step.id, first, ctx.now)
  if (others.length === 0) return { next }
  const alongside = others.map((person, n) => ({
    ...opened(followingId(ctx.commandId, n + 1), step.id, person, ctx.now),
    group: next.id,
  }))
  return { next: { ...next, group: next.id }, alongside }
}

/** How many of a parallel step's persons must agree before the document goes on. */
const needed = (step: Pick<RouteStep, 'join'>, persons: number): number =>
  step.join === 'any' ? 1 : typeof step.join === 'number' ? Math.min(step.join, persons) : persons

/** Whether the document goes on once this turn of a parallel step is agreed to: all, any, or n of them (WF-81). */
export function joinsWith(doc: DocumentState, task: Task): boolean {
  if (task.group === undefined) return true
  const step = doc.route.steps.find((one) => one.id === task.step)
  // who has a turn of it now; one given to a 加签 comes back once that is done
  const turns = doc.tasks.filter((one) => one.group === task.group && one.result !== 'transferred')
  const persons = turns.filter((one) => one.doneAt === null || !one.row?.length).length
  const agreed = turns.filter((one) => one.result === 'approved' && !one.row?.length).length
  return agreed + 1 >= needed(step ?? {}, persons)
}
