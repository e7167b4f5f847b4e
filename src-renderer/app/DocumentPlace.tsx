import { App } from 'antd'
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { Change } from '../../src-shared/revision/types.ts'
import { openTaskOf, verdicts as verdictsOf, type Attachment } from '../../src-shared/workflow/document-state.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { AttachmentsRail } from '../attachments/AttachmentsRail.tsx'
import type { DeskData, SyncStatus } from '../data/api.ts'
import { useDocument } from '../data/queries.ts'
import { call, codeOf } from '../desk.ts'
import { DocumentPage, type DocumentHandle } from '../document/DocumentPage.tsx'
import { turnOf } from '../document/turn.ts'
import { FindingsRail, type FindingRow } from '../findings/FindingsRail.tsx'
import { OpinionsRail } from '../opinions/OpinionsRail.tsx'
import { RevisionsRail } from '../revisions/RevisionsRail.tsx'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import type { CommandContext } from './commands.ts'
import { Rail, type RailTab } from './Rail.tsx'
import { usePageState } from './use-page-state.ts'

/** A to-do counts as opened when it has been on screen this long. */
const DWELL_MS = 1500
const UNDO_S = 10

export type PlaceHandle = NonNullable<CommandContext['doc']> & { flush: () => Promise<void> }

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
  onPage: (page: number) => void
  onMode: (mode: { words: string; hint: string } | undefined) => void
}

