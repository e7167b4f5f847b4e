import type { CommandArgs, CommandName } from '../../../src-shared/workflow/commands.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState, Task } from '../../../src-shared/workflow/document-state.ts'
import { formatOfficialDate } from '../../../src-shared/document/official-date.ts'
import { jointTaskOf } from '../../../src-shared/workflow/issue/joint.ts'
import { jointSealOf } from '../../../src-shared/workflow/issue/joint-seal.ts'
import { numberText, type Receipt } from '../../../src-shared/workflow/issue/part.ts'
import { unsignedUnits } from '../../../src-shared/workflow/issue/scope.ts'
import type { DeskData } from '../../data/api.ts'
import { ti } from '../../ui/text-issue.ts'
import type { IssueAct } from './issue-acts.ts'
import { JointDialog } from './JointDialog.tsx'
import { JointSealDialog } from './JointSealDialog.tsx'
import { NumberDialog } from './NumberDialog.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { RecheckDialog } from './RecheckDialog.tsx'
import { SealDialog, WaiveDialog } from './SealDialogs.tsx'
import { ArchiveDialog, ScopeDialog, SendDialog } from './SendDialogs.tsx'

type Props = {
  /** whose desk it is, and whether without a line */
  me: string
  offline: boolean
  open: IssueAct | null
  /** the copy that is to be called back, over the ledger */
  recalled: Receipt | null
  data: DeskData
  state: DocumentState
  directory: Directory
  /** 'YYYY-MM-DD' */
  today: string
  /** epoch ms */
  now: number
  busy: boolean
  onCancel: () => void
  send: <N extends CommandName>(name: N, args: Omit<CommandArgs<N>, 'docId'>) => void
  next: () => { nextTaskId: Task['id'] }
}

/** The dialog that is open, and the command its answer makes. */
export function IssueDialogs(props: Props) {
  const { me, offline, open, recalled, data, state, directory, today, now, busy, onCancel, send, next } = props
  const jointed = state.issue?.joint?.find((one) => one.taskId === jointTaskOf(state, me)?.id)
  const each = { busy, onCancel }
  if (recalled)
    return (
      <ReasonDialog
        {...each}
        title={ti.recallTitle(recalled.unitName)}
        ok={ti.recallOk}
        onDone={({ reason }) => send('RecallCopy', { unitId: recalled.unitId, reason })}
      />
    )
  switch (open) {
    case 'joint':
      return jointed ? (
        <JointDialog
          {...each}
          unit={jointed.unitName}
          lead={ti.jointBy(state.unitName, state.signed?.by.name ?? '', formatOfficialDate(state.signed?.signedOn ?? today))}
          offline={offline}
          onDone={(answer) =>
            send('SignJoint', {
              taskId: jointed.taskId,
              signedOn: today,
              bodySm3: state.signed?.bodySm3 ?? state.bodySm3,
              ...answer,
            })
          }
        />
      ) : null
    case 'recheck':
      return <RecheckDialog {...each} onDone={(ticked) => send('Recheck', { ticked, ...next() })} />
    case 'substantive':
      return (
        <ReasonDialog
          {...each}
          title={ti.substantiveTitle}
          ok={ti.substantiveOk}
          tells={ti.substantiveTells(state.signed?.by.name ?? '')}
          onDone={({ reason }) => send('RecheckSubstantive', { reason, ...next() })}
        />
      )
    case 'number':
      return (
        <NumberDialog
          {...each}
          state={state}
          directory={directory}
          now={now}
          onDone={(numbering) => send('AllocateNumber', { ...numbering, ...next() })}
        />
      )
    case 'void':
      return (
        <ReasonDialog
          {...each}
          title={ti.voidTitle(state.issue?.number ? numberText(state.issue.number) : '')}
          ok={ti.voidOk}
          danger
          tells={ti.voidTells}
          onDone={({ reason }) => send('VoidNumber', { reason, ...next() })}
        />
      )
    case 'seal':
      return (
        <SealDialog
          {...each}
          data={data}
          state={state}
          directory={directory}
          onDone={(sealing) =>
            'sealId' in sealing ? send('SealElectronic', { ...sealing, ...next() }) : send('SealPaper', { ...sealing, ...next() })
          }
        />
      )
    case 'sealJoint': {
      const mine = jointSealOf(state, me)
      return mine ? (
        <JointSealDialog
          {...each}
          data={data}
          state={state}
          directory={directory}
          organ={mine.organ}
          onDone={(given) => send('SealJoint', { taskId: mine.task.id, ...given })}
        />
      ) : null
    }
    case 'waive':
      return (
        <WaiveDialog {...each} data={data} state={state} onDone={(waiving) => send('WaiveSeal', { ...waiving, ...next() })} />
      )
    case 'distribute':
    case 'again':
      return (
        <SendDialog
          {...each}
          again={open === 'again'}
          state={state}
          directory={directory}
          onDone={({ unitIds, reason }) =>
            open === 'again' ? send('ReDistribute', { unitIds, reason }) : send('Distribute', { unitIds, ...next() })
          }
        />
      )
    case 'scope':
      return <ScopeDialog {...each} state={state} directory={directory} onDone={(scope) => send('ChangeScope', scope)} />
    case 'close': {
      const waiting = unsignedUnits(state).map(({ unitName }) => unitName)
      return (
        <ReasonDialog
          {...each}
          title={ti.closeTitle}
          ok={ti.closeOk}
          tells={waiting.length > 0 ? ti.closeWaiting(waiting.join('、')) : ti.closeAll}
          optional={waiting.length === 0}
          onDone={({ reason }) => send('CloseIssue', { reason, ...next() })}
        />
      )
    }
    case 'archive':
      return <ArchiveDialog {...each} onDone={(filing) => send('ArchiveIssue', filing)} />
    case 'revoke':
      return (
        <ReasonDialog
          {...each}
          title={ti.revokeTitle}
          ok={ti.revokeOk}
          danger
          tells={ti.revokeTells}
          onDone={({ reason }) => send('RevokeIssue', { reason })}
        />
      )
    case 'repeal':
      return (
        <ReasonDialog
          {...each}
          title={ti.repealTitle}
          ok={ti.repealOk}
          danger
          tells={ti.repealTells}
          from={today}
          onDone={({ reason, from }) => send('RepealIssue', { reason, from: from ?? today })}
        />
      )
    default:
      return null
  }
}
