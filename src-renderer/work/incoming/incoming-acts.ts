import { holdersOf, type Directory, type RoleCode } from '../../../src-shared/workflow/directory.ts'
import { openTasksOf, type DocumentState, type Task } from '../../../src-shared/workflow/document-state.ts'
import { suspended } from '../../../src-shared/workflow/incoming/clock.ts'
import { unreadOf } from '../../../src-shared/workflow/incoming/reading.ts'
import { incomingRoles, overseers } from '../../../src-shared/workflow/incoming/roles.ts'
import { incomingOf } from '../../../src-shared/workflow/incoming/turns.ts'
import { sentence } from '../../ui/messages.ts'
import { tin } from '../../ui/text-incoming.ts'

/** The steps of 收文办理 that have a dialog. */
export type IncomingAct =
  | 'receive'
  | 'reject'
  | 'register'
  | 'precheck'
  | 'propose'
  | 'instruct'
  | 'accept'
  | 'finish'
  | 'progress'
  | 'extend'
  | 'grant'
  | 'suspend'
  | 'resume'
  | 'transfer'
  | 'object'
  | 'closeReading'
  | 'reply'
  | 'replyDraft'
  | 'reopen'
  | 'archive'
  | 'whereabouts'

export type Offered = { act: IncomingAct; label: string; blocked: string | undefined }

/** The open turn at which somebody is asked for this; reading has its own button (流转). */
export function turnFor(state: DocumentState, me: string): Task | undefined {
  return openTasksOf(state, me).find((task) => task.kind !== 'read')
}

/** What 收文办理 offers this person now: the one thing that is asked of them, and what else they may do. */
export function offeredTo(
  state: DocumentState,
  me: string,
  directory: Directory,
  online: boolean,
): { primary: Offered | undefined; menu: Offered[]; turn: Task | undefined } {
  const off = online ? undefined : sentence('NET-OFFLINE')
  const holds = (roles: readonly RoleCode[]): boolean =>
    holdersOf(directory, state.unitId, roles).some((one) => one.userId === me)
  const part = incomingOf(state)
  const turn = turnFor(state, me)
  const menu: Offered[] = []
  const may = (yes: boolean, act: IncomingAct, label: string, needsLine = true): void => {
    if (yes) menu.push({ act, label, blocked: needsLine ? off : undefined })
  }
  const at = state.state
  const handles = turn?.step === 'handle' && at === 'S6'
  const handler = handles ? part.handlers.find((one) => one.taskId === turn.id) : undefined
  const leads = handler?.as === 'lead'
  may((at === 'S0' || at === 'S1') && holds(incomingRoles.receive) && part.fromDocId !== null, 'reject', tin.reject)
  may(handles && handler?.accepted !== null, 'progress', tin.progress, false)
  may(leads, 'extend', tin.extend)
  may(handles, 'transfer', tin.transfer)
  may(handles, 'object', tin.object)
  const stops = holds(incomingRoles.clock)
  may(at === 'S6' && stops && part.clock !== null && !suspended(part.clock), 'suspend', tin.suspend)
  may(at === 'S6' && (stops || leads) && suspended(part.clock) !== undefined, 'resume', tin.resume)
  const unread = unreadOf(state).length > 0
  may((at === 'S6r' || at === 'S8') && unread && holds(overseers), 'closeReading', tin.closeReading)
  may((handles || at === 'S7') && turn !== undefined, 'replyDraft', tin.replyDraft)
  may(at === 'S8' && holds(overseers), 'reopen', tin.reopen)
  if (state.tasks.some((task) => task.kind === 'read')) may(true, 'whereabouts', tin.whereabouts, false)
  return { primary: turn && primaryOf(state, turn, off, holds), menu, turn }
}

function primaryOf(
  state: DocumentState,
  turn: Task,
  off: string | undefined,
  holds: (roles: readonly RoleCode[]) => boolean,
): Offered | undefined {
  const on = (act: IncomingAct, label: string, blocked: string | undefined): Offered => ({ act, label, blocked })
  const part = incomingOf(state)
  switch (turn.step) {
    case 'receive':
      return on('receive', tin.receive, off)
    case 'register':
      return on('register', tin.register, off && tin.registerOffline)
    case 'precheck':
      return on('precheck', tin.precheck, undefined)
    case 'propose':
      return on('propose', tin.propose, undefined)
    case 'instruct':
      return turn.kind === 'consult' ? on('grant', tin.grant, off) : on('instruct', tin.instruct, undefined)
    case 'handle': {
      const taken = part.handlers.find((one) => one.taskId === turn.id)?.accepted ?? null
      return taken === null ? on('accept', tin.accept, undefined) : on('finish', tin.finish, undefined)
    }
    case 'reply':
      return on('reply', tin.reply, off)
    case 'archive':
      return holds(incomingRoles.archive) ? on('archive', tin.archive, off) : undefined
    default:
      return undefined
  }
}
