import { App } from 'antd'
import { useState } from 'react'
import { calendarWith } from '../../../src-shared/calendar/calendars.ts'
import type { CommandArgs, CommandName } from '../../../src-shared/workflow/commands.ts'
import { waitingUnits } from '../../../src-shared/workflow/consult/standing.ts'
import { holdersOf } from '../../../src-shared/workflow/directory.ts'
import {
  movesRoute,
  openTaskOf,
  openTasksOf,
  openTurn,
  standsStill,
  type Task,
} from '../../../src-shared/workflow/document-state.ts'
import { rolesOf } from '../../../src-shared/workflow/permissions.ts'
import { hasLimitFor, isSuspended } from '../../../src-shared/workflow/routing/decide-limit.ts'
import { mayCirculate, mayUrge, nextLevel } from '../../../src-shared/workflow/routing/decide-read.ts'
import { standsIn } from '../../../src-shared/workflow/routing/standing-in.ts'
import { isCirculating, isUnderWay } from '../../../src-shared/workflow/routing/states.ts'
import { colleague, takerOf } from '../../../src-shared/workflow/routing/targets.ts'
import { newTaskId } from '../../data/acts.ts'
import { sentence } from '../../ui/messages.ts'
import { moment } from '../../ui/moments.ts'
import { tr } from '../../ui/text-routing.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'
import { DelegationsDialog } from './DelegationsDialog.tsx'
import { HandOverDialog } from './HandOverDialog.tsx'
import { handOverArgs, type HandedOver } from './hand-over-args.ts'
import { RoutingBar } from './RoutingBar.tsx'
import { RoutingDialog, type Given, type What } from './RoutingDialog.tsx'

/** What is about the limit of a turn, and what is about turns of others at all. */
const limits: ReadonlySet<What> = new Set<What>(['suspend', 'resume', 'extend'])
const ofOthers: ReadonlySet<What> = new Set<What>(['reassign', 'urge', ...limits])

type Open = What | 'handOver' | 'delegations'

