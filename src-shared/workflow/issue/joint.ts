import { followingId } from '../../ids.ts'
import { asksOf } from '../consult/standing.ts'
import type { DecideContext } from '../decide-context.ts'
import { holdersOf, type Directory, type Unit } from '../directory.ts'
import { isTheirs, type DocumentState, type Task } from '../document-state.ts'
import { opened } from '../turn.ts'
import type { JointOrgan } from './part.ts'

/** 署名 of several organs, parted by spaces or 、 (联合行文, GB/T 9704 §7.2.4). */
export const organsIn = (issuer: string): string[] => issuer.split(/[\s\u3000、]+/).filter((one) => one !== '')

/** Whether a unit is one of the organs a 联合行文 is issued by, beside the one it is numbered by. */
export function issuesAlong(doc: DocumentState, directory: Directory, unitId: string): boolean {
  const unit = directory.units.find((one) => one.id === unitId)
  const organs = organsIn(doc.header.issuer)
  return unitId !== doc.unitId && organs.length > 1 && organs.some((one) => one === unit?.name || one === unit?.shortName)
}

/** The units of the address book that issue a 联合行文 along with the lead, in the order of the 署名. */
function unitsAlong(doc: DocumentState, directory: Directory): Unit[] {
  const along = directory.units.filter((unit) => !unit.inner && issuesAlong(doc, directory, unit.id))
  const place = ({ name, shortName }: Unit): number =>
    organsIn(doc.header.issuer).findIndex((one) => one === name || one === shortName)
  return along.toSorted((a, b) => place(a) - place(b))
}

/**
 * 会签签发 as it begins with the lead's 签发: every organ that issues along has a turn for its leaders. One whose leader
 * agreed in 会签 to the very text that is signed now has signed it (WF-79). An organ without a leader gets no turn: 编号 waits for
 * it and names it.
 */
export function jointFrom(doc: DocumentState, ctx: DecideContext, bodySm3: string): { joint: JointOrgan[]; turns: Task[] } {
  const joint: JointOrgan[] = []
  const turns: Task[] = []
  const agreed = asksOf(doc).flatMap(({ ask }) => (ask.answer?.stance === 'agree' ? [{ ...ask, answer: ask.answer }] : []))
  // more than fifteen ids cannot be drawn from one command; an organ beyond waits like one without a leader
  for (const [n, { id: unitId, name: unitName }] of unitsAlong(doc, ctx.directory).slice(0, 15).entries()) {
    const taskId = followingId(ctx.commandId, n + 1) as Task['id']
    const before = agreed.find((one) => one.unitId === unitId && one.answer.basisSm3 === bodySm3)?.answer
    const signed = before ? { by: before.by, at: before.at, signedOn: before.signedOn, bodySm3 } : null
    joint.push({ unitId, unitName, taskId, signed })
    const [first, ...pool] = holdersOf(ctx.directory, unitId, ['leader'])
    if (signed || !first) continue
    turns.push({ ...opened(taskId, 'sign', first, ctx.now), kind: 'consult', ...(pool.length > 0 ? { pool } : {}) })
  }
  return { joint, turns }
}

/** The open turn at which this person signs a 联合行文 for their organ. */
export const jointTaskOf = (doc: DocumentState, userId: string): Task | undefined =>
  doc.tasks.find(
    (task) => task.doneAt === null && isTheirs(task, userId) && doc.issue?.joint?.some((one) => one.taskId === task.id),
  )

/**
 * The organs of a 联合行文 that have not signed yet (R-22, 条例第二十二条): without them it gets no number. One that was signed before
 * there was 会签签发 rests on what was agreed in 会签.
 */
export function unsignedOrgans(doc: DocumentState, directory: Directory): string[] {
  const organs = organsIn(doc.header.issuer)
  if (organs.length < 2) return []
  const namesOf = (unitId: string): string[] => {
    const unit = directory.units.find((one) => one.id === unitId)
    return unit ? [unit.name, unit.shortName] : []
  }
  const joint = doc.issue?.joint
  const signed = joint
    ? joint.filter((one) => one.signed?.bodySm3 === doc.signed?.bodySm3)
    : asksOf(doc).flatMap(({ ask }) => (ask.answer?.stance === 'agree' ? [ask] : []))
  const known = new Set([
    doc.unitName,
    ...namesOf(doc.unitId),
    ...signed.flatMap(({ unitId, unitName }) => [unitName, ...namesOf(unitId)]),
  ])
  return organs.filter((one) => !known.has(one))
}

/** 成文日期: the day of 签发, of a 联合行文 that of the last organ's signature so far; undefined before 签发 (条例第九条（十）). */
export const datedOn = ({ signed, issue }: Pick<DocumentState, 'signed' | 'issue'>): string | undefined =>
  signed ? [signed.signedOn, ...(issue?.joint ?? []).map((one) => one.signed?.signedOn ?? '')].toSorted().at(-1) : undefined
