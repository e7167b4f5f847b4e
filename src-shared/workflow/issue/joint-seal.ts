import { followingId } from '../../ids.ts'
import { refuse, type DecideContext } from '../decide-context.ts'
import type { Decider } from '../decider.ts'
import { holdersOf, type Directory } from '../directory.ts'
import { isTheirs, type DocumentState, type Task } from '../document-state.ts'
import { opened, ownTask } from '../turn.ts'
import { organsIn } from './joint.ts'
import type { JointOrgan } from './part.ts'

/** The turns of the 用印员 of every organ along, as they begin with the number; an organ without one is sealed on paper. */
export const sealTurns = (doc: DocumentState, ctx: DecideContext): { unitId: string; turn: Task }[] =>
  (doc.issue?.joint ?? []).flatMap(({ unitId }, n) => {
    const [first, ...pool] = holdersOf(ctx.directory, unitId, ['sealKeeper'])
    if (!first) return []
    const turn = { ...opened(followingId(ctx.commandId, n + 1), 'seal', first, ctx.now), kind: 'consult' as const }
    return [{ unitId, turn: pool.length > 0 ? { ...turn, pool } : turn }]
  })

/** The open turn at which this person gives their organ's seal for a 联合行文, and the organ. */
export function jointSealOf(doc: DocumentState, userId: string): { task: Task; organ: JointOrgan } | undefined {
  const task = doc.tasks.find(
    (one) => one.doneAt === null && one.kind === 'consult' && one.step === 'seal' && isTheirs(one, userId),
  )
  const organ = task && doc.issue?.joint?.find(({ sealing }) => sealing?.taskId === task.id)
  return task && organ && { task, organ }
}

/**
 * 联合用印 (WF-140): a 用印员 of an organ along gives its seal for the 清稿 as it is, and is not who signed for that organ. Which seals
 * are in force only the server knows: a desk foresees nothing.
 */
export const sealJoint: Decider<'SealJoint'> = (doc, args, ctx) => {
  const task = ownTask(doc, args.taskId, ctx)
  if ('ok' in task) return task
  const organ = doc.issue?.joint?.find(({ sealing }) => sealing?.taskId === task.id)
  if (!organ || doc.state !== 'F8' || !doc.clean) return refuse('WF-STATE')
  const { unitId, unitName } = organ
  if (!holdersOf(ctx.directory, unitId, ['sealKeeper']).some((one) => one.userId === ctx.actor.userId))
    return refuse('WF-NO-ROLE', unitName)
  if (organ.signed?.by.userId === ctx.actor.userId) return refuse('WF-SEAL-SIGNER', unitName)
  if (args.cleanSm3 !== doc.clean.sm3) return refuse('WF-LAYOUT', 'cleanSm3')
  const seal = ctx.issue?.organSeal
  if (!seal) return { ok: true, events: [] }
  const given = { by: { ...ctx.actor, unitId, unitName }, at: ctx.now, cleanSm3: args.cleanSm3, seal }
  return { ok: true, events: [{ type: 'JointSealed', taskId: task.id, given }] }
}

/** The organs of a 联合行文 whose electronic seal for the present 清稿 is still wanting, by name; none where one organ issues. */
export function unsealedOrgans({ header, issue, clean, unitName }: DocumentState): string[] {
  const organs = organsIn(header.issuer)
  if (organs.length < 2) return []
  // signed before there was 会签签发: nobody was asked for a seal
  if (!issue?.joint) return organs.filter((one) => one !== unitName)
  return issue.joint.filter(({ sealing }) => !clean || sealing?.given?.cleanSm3 !== clean.sm3).map(({ unitName }) => unitName)
}

/** Organs in the order in which the 署名 has them, the lead at its place: as their seals stand on the page (GB/T 9704 §7.3.5.1). */
export function sealOrder(doc: DocumentState, directory: Directory): string[] {
  const organs = organsIn(doc.header.issuer)
  const place = (unitId: string): number => {
    const unit = directory.units.find((one) => one.id === unitId)
    const at = organs.findIndex((one) => one === unit?.name || one === unit?.shortName)
    return at < 0 ? 0 : at
  }
  return [doc.unitId, ...(doc.issue?.joint ?? []).map(({ unitId }) => unitId)].toSorted((a, b) => place(a) - place(b))
}
