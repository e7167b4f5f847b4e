import { calendarWith } from '../../../src-shared/calendar/calendars.ts'
import type { Command, CommandName } from '../../../src-shared/workflow/commands.ts'
import { holdersOf, type Directory } from '../../../src-shared/workflow/directory.ts'
import { openTaskOf, openTasksOf, openTurn, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { rolesOf } from '../../../src-shared/workflow/permissions.ts'
import { mayUrge } from '../../../src-shared/workflow/routing/decide-read.ts'
import { isCirculating } from '../../../src-shared/workflow/routing/states.ts'
import { newTaskId } from '../../data/acts.ts'

/** What is done with many documents at once: nothing that asks for a judgement of each. */
export const batchActs = ['read', 'receive', 'urge'] as const
export type BatchAct = (typeof batchActs)[number]
/** What the server alone can do. */
export const needsLine: ReadonlySet<BatchAct> = new Set<BatchAct>(['receive', 'urge'])

type Who = { me: string; directory: Directory; now: number; today: string }
type Given = Extract<Command, { name: CommandName }>

/** The command an act is for one document; undefined where this person cannot do it with this one. Pure but for fresh ids. */
export function batchCommand(act: BatchAct, doc: DocumentState, { me, directory, now, today }: Who): Given | undefined {
  const docId = doc.id
  if (act === 'read') {
    const turn = openTasksOf(doc, me).find((one) => one.kind === 'read')
    const args = turn && { docId, taskId: turn.id, text: '', signedOn: today, basisSm3: doc.bodySm3 }
    return args && { name: 'NoteRead', args }
  }
  if (act === 'receive') {
    const turn = doc.state === 'S0' ? openTaskOf(doc, me) : undefined
    return turn && { name: 'SignFor', args: { docId, taskId: turn.id, nextTaskId: newTaskId() } }
  }
  const turn = openTurn(doc)
  const holds = holdersOf(directory, doc.unitId, rolesOf.Urge ?? []).some((one) => one.userId === me)
  const own = turn?.assignee.userId === me
  return turn && holds && !own && isCirculating(doc) && mayUrge(turn, now, calendarWith(directory.holidays))
    ? { name: 'Urge', args: { docId, taskId: turn.id, text: '' } }
    : undefined
}