/** A document with its rail: the one place where page, revisions, opinions, attachments and findings meet. */
export function DocumentPlace(props: Props) {
  const { data, session, directory, status, docId, now, onMode } = props
  const { message } = App.useApp()
  const me = session.session.user.id
  const state = useDocument(docId)
  const { page, changes, findings, persons, onOpen, onText } = usePageState(state, directory)
  const [tab, setTab] = useState<RailTab>('revisions')
  const [current, setCurrent] = useState<string | null>(null)
  const handle = useRef<DocumentHandle>(null)
  const verdicts = useMemo(() => (state ? verdictsOf(state) : new Map<string, 'accept' | 'reject'>()), [state])
  const turn = state && turnOf(state, me)
  const task = state && openTaskOf(state, me)

  const unopened = task && task.openedAt === null ? task.id : undefined
  useEffect(() => {
    if (!unopened) return undefined
    const timer = setTimeout(() => void data.command('OpenTask', { docId, taskId: unopened }).catch(() => undefined), DWELL_MS)
    return () => clearTimeout(timer)
  }, [data, docId, unopened])

  const editing = turn?.edit === true
  const tracked = state?.tracked === true
  const known = state !== undefined
  useEffect(() => {
    const mode = !editing
      ? { words: t.readOnly, hint: t.readOnlyHint }
      : tracked
        ? { words: t.tracking, hint: t.trackedHint }
        : { words: t.untracked, hint: t.untrackedHint }
    onMode(known ? mode : undefined)
    return () => onMode(undefined)
  }, [editing, tracked, known, onMode])

  const rows = useMemo(
    () =>
      findings.map((one, index): FindingRow => ({
        key: `${one.rule} ${index}`,
        rule: one.rule,
        level: one.level,
        words: one.message,
        article: one.article || undefined,
        at: one.place === 'header' ? undefined : { from: one.from, to: one.to },
      })),
    [findings],
  )
  const blockers = useMemo(
    () =>
      findings.flatMap((one, index) =>
        one.level === 'E' ? [{ key: `${one.rule} ${index}`, words: one.message, field: one.place as string | undefined }] : [],
      ),
    [findings],
  )

  const jump = (change: Change): void => {
    setCurrent(change.id)
    handle.current?.setView('all')
    page?.editor.jump(change.from, change.to)
  }
  const nextChange = (by: 1 | -1): void => {
    if (!changes.length) return
    const at = changes.findIndex((change) => change.id === current)
    const next = changes[at < 0 ? (by > 0 ? 0 : changes.length - 1) : (at + by + changes.length) % changes.length]
    if (next) jump(next)
    setTab('revisions')
  }
  const decide = async (ids: readonly string[], verdict: 'accept' | 'reject' | 'undo'): Promise<void> => {
    if (!ids.length || !turn?.decide) return
    try {
      await handle.current?.flush()
      const decided = await data.command('DecideChanges', { docId, decisions: ids.map((changeId) => ({ changeId, verdict })) })
      if (!decided.ok) {
        void message.warning(sentence(decided.code, decided.article), 6)
        return
      }
    } catch (error) {
      void message.error(sentence(codeOf(error)))
      return
    }
    message.destroy('decided')
    if (verdict === 'undo') return
    void message.open({
      key: 'decided',
      type: 'success',
      duration: UNDO_S,
      content: (
        <>
          {verdict === 'accept' ? t.acceptedSome(ids.length) : t.rejectedSome(ids.length)}
          <button type="button" className="plain link undo-link" onClick={() => void decide(ids, 'undo')}>
            {t.takeBack}
          </button>
        </>
      ),
    })
  }
  const decideCurrent = (verdict: 'accept' | 'reject'): void => {
    const at = changes.findIndex((change) => change.id === current)
    if (at < 0 || !current) return
    void decide([current], verdict)
    const next = [...changes.slice(at + 1), ...changes.slice(0, at)].find((change) => !verdicts.has(change.id))
    if (next) jump(next)
  }
  const attach = async (): Promise<void> => {
    try {
      const attachment = await call('attachment.pick', { docId })
      if (!attachment) return
      const decided = await data.command('AddAttachment', { docId, attachment })
      if (!decided.ok) void message.warning(sentence(decided.code, decided.article), 6)
      setTab('attachments')
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    }
  }
  const openAttachment = (one: Attachment): void =>
    void call('attachment.open', { sm3: one.sm3, name: one.name }).catch((error: unknown) =>
      message.warning(sentence(codeOf(error)), 6),
    )
  const removeAttachment = (one: Attachment): void => void data.command('RemoveAttachment', { docId, sm3: one.sm3 })

  useImperativeHandle(props.handle, () => ({
    primary: () => handle.current?.primary(),
    save: () => void handle.current?.save(),
    setView: (view) => handle.current?.setView(view),
    toggleForm: () => handle.current?.toggleForm(),
    addAttachment: () => void attach(),
    nextChange,
    decide: decideCurrent,
    back: props.onBack,
    flush: async () => handle.current?.flush(),
  }))

  if (!state) return <div className="doc doc-none" />
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
      verdicts={verdicts}
      persons={persons}
      currentChange={current}
      blockers={blockers}
      focusTitle={props.focusTitle}
      onOpen={onOpen}
      onText={onText}
      onPage={props.onPage}
      onAttach={() => void attach()}
      onSaved={() => void message.success(t.savedHere, 1.5)}
      rail={
        <Rail
          tab={tab}
          counts={{
            revisions: changes.length,
            opinions: state.opinions.length,
            attachments: state.attachments.length,
            findings: findings.length,
          }}
          alarm={blockers.length > 0}
          folded={props.railFolded}
          onTab={setTab}
          onFold={props.onRail}
        >
          {tab === 'revisions' && (
            <RevisionsRail
              changes={changes}
              verdicts={verdicts}
              persons={persons}
              steps={state.route.steps}
              current={current}
              tracked={state.tracked}
              mayDecide={turn?.decide ?? false}
              now={now}
              onJump={jump}
              onDecide={(ids, verdict) => void decide(ids, verdict)}
            />
          )}
          {tab === 'opinions' && <OpinionsRail doc={state} persons={persons} now={now} />}
          {tab === 'attachments' && (
            <AttachmentsRail
              attachments={state.attachments}
              mayAdd={editing}
              mayRemove={editing && !state.tracked}
              onAdd={() => void attach()}
              onOpen={openAttachment}
              onRemove={removeAttachment}
            />
          )}
          {tab === 'findings' && (
            <FindingsRail findings={rows} onJump={(one) => one.at && page?.editor.jump(one.at.from, one.at.to)} />
          )}
        </Rail>
      }
    />
  )
}
