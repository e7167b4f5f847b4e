import { headsOf } from '../consult/heads.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import type { CommandName } from '../commands.ts'
import { holdersOf, issuingUnit, type Directory, type RoleCode } from '../directory.ts'
import { movesRoute, type DocumentState, type StateName, type Task } from '../document-state.ts'
import type { Rejection } from '../events.ts'
import type { Person } from '../person.ts'
import { opened, openedForRole, ownTask } from '../turn.ts'
import { noIncoming, type IncomingPart } from './part.ts'
import { incomingRoles } from './roles.ts'

/** The part of a 收文. */
export const incomingOf = (doc: Pick<DocumentState, 'incoming'>): IncomingPart => doc.incoming ?? noIncoming

/** A command on a 收文 in one of these states; refused in every other. */
export const inStates =
  <N extends CommandName>(states: readonly StateName[], then: Decider<N>): Decider<N> =>
  (doc, args, ctx) =>
    doc.kind === 'incoming' && states.includes(doc.state) ? then(doc, args, ctx) : refuse('WF-STATE')

/** The actor's own open turn at a step, one that moves the route: who only reads or is asked beside it does not pass it on. */
export function ownTurn(doc: DocumentState, id: string, step: Task['step'], ctx: DecideContext): Task | Rejection {
  const task = ownTask(doc, id, ctx)
  if ('ok' in task) return task
  return task.step === step && movesRoute(task) ? task : refuse('WF-STATE')
}

/** Whether somebody holds one of these posts in the organ that got the document. */
export const holdsPost = (doc: DocumentState, ctx: DecideContext, roles: readonly RoleCode[]): boolean =>
  holdersOf(ctx.directory, doc.unitId, roles).some((one) => one.userId === ctx.actor.userId)

/** The turn that follows, of a post in the organ; whoever has a turn already keeps first place. Refused where nobody holds it. */
export const turnOf = (doc: DocumentState, ctx: DecideContext, id: string, step: keyof typeof stepRoles): Task | Rejection =>
  openedForRole(doc, ctx, { id, step, roles: stepRoles[step], first: ctx.actor.userId }) ??
  refuse('WF-NO-ROLE', stepRoles[step][0])

const stepRoles = {
  register: incomingRoles.receive,
  precheck: incomingRoles.receive,
  propose: incomingRoles.propose,
} as const satisfies Record<string, readonly RoleCode[]>

/** The archivist's turn once a 收文 is closed; none where the organ has no archivist. */
export const archiveTurn = (doc: DocumentState, ctx: DecideContext, id: string): Task | undefined =>
  openedForRole(doc, ctx, { id, step: 'archive', roles: incomingRoles.archive })

/** A turn of a few people, the first of them before all; undefined where there is nobody. */
export function turnAmong(people: readonly Person[], id: string, step: Task['step'], at: number): Task | undefined {
  const [first, ...pool] = people
  if (!first) return undefined
  const turn = opened(id, step, first, at)
  return pool.length > 0 ? { ...turn, pool: pool.slice(0, 200) } : turn
}

/** Somebody as they act for a unit: by a post in it or in a section of it. */
export function memberOf(directory: Directory, unitId: string, userId: string): Person | undefined {
  const unit = directory.units.find((one) => one.id === unitId)
  const held = directory.posts.find(
    (one) =>
      one.userId === userId && (one.unitId === unitId || (!unit?.inner && issuingUnit(directory, one.unitId)?.id === unitId)),
  )
  return unit && held && { userId, name: held.name, unitId, unitName: unit.name }
}

/** Who handles a 收文 for a unit: the one named, or whoever speaks for it. Empty where the unit is not there or has nobody. */
export function handlersFor(directory: Directory, unitId: string, userId: string | undefined): Person[] {
  if (userId === undefined) return headsOf(directory, unitId)
  const one = memberOf(directory, unitId, userId)
  return one ? [one] : []
}
