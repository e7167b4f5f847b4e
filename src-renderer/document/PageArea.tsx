import { App, Spin } from 'antd'
import type { EditorView } from 'prosemirror-view'
import { useMemo, useState, type ReactNode, type Ref, type RefObject } from 'react'
import { listChanges } from '../../src-shared/revision/changes.ts'
import type { Change, TrackContext } from '../../src-shared/revision/types.ts'
import { factsOf } from '../../src-shared/paper/facts.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../data/api.ts'
import { codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { t } from '../ui/text.ts'
import { tpg } from '../ui/text-pages.ts'
import { r } from '../ui/text-revisions.ts'
import type { Looks } from './editor/looks.ts'
import type { Elements } from './ElementForm.tsx'
import { EditorToolbar } from './EditorToolbar.tsx'
import { FindBar, type FindHandle } from './find/FindBar.tsx'
import { LivePage, type OpenPage } from './LivePage.tsx'
import { PageSurface } from './PageSurface.tsx'
import { tellPictureWork } from './picture-work.tsx'
import { ProjectionPage } from './ProjectionPage.tsx'
import type { Anchor } from './reading/keep-place.ts'
import { Timeline } from './reading/Timeline.tsx'
import { pointAt, timePoints } from './reading/time-points.ts'
import { useCleanProof } from './reading/use-clean.ts'
import { COMPARED, type Reading } from './reading/use-reading.ts'
import { useVersionList } from './reading/use-versions.ts'
import { useInSight, useKeptPlace, useLastRead } from './reading/use-view.ts'
import { ViewBar } from './reading/ViewBar.tsx'
import { ViewSwitch } from './reading/ViewSwitch.tsx'
import { viewName, type View, type ViewKind } from './reading/view.ts'
import type { BodyHere } from './use-open-body.ts'
import './reading/reading.css'

const LETTERS_KEY = 'liuhen.letters'

/** 圈阅 and handwriting: the button in the row over the page, the tool's bar under it, and what lies over the paper. */
export type InkSlots = { button: ReactNode; bar: ReactNode; layer: ReactNode }

type Props = {
  data: DeskData
  state: DocumentState
  here: BodyHere
  page: OpenPage | undefined
  elements: Elements
  editable: boolean
  online: boolean
  view: View
  reading: Reading
  changes: readonly Change[]
  persons: ReadonlyMap<string, PersonLook>
  looks: Looks
  now: number
  tick: number
  /** 页面视图 */
  paged: boolean
  desk: RefObject<HTMLDivElement | null>
  /** what was read before another reading was asked for */
  takeAnchor: () => Anchor | undefined
  find: { replace: boolean } | null
  findHandle: Ref<FindHandle>
  overlay: ReactNode
  ink: InkSlots
  tracking: () => 'tracked' | 'untracked' | null
  context: () => TrackContext
  onView: (view: View) => void
  onKind: (kind: ViewKind) => void
  onFindClosed: () => void
  onPaged: () => void
  onOpen: (page: OpenPage | undefined) => void
  onChange: (change: { docChanged: boolean }) => void
}

/** The page with what belongs to it: tools and readings above, find and replace, the paper itself, the time line below. */
export function PageArea(props: Props) {
  const { data, state, here, page, view, reading, persons, looks, changes, online, paged } = props
  const { message } = App.useApp()
  const facts = useMemo(() => (paged ? factsOf(state, props.elements) : null), [paged, state, props.elements])
  const [letters, setLetters] = useState(() => localStorage.getItem(LETTERS_KEY) === 'on')
  const [projection, setProjection] = useState<EditorView | undefined>()
  const versions = useVersionList(data, state.id, view.kind === 'versions', state.bodyVersion, online)
  const onDesk = page?.editor.view.state.doc
  const proof = useCleanProof(view.kind === 'clean', onDesk, state, looks.verdicts, data)
  const points = useMemo(() => (view.kind === 'moment' ? timePoints(state, changes) : []), [view.kind, state, changes])
  const point = view.kind === 'moment' ? points[pointAt(points, view.at)] : undefined
  const readingLooks = useMemo<Looks>(
    () => ({
      ...looks,
      persons: new Map(persons).set(COMPARED, {
        ...unknownLook,
        className: 'p0 l0',
        letter: r.comparedLetter,
        name: r.comparedBy,
      }),
      verdicts: reading.verdicts,
      current: point ? (point.changeId ?? null) : looks.current,
    }),
    [looks, persons, reading.verdicts, point],
  )
  const read = useLastRead(state.id, view.kind, reading.doc)
  useKeptPlace(props.desk, props.takeAnchor, reading)
  // of late edits the first is brought into sight
  const firstLate = useMemo(
    () => (view.kind === 'branch' && reading.doc ? listChanges(reading.doc)[0]?.id : undefined),
    [view.kind, reading.doc],
  )
  useInSight(projection, reading.doc, point?.changeId ?? firstLate)
  const shown = reading.doc ? projection : page?.editor.view
  const writing = props.editable && view.kind === 'all'
  return (
    <>
      <div className="page-tools">
        <EditorToolbar editor={page?.editor} editable={writing} tracked={state.tracked} tick={props.tick} />
        {props.ink.button}
        <button
          type="button"
          className="plain page-mode"
          aria-pressed={paged}
          title={paged ? tpg.toContinuous : tpg.toPages}
          onClick={props.onPaged}
        >
          {paged ? tpg.pages : tpg.continuous}
        </button>
        {state.tracked && (
          <ViewSwitch
            kind={view.kind}
            letters={letters}
            clean={state.clean !== null}
            onKind={props.onKind}
            onLetters={(on) => {
              localStorage.setItem(LETTERS_KEY, on ? 'on' : 'off')
              setLetters(on)
            }}
          />
        )}
      </div>
      {props.ink.bar}
      <ViewBar
        view={view}
        state={state}
        proof={proof}
        changes={changes}
        persons={persons}
        steps={state.route.steps}
        versions={versions}
        failed={reading.failed}
        waiting={reading.waiting}
        same={reading.compared === 'same'}
        now={props.now}
        onView={props.onView}
      />
      {props.find && shown && (
        <FindBar
          key={String(props.find.replace)}
          handle={props.findHandle}
          view={shown}
          tick={props.tick}
          editor={writing ? page?.editor : undefined}
          tracked={state.tracked}
          withReplace={props.find.replace}
          onClose={props.onFindClosed}
        />
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
      {here.kind === 'damaged' && (
        <div className="page-desk empty">
          <strong>{t.bodyDamaged}</strong>
          {sentence(here.code)}
        </div>
      )}
      {here.kind === 'readOnly' && (
        <>
          <div className="banner amber" role="status">
            {t.readOnlyBody(here.unknown.join('、'))}
          </div>
          <PageSurface doc={state} elements={props.elements} overlay={null} letters={letters} desk={props.desk}>
            <ProjectionPage doc={here.doc} looks={looks} label={t.page} facts={facts} onShown={setProjection} />
          </PageSurface>
        </>
      )}
      {here.kind === 'here' && (
        <PageSurface
          doc={state}
          elements={props.elements}
          overlay={props.overlay}
          ink={props.ink.layer}
          letters={letters}
          desk={props.desk}
        >
          <LivePage
            data={data}
            body={here.body}
            looks={looks}
            label={t.page}
            hidden={reading.doc !== undefined}
            facts={facts}
            tracking={props.tracking}
            context={props.context}
            onOpen={props.onOpen}
            onChange={props.onChange}
            onUndoSent={(done) => void message.info(done === 'recorded' ? r.undoRecorded : r.undoGuard)}
            onRefused={(reason) => void message.info(reason, 5)}
            onPictureWork={(work) => tellPictureWork(message, work)}
            onTrouble={(error) => void message.error(sentence(codeOf(error)), 8)}
          />
          {read && (
            <ProjectionPage
              key={`${read.id} ${read.kind}`}
              doc={read.doc}
              looks={readingLooks}
              label={viewName(read.kind)}
              hidden={!reading.doc}
              facts={facts}
              onShown={setProjection}
            />
          )}
        </PageSurface>
      )}
      {view.kind === 'moment' && (
        <Timeline
          points={points}
          at={view.at}
          persons={persons}
          steps={state.route.steps}
          now={props.now}
          onAt={(at) => props.onView({ kind: 'moment', at })}
          onClose={() => props.onView({ kind: 'all' })}
        />
      )}
    </>
  )
}
