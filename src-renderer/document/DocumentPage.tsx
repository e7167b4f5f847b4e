import { App, Spin } from 'antd'
import { useCallback, useImperativeHandle, useMemo, useState, type ReactNode, type Ref } from 'react'
import { v7 } from 'uuid'
import { finalOf, originalOf } from '../../src-shared/revision/views.ts'
import type { Change, TrackContext, Verdict } from '../../src-shared/revision/types.ts'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { Directory, StepId } from '../../src-shared/workflow/directory.ts'
import { openTaskOf, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData, SyncStatus } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import type { PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { DocumentDialogs, type DialogName } from './DocumentDialogs.tsx'
import { DocumentHeader } from './DocumentHeader.tsx'
import { EditorToolbar, type PageView } from './EditorToolbar.tsx'
import { ElementForm } from './ElementForm.tsx'
import { elementsOf, elementsOfState } from './elements.ts'
import type { Looks } from './editor/looks.ts'
import { setElementText, setHeaderCode } from './editor/live-text.ts'
import { LivePage, type OpenPage } from './LivePage.tsx'
import { PageSurface, usePageNumber } from './PageSurface.tsx'
import { ProjectionPage } from './ProjectionPage.tsx'
import { RouteLine } from './RouteLine.tsx'
import { turnOf } from './turn.ts'
import { useActs } from './use-actions.ts'
import { useOpenBody } from './use-open-body.ts'
import './document.css'

/** What the window around may ask of the open document: for shortcuts, the palette and the rail. */
export type DocumentHandle = {
  primary: () => void
  save: () => Promise<void>
  flush: () => Promise<void>
  setView: (view: PageView) => void
  toggleForm: () => void
  focus: () => void
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
  handle: Ref<DocumentHandle>
  onOpen: (page: OpenPage | undefined) => void
  onText: () => void
  onPage: (page: number) => void
  onAttach: () => void
  onSaved: () => void
}

const labels: Looks['labels'] = {
  title: { label: t.title, hint: t.titleHint },
  mainTo: { label: t.mainTo, hint: t.mainToHint },
  attachmentNote: { label: t.attachmentNote, hint: t.attachmentNoteHint },
  issuer: { label: t.issuer, hint: t.issuerHint },
  issuedOn: { label: t.issuedOn, hint: t.issuedOnHint },
  remark: { label: t.remark, hint: t.remarkHint },
  copyTo: { label: t.copyTo, hint: t.copyToHint },
  body: { label: '', hint: t.bodyHint },
}

/** The document: what it is and where, its 要素, the page, and the rail beside it. */
export function DocumentPage(props: Props) {
  const { data, session, state, status, changes, verdicts, persons, currentChange, onOpen, onText, onPage } = props
  const { message } = App.useApp()
  const me = session.session.user.id
  const turn = useMemo(() => turnOf(state, me), [state, me])
  const here = useOpenBody(data, state.id, state.bodyVersion)
  const [page, setPage] = useState<OpenPage | undefined>()
  const [chosenView, setView] = useState<PageView>('all')
  // before the first 报送 there is nothing to read differently
  const view = state.tracked ? chosenView : 'all'
  // open while one drafts; folds by itself once the document has gone out
  const [formChoice, setFormOpen] = useState<boolean | null>(null)
  const formOpen = formChoice ?? !state.tracked
  const [dialog, setDialog] = useState<DialogName | null>(null)
  const [returnTo, setReturnTo] = useState<StepId>('draft')
  const [insist, setInsist] = useState(false)
  const [tick, setTick] = useState(0)
  const acts = useActs(data, state.id, page)
  const editable = turn.edit && status.disk !== 'full'
  const looks = useMemo<Looks>(() => ({ persons, verdicts, current: currentChange, labels }), [persons, verdicts, currentChange])
  usePageNumber(tick, onPage)

  const tracking = (): 'tracked' | 'untracked' | null => (editable ? (state.tracked ? 'tracked' : 'untracked') : null)
  const context = (): TrackContext => ({
    author: me,
    step: openTaskOf(state, me)?.step ?? state.step,
    now: Date.now(),
    newId: v7,
    isUnsent: (changeId) => data.isUnsent(state.id, changeId),
  })
  const opened = useCallback(
    (next: OpenPage | undefined) => {
      setPage(next)
      onOpen(next)
      if (next && props.focusTitle) next.editor.focusArea('title')
    },
    [onOpen, props.focusTitle],
  )
  const changed = useCallback(
    ({ docChanged }: { docChanged: boolean }) => {
      setTick((n) => n + 1)
      if (docChanged) onText()
    },
    [onText],
  )

  const text = page?.editor.view.state.doc
  const elements = useMemo(() => (text ? elementsOf(text) : elementsOfState(state)), [text, state])
  const projection = useMemo(() => {
    if (view === 'all' || !text) return undefined
    return view === 'original' ? originalOf(text) : finalOf(text, (id) => verdicts.get(id))
  }, [view, text, verdicts])
  const troubles = useMemo(
    () => new Map(props.blockers.flatMap((one) => (one.field ? [[one.field, one.words] as const] : []))),
    [props.blockers],
  )

  const openDialog = useCallback(
    (name: DialogName): void => {
      void acts.prepare().then((ready) => {
        if (ready) setDialog(name)
      })
    },
    [acts],
  )
  const primary = (): void => {
    if (turn.primary === 'submit') setInsist(true)
    if (turn.primary) openDialog(turn.primary)
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
  useImperativeHandle(props.handle, () => ({
    primary,
    save,
    flush: async () => page?.autosave.flush(),
    setView,
    toggleForm: () => setFormOpen(!formOpen),
    focus: () => page?.editor.view.focus(),
  }))

  return (
    <section className="doc" aria-label={elements.title || t.untitled}>
      <DocumentHeader
        doc={state}
        elements={elements}
        turn={turn}
        formOpen={formOpen}
        blocked={undefined}
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
      />
      <RouteLine doc={state} now={props.now} />
      <div className="doc-main">
        <div className="doc-left">
          {formOpen && (
            <ElementForm
              values={elements}
              disabled={!editable || !page || view !== 'all'}
              troubles={troubles}
              insist={insist}
              onCode={(name, value) => {
                const tr = page && setHeaderCode(page.editor.view.state, name, value)
                if (tr) page.editor.dispatch(tr)
              }}
              onText={(name, value) => {
                const tr = page && setElementText(page.editor.view.state, name, value)
                if (tr) page.editor.dispatch(tr)
              }}
            />
          )}
          <EditorToolbar
            editor={page?.editor}
            editable={editable}
            view={view}
            tracked={state.tracked}
            onView={setView}
            tick={tick}
          />
          {view !== 'all' && (
            <div className="view-note">
              {t.viewReadOnly}
              <button type="button" className="plain link" onClick={() => setView('all')}>
                {t.backToAll}
              </button>
            </div>
          )}
          {here.kind === 'reading' && (
            <div className="page-desk reading">
              <Spin delay={400} />
            </div>
          )}
          {here.kind === 'missing' && (
            <div className="page-desk empty">
              <strong>{t.bodyMissing}</strong>
              {t.bodyMissingHint}
            </div>
          )}
          {here.kind === 'here' && (
            <PageSurface doc={state} elements={elements}>
              <LivePage
                data={data}
                body={here.body}
                looks={looks}
                label={t.page}
                hidden={view !== 'all'}
                tracking={tracking}
                context={context}
                onOpen={opened}
                onChange={changed}
                onUndoSent={(done) => void message.info(done === 'recorded' ? t.undoRecorded : t.undoGuard)}
                onTrouble={(error) => void message.error(sentence(codeOf(error)), 8)}
              />
              {projection && (
                <ProjectionPage doc={projection} looks={looks} label={view === 'original' ? t.viewOriginal : t.viewFinal} />
              )}
            </PageSurface>
          )}
        </div>
        {props.rail}
      </div>
      {dialog && (
        <DocumentDialogs
          name={dialog}
          state={state}
          turn={turn}
          data={data}
          directory={props.directory}
          offline={status.connection !== 'online'}
          open={changes.filter((change) => !verdicts.has(change.id))}
          persons={persons}
          blockers={props.blockers}
          returnTo={returnTo}
          acts={acts}
          onClose={() => setDialog(null)}
        />
      )}
    </section>
  )
}