/** 流转 on a document's page: who else is asked, who takes a turn over, who reads, who is reminded. */
export function useRouting({ data, session, state, directory, online, now, acts }: ChapterProps): Chapter {
  const { message } = App.useApp()
  const [open, setOpen] = useState<Open | null>(null)
  const me = session.session.user.id
  const docId = state.id
  if (!directory) return noChapter

  const turn = openTurn(state)
  const calendar = calendarWith(directory.holidays)
  const task = openTaskOf(state, me)
  const own = task && isUnderWay(state) && !standsIn(task, me) ? task : undefined
  const reading = openTasksOf(state, me).find((one) => one.kind === 'read')
  const holds = (name: CommandName): boolean =>
    holdersOf(directory, state.unitId, rolesOf[name] ?? []).some((one) => one.userId === me)
  const mayEnd = isUnderWay(state) && holds('Terminate') && (holds('Reassign') || state.assignees['sign']?.userId === me)
  const blocked = online ? '' : sentence('NET-OFFLINE')
  const entry = (key: Open, label: string, why = '') => ({
    key: `routing-${key}`,
    label,
    title: blocked || why,
    disabled: blocked !== '' || why !== '',
    onClick: () => setOpen(key),
  })

  const run = async <N extends CommandName>(name: N, args: CommandArgs<N>, told: string): Promise<void> => {
    if (!(await acts.act(name, args))) return
    void message.success(told)
    setOpen(null)
  }
  /** the turns of others a dialog is about; a 协办 is beside the route and is still somebody's to handle */
  const turnsFor = (what: What): Task[] => {
    const waiting = state.tasks.filter((one) => one.doneAt === null)
    if (what === 'resume') return waiting.filter((one) => hasLimitFor(state, one, me) && isSuspended(one))
    if (what === 'suspend' || what === 'extend') return waiting.filter((one) => hasLimitFor(state, one, me) && !standsStill(one))
    if (what === 'reassign') return waiting.filter((one) => movesRoute(one) || one.step === 'handle')
    return what === 'urge' ? waiting.filter((one) => movesRoute(one) && mayUrge(one, now, calendar)) : []
  }
  const about = (what: What, taskId?: string): Task | undefined => {
    const turns = turnsFor(what)
    return ofOthers.has(what) ? (turns.find((one) => one.id === taskId) ?? turns[0]) : own
  }
  const done = (
    what: What,
    { taskId: of, userId = '', users = [], where = 'before', days = 1, text = '' }: Given,
  ): Promise<void> => {
    const told = tr.done[what]
    const taskId = about(what, of)?.id ?? newTaskId()
    const giving = { docId, taskId, userId, reason: text, nextTaskId: newTaskId() }
    switch (what) {
      case 'addSigner':
        return run('AddSigner', { ...giving, where }, told)
      case 'transfer':
        return run('Transfer', giving, told)
      case 'reassign':
        return run('Reassign', giving, told)
      case 'circulate':
        return run('Circulate', { docId, readers: users.map((one) => ({ userId: one, taskId: newTaskId() })), text }, told)
      case 'urge':
        return run('Urge', { docId, taskId, text }, told)
      case 'suspend':
        return run('SuspendTurn', { docId, taskId, reason: text }, told)
      case 'resume':
        return run('ResumeTurn', { docId, taskId }, told)
      case 'extend':
        return run('ExtendTurn', { docId, taskId, days, reason: text }, told)
      case 'terminate':
        return run('Terminate', { docId, reason: text }, told)
      case 'read': {
        const read = reading?.id ?? newTaskId()
        return run('NoteRead', { docId, taskId: read, text, signedOn: data.today(), basisSm3: state.bodySm3 }, told)
      }
    }
  }
  const handOver = async (handed: HandedOver): Promise<void> => {
    const args = handOverArgs(handed, docId)
    if (args) await run('HandOver', args, tr.handedOver(args.turns.length, args.ahead?.length ?? 0))
  }
  const tells = (what: What, taskId?: string): string | undefined => {
    if (what === 'terminate') {
      const units = waitingUnits(state).map(({ ask }) => ask.unitName)
      return tr.terminateTells + (units.length > 0 ? tr.terminateAsked(units.join('、')) : '')
    }
    const limit = limits.has(what) ? about(what, taskId) : undefined
    if (limit)
      return (
        tr.limitTells(limit.assignee.name, moment(limit.dueAt ?? now, now)) + (what === 'suspend' ? `。${tr.suspendTells}` : '')
      )
    const urged = what === 'urge' ? about(what, taskId) : undefined
    return urged && tr.urgeTells(urged.assignee.name, tr.levels[nextLevel(urged)])
  }
  const mayTake = (what: What, userId: string, taskId?: string): boolean => {
    if (what === 'addSigner') return colleague(directory, state.unitId, userId) !== undefined && !openTaskOf(state, userId)
    const given = about(what, taskId)
    return given !== undefined && given.assignee.userId !== userId && takerOf(directory, state, given, userId) !== undefined
  }
  const stands = task && standsIn(task, me)
  const mayNotSign = task?.step === 'sign' && stands !== undefined && !stands.canSign
  // the turns of 收文 go by 拟办, those of the units that handle one by 改派 too
  const mayReassign = holds('Reassign') && (isUnderWay(state) || turn?.step === 'handle' || turn?.step === 'reply')
  const mayRemind = turn !== undefined && isCirculating(state) && holds('Urge')
  return {
    primary: reading && !task ? { label: tr.read, blocked: undefined, run: () => setOpen('read') } : undefined,
    menu: [
      ...(own ? [entry('addSigner', tr.addSigner), entry('transfer', tr.transfer)] : []),
      ...(mayCirculate(state, me, { directory }) ? [entry('circulate', tr.circulate)] : []),
      ...(mayRemind ? [entry('urge', tr.urge, turnsFor('urge').length > 0 ? '' : tr.urgedLately)] : []),
      ...(turn && mayReassign ? [entry('reassign', tr.reassign)] : []),
      ...(turn && isUnderWay(state) && holds('Reassign') ? [entry('handOver', tr.handOver)] : []),
      ...(['suspend', 'extend', 'resume'] as const).flatMap((one) =>
        holds('SuspendTurn') && turnsFor(one).length > 0 ? [entry(one, tr[one])] : [],
      ),
      ...(mayEnd ? [entry('terminate', tr.terminate)] : []),
      ...(own ? [entry('delegations', tr.delegations)] : []),
    ],
    blocked: mayNotSign ? tr.signsHimself(task.assignee.name) : undefined,
    bar: <RoutingBar state={state} me={me} now={now} />,
    dialog: (
      <>
        {open === 'handOver' && turn && (
          <HandOverDialog
            directory={directory}
            unitId={turn.assignee.unitId}
            leaver={turn.assignee}
            now={now}
            busy={acts.busy}
            onCancel={() => setOpen(null)}
            onHandOver={(handed) => void handOver(handed)}
          />
        )}
        {open === 'delegations' && (
          <DelegationsDialog
            directory={directory}
            posts={session.session.posts}
            me={me}
            today={data.today()}
            onClose={() => setOpen(null)}
          />
        )}
        {open !== null && open !== 'handOver' && open !== 'delegations' && (
          <RoutingDialog
            key={open}
            what={open}
            directory={directory}
            unitOf={(taskId) => (open === 'reassign' ? about(open, taskId)?.assignee.unitId : undefined) ?? state.unitId}
            without={new Set(open === 'reassign' ? [] : [me])}
            turns={turnsFor(open)}
            mayTake={(userId, taskId) => mayTake(open, userId, taskId)}
            tells={(taskId) => tells(open, taskId)}
            onlyBefore={task?.step === 'sign' && !task.row?.length}
            busy={acts.busy}
            onCancel={() => setOpen(null)}
            onDone={(values) => void done(open, values)}
          />
        )}
      </>
    ),
  }
}
