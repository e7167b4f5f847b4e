import { v7 } from 'uuid'
import type { CommandArgs, CommandName } from '../../../src-shared/workflow/commands.ts'
import { holdersOf, type Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState, Task } from '../../../src-shared/workflow/document-state.ts'
import { alikeAmong } from '../../../src-shared/workflow/incoming/duplicates.ts'
import { unreadOf } from '../../../src-shared/workflow/incoming/reading.ts'
import { incomingRoles } from '../../../src-shared/workflow/incoming/roles.ts'
import { incomingOf } from '../../../src-shared/workflow/incoming/turns.ts'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { newTaskId } from '../../data/acts.ts'
import { usePlace } from '../../data/queries.ts'
import { tin } from '../../ui/text-incoming.ts'
import type { DialogProps } from '../WorkDialog.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import {
  ExtendDialog,
  FileDialog,
  FinishDialog,
  GrantDialog,
  ReplyDialog,
  TransferDialog,
  WordsDialog,
} from './HandlingDialogs.tsx'
import type { IncomingAct } from './incoming-acts.ts'
import { ProposeDialog, type Proposed } from './ProposeDialog.tsx'
import { InstructDialog, PrecheckDialog, ReceiveDialog, RegisterDialog, type Instructed } from './TurnDialogs.tsx'

type Props = {
  open: IncomingAct
  state: DocumentState
  /** the turn it is done in, where it is one */
  turn: Task | undefined
  directory: Directory
  /** 'YYYY-MM-DD' */
  today: string
  busy: boolean
  onCancel: () => void
  send: <N extends CommandName>(name: N, args: Omit<CommandArgs<N>, 'docId'>) => void
}

/** The dialog that is open, and the command its answer makes. */
export function IncomingDialogs({ open, state, turn, directory, today, busy, onCancel, send }: Props) {
  const each = { busy, onCancel }
  const part = incomingOf(state)
  const next = { nextTaskId: newTaskId() }
  const own = { taskId: turn?.id ?? newTaskId() }
  const said = { ...own, signedOn: today, basisSm3: state.bodySm3, ...next }
  switch (open) {
    case 'receive': {
      const files = part.layout.length + state.attachments.length
      return <ReceiveDialog {...each} files={files} onDone={() => send('SignFor', { ...own, ...next })} />
    }
    case 'reject': {
      const done = (reason: string) => send('RejectWrong', { ...own, reason })
      return <Reason {...each} title={tin.rejectTitle} ok={tin.rejectOk} tells={tin.rejectTells} onDone={done} />
    }
    case 'register':
      return <Register {...each} state={state} onDone={(how) => send('RegisterIncoming', { ...own, ...next, ...how })} />
    case 'precheck':
      return <PrecheckDialog {...each} onDone={(given) => send('Precheck', { ...said, ...given })} />
    case 'propose': {
      const done = (given: Proposed): void => send('Propose', { ...said, ...proposing(given) })
      return <ProposeDialog {...each} state={state} directory={directory} onDone={done} />
    }
    case 'instruct':
      return (
        <InstructDialog
          {...each}
          plan={planOf(state)}
          proposed={state.opinions.findLast((one) => one.step === 'propose')?.text ?? ''}
          leaders={holdersOf(directory, state.unitId, incomingRoles.instruct).filter(
            (one) => one.userId !== turn?.assignee.userId,
          )}
          onDone={({ text, round, ...way }) => send('Instruct', { ...said, text, round, next: wayOf(way) })}
        />
      )
    case 'finish': {
      const handler = part.handlers.find((one) => one.taskId === turn?.id)
      const end = (text: string, waive: { unitId: string; reason: string }[]): void =>
        send('FinishHandling', { ...said, text, waive })
      if (handler?.as === 'assist')
        return (
          <WordsDialog {...each} title={tin.assistTitle} ok={tin.finishOk} label={tin.words} onDone={(text) => end(text, [])} />
        )
      const missing = part.handlers.filter((one) => one.as === 'assist' && !one.given && !one.waived)
      return <FinishDialog {...each} missing={missing} onDone={({ text, waive }) => end(text, waive)} />
    }
    case 'progress': {
      const done = (text: string): void => send('ReportProgress', { ...own, text })
      return <WordsDialog {...each} title={tin.progressTitle} ok={tin.progressOk} label={tin.progressText} onDone={done} />
    }
    case 'extend':
      return <ExtendDialog {...each} onDone={(asked) => send('RequestExtension', { ...own, ...next, ...asked })} />
    case 'grant': {
      const asked = part.clock?.extensions.find((one) => one.taskId === turn?.id)
      const words = asked ? tin.grantTells(asked.by.unitName, asked.days, asked.reason) : ''
      return <GrantDialog {...each} asked={words} onDone={(given) => send('GrantExtension', { ...own, ...given })} />
    }
    case 'suspend': {
      const done = (reason: string) => send('SuspendClock', { reason })
      return <Reason {...each} title={tin.suspendTitle} ok={tin.suspendTitle} onDone={done} />
    }
    case 'transfer':
      return <TransferDialog {...each} onDone={({ to, text }) => send('TransferHandling', { ...said, text, to })} />
    case 'object': {
      const done = (text: string): void => send('ObjectHandling', { ...said, text })
      const words = { title: tin.objectTitle, ok: tin.giveBackOk, tells: tin.transferTells, label: tin.reason }
      return <WordsDialog {...each} {...words} onDone={done} />
    }
    case 'closeReading': {
      const names = unreadOf(state).map((task) => task.assignee.name)
      const done = (reason: string) => send('CloseReading', { reason, ...next })
      const title = tin.closeReadingTitle
      return <Reason {...each} title={title} ok={title} tells={tin.closeReadingTells(names.join('、'))} onDone={done} />
    }
    case 'reply':
      return (
        <ReplyDialog
          {...each}
          linked={(state.links ?? []).filter((one) => one.as === 'answeredBy')}
          onDone={({ how, text, replyDocId }) => {
            const linked = how === 'document' ? { replyDocId: replyDocId as DocumentId } : {}
            send('ReplySender', { ...own, ...next, how, text, ...linked })
          }}
        />
      )
    case 'reopen': {
      const done = (reason: string) => send('ReopenIncoming', { reason, ...next })
      return <Reason {...each} title={tin.reopenTitle} ok={tin.reopenTitle} onDone={done} />
    }
    case 'archive':
      return <FileDialog {...each} onDone={(filing) => send('ArchiveIncoming', filing)} />
    default:
      return null
  }
}

