import { App } from 'antd'
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { policyOf } from '../../src-shared/paper/policy.ts'
import type { Change, Verdict } from '../../src-shared/revision/types.ts'
import { heldElsewhere } from '../../src-shared/workflow/decide-leases.ts'
import { openTaskOf, type Attachment } from '../../src-shared/workflow/document-state.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { AttachmentsRail } from '../attachments/AttachmentsRail.tsx'
import { CommentsRail } from '../comments/CommentsRail.tsx'
import type { DeskData, SyncStatus } from '../data/api.ts'
import { useDocument } from '../data/queries.ts'
import { DocumentPage, type DocumentHandle } from '../document/DocumentPage.tsx'
import { PrintPreview } from '../print/PrintPreview.tsx'
import { whoPrints } from '../print/who-prints.ts'
import { pageCommands } from '../document/editor/page-commands.ts'
import type { PagePlace } from '../document/PageSurface.tsx'
import { turnOf } from '../document/turn.ts'
import { FindingsRail } from '../findings/FindingsRail.tsx'
import { OpinionsRail } from '../opinions/OpinionsRail.tsx'
import type { CardContext } from '../revisions/ChangeCard.tsx'
import { HoverCards, type CardHandle } from '../revisions/HoverCards.tsx'
import { MarginCards } from '../revisions/MarginCards.tsx'
import { RevisionsRail } from '../revisions/RevisionsRail.tsx'
import { changeIdsAt } from '../revisions/use-hover.ts'
import { t } from '../ui/text.ts'
import { tcs } from '../ui/text-consult.ts'
import { tl } from '../ui/text-lease.ts'
import type { CommandContext } from './command-context.ts'
import { Rail, type RailTab } from './Rail.tsx'
import { useChapters } from '../work/Chapters.tsx'
import { useAttaching } from './use-attaching.ts'
import { useBranches } from './use-branches.tsx'
import { useComments } from './use-comments.ts'
import { useInk } from './use-ink.tsx'
import { useFindings } from './use-findings.ts'
import { usePageState } from './use-page-state.ts'
import { useRevisions } from './use-revisions.tsx'

/** A to-do counts as opened when it has been on screen this long. */
const DWELL_MS = 1500
const none: readonly Attachment[] = []

export type PlaceHandle = NonNullable<CommandContext['doc']> & {
  flush: () => Promise<void>
  /** before a lock: ends a composition, remembers the caret, writes everything down */
  leave: () => Promise<void>
}

type Props = {
  data: DeskData
  session: DeskSession
  directory: Directory | undefined
  status: SyncStatus
  docId: DocumentId
  now: number
  focusTitle: boolean
  railFolded: boolean
  handle: Ref<PlaceHandle>
  onRail: () => void
  onBack: () => void
  onPage: (place: PagePlace | null) => void
  onMode: (mode: { words: string; hint: string } | undefined) => void
}

