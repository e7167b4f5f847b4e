import { App, Modal } from 'antd'
import type { Change } from '../../src-shared/revision/types.ts'
import { circledIn } from '../../src-shared/workflow/circled.ts'
import type { Directory, StepId } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import { joinsWith } from '../../src-shared/workflow/routing/parallel.ts'
import type { DeskData } from '../data/api.ts'
import { signingDay } from '../../src-shared/workflow/signing-day.ts'
import { useServerAhead } from '../data/queries.ts'
import type { PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { ApproveDialog } from './dialogs/ApproveDialog.tsx'
import { ReturnDialog } from './dialogs/ReturnDialog.tsx'
import { SignDialog } from './dialogs/SignDialog.tsx'
import { SubmitDialog } from './dialogs/SubmitDialog.tsx'
import { WithdrawDialog } from './dialogs/WithdrawDialog.tsx'
import type { Turn } from './turn.ts'
import { newTaskId, type Acts } from '../data/acts.ts'

export type DialogName = 'submit' | 'approve' | 'sign' | 'return' | 'withdraw' | 'discard'

type Props = {
  name: DialogName
  state: DocumentState
  turn: Turn
  me: string
  data: DeskData
  directory: Directory | undefined
  offline: boolean
  now: number
  open: readonly Change[]
  persons: ReadonlyMap<string, PersonLook>
  blockers: readonly { key: string; words: string }[]
  returnTo: StepId
  acts: Acts
  onClose: () => void
  /** leaves the dialog to look at a change on the page */
  onLook: (change: Change) => void
}

/** The dialogs about one document: only for what cannot be undone or needs a reason. */
export function DocumentDialogs({
  name,
  state,
  turn,
  me,
  data,
  directory,
  offline,
  now,
  open,
  persons,
  blockers,
  returnTo,
  acts,
  onClose,
  onLook,
}: Props) {
  const { message } = App.useApp()
  const ahead = useServerAhead()
  const docId = state.id
  const stamp = () => ({ signedOn: data.today(), nextTaskId: newTaskId() })
  const run = async <N extends CommandName>(command: N, args: CommandArgs<N>, done: string): Promise<void> => {
    if (!(await acts.act(command, args))) return
    onClose()
    void message.success(done)
  }
  const circled = circledIn(state, me) !== undefined
  const group = turn.task?.group
  const others = state.tasks.filter((one) => one.group === group && one.doneAt === null && one.id !== turn.task?.id)
  const stays = turn.task !== undefined && group !== undefined && !joinsWith(state, turn.task)
  const waits = stays ? others.map((one) => one.assignee.name).join('、') : ''
  const common = { busy: acts.busy, onCancel: onClose }
  const taskId = turn.task?.id
  const arrivedAt = turn.task?.arrivedAt ?? now
  const day = signingDay(now, ahead, arrivedAt)
  switch (name) {
    case 'submit':
      return (
        <SubmitDialog
          {...common}
          doc={state}
          directory={directory}
          offline={offline}
          blockers={blockers}
          onSubmit={({ assignees, text }) => {
            const first = state.route.steps[1]
            const ids = first ? [assignees[first.id] ?? []].flat() : []
            const to = ids.map((id) => directory?.posts.find((post) => post.userId === id)?.name ?? '').join('、')
            void run('SubmitDraft', { docId, assignees, text: text ?? '', basisSm3: state.bodySm3, ...stamp() }, t.submitted(to))
          }}
        />
      )
    case 'approve':
      return (
        <ApproveDialog
          {...common}
          stepName={state.route.steps.find((step) => step.id === turn.task?.step)?.name ?? ''}
          next={turn.next?.person && { stepName: turn.next.step.name, name: turn.next.person.name }}
          waits={waits}
          offline={offline}
          circled={circled}
          onApprove={(text) =>
            taskId && void run('Approve', { docId, taskId, text, basisSm3: state.bodySm3, ...stamp() }, t.approved)
          }
        />
      )
    case 'sign':
      return (
        <SignDialog
          {...common}
          me={turn.task?.assignee.userId ?? ''}
          docId={docId}
          open={open}
          steps={state.route.steps}
          persons={persons}
          onLook={onLook}
          day={day}
          now={now}
          arrivedAt={arrivedAt}
          circled={circled}
          onSign={(text) =>
            taskId &&
            void run(
              'Sign',
              {
                docId,
                taskId,
                text,
                signedOn: day.on,
                bodySm3: state.bodySm3,
                openChanges: open.map((change) => change.id),
              },
              t.signed,
            )
          }
        />
      )
    case 'return':
      return (
        <ReturnDialog
          {...common}
          steps={turn.returnTo.map((one) => ({ id: one.step.id, stepName: one.step.name, name: one.person.name }))}
          chosen={returnTo}
          onReturn={({ toStep, text }) =>
            taskId && void run('Return', { docId, taskId, toStep, text, basisSm3: state.bodySm3, ...stamp() }, t.returned)
          }
        />
      )
    case 'withdraw':
      return (
        <WithdrawDialog
          {...common}
          holder={turn.withdrawFrom?.assignee.name ?? ''}
          onWithdraw={(text) => void run('Withdraw', { docId, text, ...stamp() }, t.withdrawn)}
        />
      )
    case 'discard':
      return (
        <Modal
          open
          title={t.discardTitle}
          okText={t.discard}
          cancelText={t.cancel}
          okButtonProps={{ danger: true, loading: acts.busy }}
          onCancel={onClose}
          onOk={() => void run('DiscardDraft', { docId }, t.discardedDone)}
          width={400}
        >
          {t.discardHint}
        </Modal>
      )
  }
}