/** A step that asks for its reason alone. */
function Reason({
  onDone,
  ...props
}: DialogProps & { title: string; ok: string; tells?: string; onDone: (reason: string) => void }) {
  return <ReasonDialog {...props} onDone={({ reason }) => onDone(reason)} />
}

/** 登记 beside what the register at this desk has already; the server looks again. */
function Register(
  props: DialogProps & { state: DocumentState; onDone: (how: { distinct: boolean; linkTo?: DocumentId }) => void },
) {
  const { state, ...rest } = props
  const { fromUnit, number, datedOn } = incomingOf(state)
  const known = { id: state.id, title: state.header.title, fromUnit, number, datedOn }
  const rows = usePlace('incoming') ?? []
  const registered = rows.flatMap(({ id, title, incoming }) =>
    incoming?.unitId === state.unitId ? [{ ...incoming, id, title }] : [],
  )
  return <RegisterDialog {...rest} alike={alikeAmong(known, registered)} />
}

function planOf(state: DocumentState): string {
  const proposal = incomingOf(state).proposals.at(-1)
  const names = (as: 'lead' | 'assist') => (proposal?.handlers ?? []).filter((one) => one.as === as).map((one) => one.unitName)
  return tin.plan(names('lead').join(''), names('assist').join('、'), proposal?.days ?? 0)
}

const wayOf = ({ to, userId }: Pick<Instructed, 'to' | 'userId'>): CommandArgs<'Instruct'>['next'] =>
  to === 'leader' ? { to, userId: userId ?? '' } : { to }

const task = (): Task['id'] => v7() as Task['id']

function proposing(
  given: Proposed,
): Pick<CommandArgs<'Propose'>, 'kind' | 'lead' | 'assists' | 'readers' | 'leader' | 'days' | 'text'> {
  const handles = given.kind === 'handle'
  return {
    kind: given.kind,
    text: given.text.trim(),
    ...(handles && given.lead ? { lead: { unitId: given.lead, taskId: task() } } : {}),
    assists: handles ? (given.assists ?? []).map((unitId) => ({ unitId, taskId: task() })) : [],
    readers: (given.readers ?? []).map((userId) => ({ userId, taskId: task() })),
    ...(handles && given.leader ? { leader: given.leader } : {}),
    ...(handles && given.days ? { days: given.days } : {}),
  }
}