/** A document with its rail: the one place where page, revisions, opinions, attachments and findings meet. */
export function DocumentPlace(props: Props) {
  const { data, session, directory, status, docId, now, onMode } = props
  const { message } = App.useApp()
  const me = session.session.user.id
  const state = useDocument(docId)
  const { page, text, changes, findings, check, readFindings, persons, onOpen, onText } = usePageState(state, directory)
  const [tab, setTab] = useState<RailTab>('revisions')
  const handle = useRef<DocumentHandle>(null)
  const card = useRef<CardHandle>(null)
  const turn = state && turnOf(state, me, { device: session.device, now })
  const task = state && openTaskOf(state, me)
  const mayDecide = turn?.decide ?? false
  const revisions = useRevisions({ data, state, text, changes, mayDecide, handle })
  const showComments = useCallback(() => setTab('comments'), [])
  const editing = turn?.edit === true
  const suggests = turn?.suggest === true
  const checked = useFindings({ findings, check, recheck: readFindings, page, editing, tracked: state?.tracked === true, handle })
  const { blockers } = checked
  const comments = useComments({ data, state, page, text, mayAnchor: editing, onAsk: showComments })
  const user = session.session.user
  const ink = useInk({ data, docId, state, page, text, me: user, persons, handle, now })
  const branches = useBranches({ data, state, me, persons, online: status.connection === 'online', now, handle })
  const attaching = useAttaching(
    data,
    docId,
    state?.attachments ?? none,
    state && `${state.drafter.unitName} ${state.drafter.name}`,
    () => setTab('attachments'),
  )

  const unopened = task && task.openedAt === null ? task.id : undefined
  useEffect(() => {
    if (!unopened) return undefined
    const timer = setTimeout(() => void data.command('OpenTask', { docId, taskId: unopened }).catch(() => undefined), DWELL_MS)
    return () => clearTimeout(timer)
  }, [data, docId, unopened])

  const tracked = state?.tracked === true
  const isHeld = state !== undefined && heldElsewhere(state, { userId: me, device: session.device }, now) !== undefined
  const known = state !== undefined
  useEffect(() => {
    const mode = !editing
      ? suggests
        ? { words: tcs.suggesting, hint: tcs.howToSuggest }
        : { words: t.readOnly, hint: isHeld ? tl.heldHint : t.readOnlyHint }
      : tracked
        ? { words: t.tracking, hint: t.trackedHint }
        : { words: t.untracked, hint: t.untrackedHint }
    onMode(known ? mode : undefined)
    return () => onMode(undefined)
  }, [editing, suggests, tracked, isHeld, known, onMode])

  const walk = (by: 1 | -1): void => {
    revisions.walk(by)
    setTab('revisions')
  }
  const walkFindings = (by: 1 | -1): void => {
    setTab('findings')
    if (props.railFolded) props.onRail()
    checked.walk(by)
  }
  /** the card of the change one stands at, else of whatever is at the caret */
  const showCard = (): void => {
    const atCaret = handle.current?.elementAt(null)
    const element = atCaret ?? handle.current?.elementAt(revisions.current)
    if (element) card.current?.open(changeIdsAt(element), element)
  }
  useImperativeHandle(props.handle, () => ({
    primary: () => handle.current?.primary(),
    save: () => void handle.current?.save(),
    setView: (kind) => handle.current?.setView(kind),
    hasClean: () => state?.clean != null,
    toggleForm: () => handle.current?.toggleForm(),
    togglePages: () => handle.current?.togglePages(),
    print: () => handle.current?.print(),
    lease: (what) => handle.current?.lease(what),
    addAttachment: () => void attaching.add(),
    insertPicture: () => void page?.editor.perform(pageCommands.insertPicture),
    comment: comments.begin,
    ink: ink.begin,
    nextChange: walk,
    decide: revisions.decideCurrent,
    showCard,
    nextFinding: walkFindings,
    correctFinding: checked.correctCurrent,
    find: (replace) => handle.current?.find(replace),
    findStep: (by) => handle.current?.findStep(by),
    back: props.onBack,
    flush: async () => handle.current?.flush(),
    leave: async () => handle.current?.leave(),
  }))

  if (!state) return <div className="doc doc-none" />
  const cards: Omit<CardContext, 'verdicts'> = {
    decisions: revisions.decisions,
    persons,
    steps: state.route.steps,
    mayDecide,
    now,
    onDecide: revisions.decide,
  }
  const listRevisions = tab === 'revisions' && !props.railFolded
  const overlay = (listed: readonly Change[], verdicts: ReadonlyMap<string, Verdict>) => (
    <>
      <HoverCards {...cards} verdicts={verdicts} changes={listed} handle={card} />
      {/* the rail tells the same beside it */}
      {!listRevisions && (
        <MarginCards {...cards} verdicts={verdicts} changes={listed} current={revisions.current} onJump={revisions.jump} />
      )}
    </>
  )
  return (
    <DocumentPage
      handle={handle}
      data={data}
      session={session}
      directory={directory}
      status={status}
      state={state}
      now={now}
      changes={changes}
      verdicts={revisions.verdicts}
      persons={persons}
      currentChange={revisions.current}
      blockers={blockers}
      focusTitle={props.focusTitle}
      overlay={overlay}
      ink={ink.slots}
      preview={(onClose) => (
        <PrintPreview
          data={data}
          state={state}
          persons={persons}
          who={whoPrints(session, directory)}
          policy={policyOf(session.session)}
          onClose={onClose}
        />
      )}
      useWork={useChapters}
      onOpen={onOpen}
      onText={onText}
      onSelect={revisions.onSelect}
      onPage={props.onPage}
      onAttach={() => void attaching.add()}
      onSaved={() => void message.open({ key: 'saved', type: 'success', content: t.savedHere, duration: 1.5 })}
      onJump={revisions.jump}
      rail={
        <Rail
          tab={tab}
          counts={{
            revisions: changes.length,
            comments: state.threads.filter((thread) => thread.settled === null).length + ink.live,
            opinions: state.opinions.length,
            attachments: state.attachments.length,
            findings: findings.length,
          }}
          alarm={blockers.length > 0}
          folded={props.railFolded}
          onTab={setTab}
          onFold={props.onRail}
        >
          {tab === 'revisions' && branches}
          {tab === 'revisions' && (
            <RevisionsRail
              changes={changes}
              shown={revisions.shown}
              selected={revisions.selected}
              filter={revisions.filter}
              tables={revisions.tables}
              verdicts={revisions.verdicts}
              persons={persons}
              steps={state.route.steps}
              current={revisions.current}
              tracked={state.tracked}
              incoming={state.kind === 'incoming'}
              mayDecide={mayDecide}
              turnSince={task?.arrivedAt ?? null}
              now={now}
              onFilter={revisions.setFilter}
              onJump={revisions.jump}
              onDecide={revisions.decide}
            />
          )}
          {tab === 'comments' && (
            <CommentsRail
              threads={state.threads}
              anchors={comments.anchors}
              persons={persons}
              me={me}
              onTurn={task !== undefined}
              draft={comments.draft}
              current={comments.current}
              now={now}
              inks={ink.list}
              onBegin={comments.begin}
              onJump={comments.jump}
              onOpen={comments.open}
              onReply={comments.reply}
              onSettle={comments.settle}
              onCancel={comments.cancel}
            />
          )}
          {tab === 'opinions' && <OpinionsRail doc={state} persons={persons} now={now} />}
          {tab === 'attachments' && (
            <AttachmentsRail
              attachments={state.attachments}
              transfers={attaching.transfers}
              taking={attaching.taking}
              where={attaching.where}
              mayAdd={turn?.attach === true}
              mayRemove={turn?.detach === true}
              scans={state.incoming !== undefined}
              onAdd={() => void attaching.add()}
              onOpen={attaching.open}
              onRemove={attaching.remove}
              onCancel={attaching.cancel}
              onAgain={attaching.again}
            />
          )}
          {tab === 'findings' && (
            <FindingsRail
              findings={checked.rows}
              level={checked.level}
              current={checked.current}
              onLevel={checked.setLevel}
              onJump={checked.jump}
              onCorrect={checked.correct}
              onCorrectAll={checked.correctAll}
            />
          )}
          {ink.version}
        </Rail>
      }
    />
  )
}
