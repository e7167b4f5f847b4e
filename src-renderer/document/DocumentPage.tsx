import { App } from 'antd'
import type { Node as PmNode } from 'prosemirror-model'
import { useCallback, useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react'
import { v7 } from 'uuid'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { headerNow } from '../../src-shared/revision/header-now.ts'
import type { Change, TrackContext, Verdict } from '../../src-shared/revision/types.ts'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import type { Directory, StepId } from '../../src-shared/workflow/directory.ts'
import { writingStep, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData, SyncStatus } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import type { Chapter, ChapterProps } from '../ui/chapter.ts'
import type { PersonLook } from '../ui/persons.ts'
import { r } from '../ui/text-revisions.ts'
import { t } from '../ui/text.ts'
import { tb } from '../ui/text-branches.ts'
import { DocumentDialogs, type DialogName } from './DocumentDialogs.tsx'
import { DocumentHeader } from './DocumentHeader.tsx'
import { ElementForm } from './ElementForm.tsx'
import { elementsOf, elementsOfState, organNames } from './elements.ts'
import type { Looks } from './editor/looks.ts'
import { setElementText, setHeaderCode } from './editor/live-text.ts'
import type { FindHandle } from './find/FindBar.tsx'
import { labels } from './labels.ts'
import { MakeClean } from './MakeClean.tsx'
import { useLease, type LeaseDialog } from './lease/use-lease.tsx'
import { backToCaret, leavePage } from './leaving.ts'
import type { OpenPage } from './LivePage.tsx'
import { PageArea, type InkSlots } from './PageArea.tsx'
import { usePageNumber, type PagePlace } from './PageSurface.tsx'
import { usePaged } from './pages/use-paged.ts'
import { useReading, type Reading } from './reading/use-reading.ts'
import { firstView, useView } from './reading/use-view.ts'
import type { ViewKind } from './reading/view.ts'
import { RouteLine } from './RouteLine.tsx'
import { turnOf } from './turn.ts'
import { useActs } from './use-actions.ts'
import { usePlaces } from './use-places.ts'
import { useOpenBody } from './use-open-body.ts'
import './document.css'

export type { InkSlots } from './PageArea.tsx'

/** What is on the desk: the text, how it is read, and the moment shown (epoch ms; Infinity is the present). */
export type OnDesk = { doc: PmNode | undefined; kind: ViewKind; at: number }

/** What the window around may ask of the open document: for shortcuts, the palette and the rail. */
export type DocumentHandle = {
  primary: () => void
  save: () => Promise<void>
  flush: () => Promise<void>
  /** before a lock: ends a composition, remembers the caret, writes everything down */
  leave: () => Promise<void>
  setView: (kind: ViewKind) => void
  /** lays late edits (未并入的修改) against the version they were made on */
  showBranch: (branchId: Branch['id']) => void
  toggleForm: () => void
  /** 页面视图 or 连续视图 */
  togglePages: () => void
  /** 打印预览 of what is saved by then */
  print: () => void
  lease: (what: LeaseDialog | 'release') => void
  focus: () => void
  find: (replace: boolean) => void
  findStep: (by: 1 | -1) => void
  /** goes to a change in what is on the desk, or in all marks where it does not stand there */
  jump: (change: Change) => void
  /** the element of the page at which a change, or whatever stands at the caret, is to be seen */
  elementAt: (changeId: string | null) => Element | undefined
}

type Props = {
  data: DeskData
  session: DeskSession
  directory: Directory | undefined
  status: SyncStatus
  state: DocumentState
  now: number
  changes: readonly Change[]
  verdicts: ReadonlyMap<string, Verdict>
  persons: ReadonlyMap<string, PersonLook>
  currentChange: string | null
  blockers: readonly { key: string; words: string; field: string | undefined }[]
  focusTitle: boolean
  rail: ReactNode
  /** cards over and beside the page, for the changes marked in what is on it */
  overlay: (listed: readonly Change[], verdicts: ReadonlyMap<string, Verdict>) => ReactNode
  /** 圈阅 and handwriting in and over the page */
  ink: (onDesk: OnDesk) => InkSlots
  /** 打印预览, until it is closed */
  preview: (onClose: () => void) => ReactNode
  /** the work on the document beside its text and route: a hook, always the same one */
  useWork: (props: ChapterProps) => Chapter
  handle: Ref<DocumentHandle>
  onOpen: (page: OpenPage | undefined) => void
  onText: () => void
  onSelect: (from: number, to: number) => void
  onPage: (place: PagePlace | null) => void
  onAttach: () => void
  onSaved: () => void
  onJump: (change: Change) => void
}

/** The document: what it is and where, its 要素, the page, and the rail beside it. */
export function DocumentPage(props: Props) {
  const { data, session, state, status, changes, verdicts, persons, currentChange, onOpen, onText, onSelect, onPage } = props
  const { message } = App.useApp()
  const me = session.session.user.id
  const { device } = session
  const turn = useMemo(() => turnOf(state, me, { device, now: props.now }), [state, me, device, props.now])
  const here = useOpenBody(data, state.id, state.bodyVersion)
  const [page, setPage] = useState<OpenPage | undefined>()
  const desk = useRef<HTMLDivElement>(null)
  const { view, setView, takeAnchor } = useView(state.tracked, desk)
  // open while one drafts; folds by itself once the document has gone out
  const [formChoice, setFormOpen] = useState<boolean | null>(null)
  const formOpen = formChoice ?? !state.tracked
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [paged, togglePages] = usePaged()
  const [returnTo, setReturnTo] = useState<StepId>('draft')
  const [insist, setInsist] = useState(false)
  const [find, setFind] = useState<{ replace: boolean } | null>(null)
  const findBar = useRef<FindHandle>(null)
  const [tick, setTick] = useState(0)
  const [printing, setPrinting] = useState(false)
  const acts = useActs(data, state.id, page)
  const who = useMemo(() => ({ userId: me, device }), [me, device])
  const online = status.connection === 'online'
  const lease = useLease({ state, who, directory: props.directory, online, now: props.now, acts })
  const work = props.useWork({
    data,
    session: props.session,
    state,
    directory: props.directory,
    online,
    now: props.now,
    acts,
  })
  const editable = (turn.edit || turn.suggest) && status.disk !== 'full'
  const looks = useMemo<Looks>(() => ({ persons, verdicts, current: currentChange, labels }), [persons, verdicts, currentChange])
  usePageNumber(tick, onPage)

  const text = page?.editor.view.state.doc
  const elements = useMemo(() => (text ? elementsOf(text) : elementsOfState(state)), [text, state])
  const organs = useMemo(() => organNames(props.directory), [props.directory])
  // the head shows what will be; the form writes on what stands
  const shown = useMemo(
    () => (text ? { ...elements, ...headerNow(text, (id) => verdicts.get(id)) } : elements),
    [text, elements, verdicts],
  )
  const reading = useReading(view, text, state, verdicts, data, online)
  const listed = useListed(reading, changes)
  const { elementAt, jump } = usePlaces(desk, page, view, setView)
  const troubles = useMemo(
    () => new Map(props.blockers.flatMap((one) => (one.field ? [[one.field, one.words] as const] : []))),
    [props.blockers],
  )

  const tracking = (): 'tracked' | 'untracked' | null =>
    editable && view.kind === 'all' ? (state.tracked ? 'tracked' : 'untracked') : null
  const context = (): TrackContext => ({
    author: me,
    step: writingStep(state, me) ?? (turn.suggest ? 'consult' : state.step),
    now: Date.now(),
    newId: v7,
    isUnsent: (changeId) => data.isUnsent(state.id, changeId),
  })
  const opened = useCallback(
    (next: OpenPage | undefined) => {
      setPage(next)
      onOpen(next)
      if (next && !backToCaret(state.id, next) && props.focusTitle) next.editor.focusArea('title')
    },
    [onOpen, props.focusTitle, state.id],
  )
  const changed = ({ docChanged }: { docChanged: boolean }): void => {
    setTick((n) => n + 1)
    if (docChanged) onText()
    const selection = page?.editor.view.state.selection
    if (selection) onSelect(selection.from, selection.to)
  }
  const openDialog = useCallback(
    (name: DialogName): void => {
      void acts.prepare().then((ready) => {
        if (ready) setDialog(name)
      })
    },
    [acts],
  )
  // also where nothing can be saved: what is stored can be printed
  const print = (): void => void acts.prepare().then(() => setPrinting(true))
  const primary = (): void => {
    if (turn.primary === 'submit' && lease.submitBlocked !== undefined) return void message.info(lease.submitBlocked, 5)
    if (turn.primary && work.blocked !== undefined) return void message.info(work.blocked, 5)
    if (turn.primary === 'submit') setInsist(true)
    if (turn.primary) openDialog(turn.primary)
    else if (work.primary?.blocked !== undefined) void message.info(work.primary.blocked, 5)
    else work.primary?.run()
  }
  const save = async (): Promise<void> => {
    try {
      await page?.autosave.flush()
      data.allSaved()
      props.onSaved()
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    }
  }
  const setKind = (kind: ViewKind): void => {
    if (kind === 'clean' && !state.clean) void message.info(tb.noClean)
    else setView(firstView(kind, changes, currentChange))
  }
  useImperativeHandle(props.handle, () => ({
    primary,
    save,
    flush: async () => page?.autosave.flush(),
    leave: async () => {
      if (page) await leavePage(state.id, page)
    },
    setView: setKind,
    showBranch: (branchId) => setView({ kind: 'branch', branchId }),
    toggleForm: () => setFormOpen(!formOpen),
    togglePages,
    print,
    lease: (what) => (what === 'release' ? lease.release() : lease.ask(what)),
    focus: () => page?.editor.view.focus(),
    find: (replace) => {
      if (find?.replace === replace) findBar.current?.focus()
      else setFind({ replace })
    },
    findStep: (by) => {
      if (find) findBar.current?.step(by)
      else setFind({ replace: false })
    },
    jump,
    elementAt,
  }))

  return (
    <section className="doc" aria-label={shown.title || t.untitled}>
      <DocumentHeader
        doc={state}
        elements={shown}
        turn={turn}
        formOpen={formOpen}
        blocked={lease.submitBlocked ?? work.blocked}
        clean={
          <MakeClean
            data={data}
            state={state}
            me={me}
            directory={props.directory}
            online={status.connection === 'online'}
            text={text}
            changes={changes}
            verdicts={verdicts}
            acts={acts}
            onMade={() => setView({ kind: 'clean' })}
          />
        }
        menu={[...lease.menu, ...work.menu]}
        work={work.primary}
        withdrawBlocked={status.connection === 'online' ? undefined : sentence('NET-OFFLINE')}
        onPrimary={primary}
        onReturn={(to) => {
          setReturnTo(to)
          openDialog('return')
        }}
        onWithdraw={() => openDialog('withdraw')}
        onDiscard={() => setDialog('discard')}
        onFold={() => setFormOpen(!formOpen)}
        onAttach={props.onAttach}
        onSave={() => void save()}
        onPrint={print}
      />
      <RouteLine doc={state} me={me} now={props.now} />
      {lease.bar}
      {work.bar}
      <div className="doc-main">
        <div className="doc-left">
          {formOpen && (
            <ElementForm
              values={elements}
              organs={organs}
              disabled={!editable || !page || view.kind !== 'all'}
              troubles={troubles}
              insist={insist}
              onCode={(name, value) => page?.editor.edit((now) => setHeaderCode(now, name, value))}
              onText={(name, value) => page?.editor.edit((now) => setElementText(now, name, value))}
            />
          )}
          <PageArea
            data={data}
            state={state}
            here={here}
            page={page}
            elements={shown}
            editable={editable}
            online={status.connection === 'online'}
            view={view}
            reading={reading}
            changes={changes}
            persons={persons}
            looks={looks}
            now={props.now}
            tick={tick}
            paged={paged}
            desk={desk}
            takeAnchor={takeAnchor}
            find={find}
            findHandle={findBar}
            overlay={props.overlay(listed, reading.verdicts)}
            ink={props.ink({ doc: reading.doc ?? text, kind: view.kind, at: view.kind === 'moment' ? view.at : Infinity })}
            tracking={tracking}
            context={context}
            onView={setView}
            onKind={setKind}
            onFindClosed={() => setFind(null)}
            onPaged={togglePages}
            onOpen={opened}
            onChange={changed}
          />
        </div>
        {props.rail}
      </div>
      {lease.dialog}
      {work.dialog}
      {printing && props.preview(() => setPrinting(false))}
      {dialog && (
        <DocumentDialogs
          name={dialog}
          state={state}
          turn={turn}
          me={me}
          data={data}
          directory={props.directory}
          offline={status.connection !== 'online'}
          now={props.now}
          open={changes.filter((change) => !verdicts.has(change.id))}
          persons={persons}
          blockers={props.blockers}
          returnTo={returnTo}
          acts={acts}
          onClose={() => setDialog(null)}
          onLook={(change) => {
            setDialog(null)
            props.onJump(change)
            void message.info(r.signGone, 5)
          }}
        />
      )}
    </section>
  )
}

/** The document's changes that are marked in what is on the desk; where two texts were compared, marks may be nobody's. */
function useListed({ doc }: Reading, changes: readonly Change[]): readonly Change[] {
  return useMemo(() => {
    const known = new Set(changes.map((change) => change.id))
    return doc ? listChanges(doc).filter((change) => known.has(change.id)) : changes
  }, [doc, changes])
}
