import { App } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PagePlace } from '../document/PageSurface.tsx'
import type { DocumentId } from '../../src-shared/ids.ts'
import { blankIncoming, type TableSheet } from '../../src-shared/paper/sheets/model.ts'
import { isAdminRole } from '../../src-shared/organisation/tables.ts'
import { issuingUnit } from '../../src-shared/workflow/directory.ts'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { AdminPlace } from '../admin/AdminPlace.tsx'
import { adminRoleOf } from '../admin/roles.ts'
import { AttentionPlace } from '../attention/AttentionPlace.tsx'
import type { DeskData, Place } from '../data/api.ts'
import { useAttention, useDirectory, useOutbox, usePlace, usePlaceCounts, useSyncStatus } from '../data/queries.ts'
import type { CacheNotice } from '../data/mended-cache.ts'
import { call, codeOf, on } from '../desk.ts'
import { InboxList, type InboxHandle } from '../inbox/InboxList.tsx'
import { markedOf, noMarks, type Marks } from '../inbox/marks.ts'
import { OutboxPlace } from '../outbox/OutboxPlace.tsx'
import { useHandedCopy } from '../safe-copy/use-handed-copy.ts'
import { noFilter, type SearchQuery } from '../../src-shared/search/query.ts'
import { SearchPlace, type SearchHandle } from '../search/SearchPlace.tsx'
import { RegisterPlace } from '../work/incoming/RegisterPlace.tsx'
import { registersFor } from '../work/incoming/registers-for.ts'
import { booksFor } from '../work/issue/number-books.ts'
import { TurnsTold } from '../work/routing/TurnsTold.tsx'
import { OpenDocumentContext } from '../ui/open-document.ts'
import { PrintTableContext } from '../ui/print-sheet.ts'
import { sentence } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tcy } from '../ui/text-county.ts'
import { tk } from '../ui/text-lock.ts'
import { tpr } from '../ui/text-print.ts'
import { tr } from '../ui/text-routing.ts'
import { tsc } from '../ui/text-safe-copy.ts'
import { useNow } from '../ui/use-now.ts'
import { Banner } from './Banner.tsx'
import type { CommandContext } from './command-context.ts'
import { placeName } from './place-names.ts'
import { DeskOverlays, type Overlay, type Printing } from './DeskOverlays.tsx'
import { DocumentPlace, type PlaceHandle } from './DocumentPlace.tsx'
import { EmptyPlace } from './EmptyPlace.tsx'
import { PlacesNav } from './PlacesNav.tsx'
import { useWhere } from './route.ts'
import { StatusBar } from './StatusBar.tsx'
import { TopBar } from './TopBar.tsx'
import { useNewDraft, type NewDraft } from './use-new-draft.ts'
import { useNextItem } from './use-next-item.ts'
import { useLeaving, type Keep } from './use-leaving.ts'
import { useNotices } from './use-notices.ts'
import { usePinning } from './use-pinning.ts'
import { useShortcuts } from './use-shortcuts.ts'
import type { Leave } from './use-stage.ts'
import './shell.css'

const RAIL_KEY = 'liuhen.rail'
type Props = {
  data: DeskData
  session: DeskSession
  damaged: number
  /** what happened to the cache before it was opened */
  notice: CacheNotice
  keep: Keep
  leave: Leave
  onSignOut: () => void
}

/** The window: top bar, places, list, document, status bar (look and manners, 1366 × 768). */
export function DeskWindow({ data: given, session, damaged, notice, keep, leave, onSignOut }: Props) {
  const { message } = App.useApp()
  const { place, docId, admin: atAdmin, finding, go, goAdmin, goFind } = useWhere()
  const adminRole = adminRoleOf(session.session.posts)
  // the 三员 draft nothing (SE-112)
  const drafts = session.session.posts.some((post) => !isAdminRole(post.role))
  const admin = atAdmin && adminRole !== undefined
  const now = useNow()
  const status = useSyncStatus()
  const counts = usePlaceCounts()
  const directory = useDirectory()
  const attention = useAttention()
  const outbox = useOutbox()
  const listed = place === 'outbox' || place === 'attention' ? 'todo' : place
  const rows = usePlace(listed)
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  /** a sheet to be put on paper, over whatever it was asked for in */
  const [printing, setPrinting] = useState<Printing | null>(null)
  // marks belong to the list they were made in
  const [marking, setMarking] = useState<{ place: Place; marks: Marks }>({ place, marks: noMarks })
  const marks = marking.place === place ? marking.marks : noMarks
  const [fresh, setFresh] = useState<DocumentId | null>(null)
  const [railFolded, setRailFolded] = useState(() => localStorage.getItem(RAIL_KEY) === 'folded')
  const [mode, setMode] = useState<{ words: string; hint: string } | undefined>()
  const [page, setPage] = useState<PagePlace | null>(null)
  const list = useRef<InboxHandle>(null)
  const doc = useRef<PlaceHandle>(null)
  const find = useRef<SearchHandle>(null)
  const [query, setQuery] = useState<SearchQuery>({ text: '', filter: noFilter })
  const keeps = registersFor(directory, session.session.user.id).length > 0
  const books = booksFor(directory, session.session.user.id)
  const office = session.session.posts.find((post) => post.role === 'officeChecker')
  const organName = useMemo(() => {
    const post = session.session.posts[0]
    return (directory && post && issuingUnit(directory, post.unitId)?.name) ?? ''
  }, [directory, session])
  const printBlank = (): void => setPrinting({ name: tpr.blankIncoming, sheet: blankIncoming(organName) })
  const printTable = useCallback(
    (table: Omit<TableSheet, 'kind'>): void => setPrinting({ name: table.title, sheet: { kind: 'table', ...table } }),
    [],
  )
  const atRegister = place === 'incoming' && !docId
  const [paper, setPaper] = useState(false)
  const withList = !admin && !finding && place !== 'outbox' && place !== 'attention' && !atRegister
  const { data, onFocus, startOver } = useNextItem({
    data: given,
    place,
    rows: withList ? rows : undefined,
    docId,
    fresh,
    onFresh: setFresh,
    go,
  })

  const goPlace = useCallback(
    (next: Place) => {
      startOver()
      go(next)
    },
    [go],
  )
  const open = useCallback((where: Place, id: DocumentId) => go(where, id), [go])
  /** opens what was found: it stays open also where its list is read a moment later, or it has just moved to another */
  const openFound = useCallback(
    (where: Place, id: DocumentId) => {
      setFresh(id)
      go(where, id)
    },
    [go],
  )
  /** opens a document wherever it lies now */
  const openAnywhere = useCallback(
    (id: DocumentId) => {
      setFresh(id)
      go('active', id)
    },
    [go],
  )

  const askDraft = drafts ? () => setOverlay('draft') : null
  const toggleRail = (): void => {
    localStorage.setItem(RAIL_KEY, railFolded ? 'open' : 'folded')
    setRailFolded(!railFolded)
  }
  const makeDraft = useNewDraft({
    data,
    unitIds: session.session.posts.map((post) => post.unitId),
    directory,
    onMade: (id) => {
      setFresh(id)
      go('drafts', id)
    },
  })
  const createDraft: NewDraft = (from) => {
    setOverlay(null)
    makeDraft(from)
  }
  const signOut = async (): Promise<void> => {
    await doc.current?.flush()
    onSignOut()
  }

  useLeaving(doc, keep, leave)
  usePinning()
  useNotices(now, goPlace)
  useHandedCopy(setOverlay)
  useEffect(() => on('file.refused', ({ code }) => void message.warning(sentence(code), 10)), [message])
  useEffect(() => on('fileView.ended', ({ code }) => void message.warning(sentence(code), 10)), [message])
  const lock = (): void => {
    call('session.lock', undefined).catch((error: unknown) => void message.error(sentence(codeOf(error))))
  }

  const marked = markedOf(marks, (withList && rows) || [])
  const context: CommandContext = {
    go: goPlace,
    newDraft: askDraft,
    syncNow: () => data.syncNow(),
    openPalette: () => setOverlay('palette'),
    openFind: () => (finding ? find.current?.focus() : goFind()),
    openSheet: () => setOverlay('sheet'),
    lock,
    exportCopy: () => setOverlay('export'),
    importCopy: () => setOverlay('import'),
    signOut: () => void signOut(),
    toggleRail,
    blankSheet: printBlank,
    numberBook: books.length > 0 ? () => setOverlay('numbers') : null,
    handOver: office ? () => setOverlay('handOver') : null,
    registerPaper: keeps
      ? () => {
          goPlace('incoming')
          setPaper(true)
        }
      : null,
    list:
      withList && rows?.length
        ? {
            move: (by) => list.current?.move(by),
            open: () => list.current?.open(),
            batch: marked.length > 0 ? () => setOverlay('batch') : null,
            acts: marked.length > 0 ? () => setOverlay('acts') : null,
          }
        : null,
    doc:
      withList && docId
        ? {
            primary: () => doc.current?.primary(),
            save: () => doc.current?.save(),
            setView: (view) => doc.current?.setView(view),
            hasClean: () => doc.current?.hasClean() ?? false,
            lease: (what) => doc.current?.lease(what),
            toggleForm: () => doc.current?.toggleForm(),
            togglePages: () => doc.current?.togglePages(),
            print: () => doc.current?.print(),
            addAttachment: () => doc.current?.addAttachment(),
            insertPicture: () => doc.current?.insertPicture(),
            comment: () => doc.current?.comment(),
            ink: (kind) => doc.current?.ink(kind),
            nextChange: (by) => doc.current?.nextChange(by),
            decide: (verdict) => doc.current?.decide(verdict),
            showCard: () => doc.current?.showCard(),
            nextFinding: (by) => doc.current?.nextFinding(by),
            correctFinding: () => doc.current?.correctFinding(),
            find: (replace) => doc.current?.find(replace),
            findStep: (by) => doc.current?.findStep(by),
            back: () => doc.current?.back(),
          }
        : null,
  }
  useShortcuts(context)

  const focusPage = (id: DocumentId): void => {
    if (id !== docId) go(place, id)
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.sheet .gw:not([hidden])')?.focus())
  }
  const unitName = useMemo(() => {
    const post = session.session.posts[0]
    return directory?.units.find((unit) => unit.id === post?.unitId)?.shortName ?? ''
  }, [directory, session])

  const desk = (
    <div className="desk">
      <TopBar
        session={session}
        unitName={unitName}
        status={status}
        onPalette={() => setOverlay('palette')}
        onNew={askDraft}
        onSync={() => data.syncNow()}
        menu={[
          { key: 'who', label: session.session.user.name, disabled: true },
          { type: 'divider' },
          { key: 'sheet', label: `${t.shortcuts}　?`, onClick: () => setOverlay('sheet') },
          { key: 'about', label: t.about, onClick: () => setOverlay('about') },
          { key: 'blank', label: tpr.blankIncoming, onClick: printBlank },
          { key: 'export', label: tsc.exportName, onClick: () => setOverlay('export') },
          { key: 'import', label: tsc.importName, onClick: () => setOverlay('import') },
          ...(office ? [{ key: 'handOver', label: tr.handOver, onClick: () => setOverlay('handOver') }] : []),
          { type: 'divider' },
          ...(drafts ? [{ key: 'phrases', label: tcy.phrasesMenu, onClick: () => setOverlay('phrases') }] : []),
          { key: 'password', label: `${tk.changePassword}…`, onClick: () => setOverlay('password') },
          { key: 'lock', label: `${tk.lock}　Ctrl+L`, onClick: lock },
          { key: 'out', label: t.signOut, onClick: () => void signOut() },
        ]}
      />
      <Banner
        status={status}
        damaged={damaged}
        notice={notice}
        onSignIn={() => void signOut()}
        onCopy={() => setOverlay('export')}
      />
      <div className={`middle${withList ? '' : ' wide'}`} onFocusCapture={onFocus}>
        <PlacesNav
          place={admin || finding ? null : place}
          find={{ here: finding, onGo: goFind }}
          register={keeps ? { here: !admin && !finding && place === 'incoming', onGo: () => goPlace('incoming') } : null}
          counts={counts}
          onGo={goPlace}
          admin={adminRole ? { here: admin, onGo: goAdmin } : null}
        />
        {admin && <AdminPlace role={adminRole} directory={directory} now={now} />}
        {finding && (
          <SearchPlace
            ref={find}
            search={given.search}
            online={status.connection === 'online'}
            query={query}
            onQuery={setQuery}
            onOpen={openAnywhere}
          />
        )}
        {withList && (
          <InboxList
            ref={list}
            name={placeName(place)}
            order={place === 'todo' ? t.todoSorted : t.otherSorted}
            rows={rows}
            selectedId={docId}
            now={now}
            empty={<EmptyPlace place={place} status={status} onNew={askDraft} />}
            above={place === 'todo' && <TurnsTold online={status.connection === 'online'} now={now} onOpen={openAnywhere} />}
            marks={marks}
            onMarks={(next) => setMarking({ place, marks: next })}
            onBatch={() => setOverlay('batch')}
            onActs={() => setOverlay('acts')}
            onSelect={(id) => open(place, id)}
            onOpen={focusPage}
            onBack={() => list.current?.focus()}
          />
        )}
        {withList && !docId && (
          <div className="doc doc-none empty">
            {rows && rows.length > 0 && (
              <>
                <strong>{t.pickDocument}</strong>
                {t.pickDocumentHint}
              </>
            )}
          </div>
        )}
        {withList && docId && (
          <DocumentPlace
            key={docId}
            handle={doc}
            data={data}
            session={session}
            directory={directory}
            status={status}
            docId={docId}
            now={now}
            focusTitle={docId === fresh && place === 'drafts'}
            railFolded={railFolded}
            onRail={toggleRail}
            onBack={() => list.current?.focus()}
            onPage={setPage}
            onMode={setMode}
          />
        )}
        {!finding && !admin && atRegister && directory && (
          <RegisterPlace
            data={data}
            session={session}
            directory={directory}
            online={status.connection === 'online'}
            paper={paper}
            onPaper={setPaper}
            onOpen={(id) => open('incoming', id)}
          />
        )}
        {!finding && place === 'outbox' && (
          <OutboxPlace items={outbox} now={now} onOpen={openAnywhere} onSync={() => data.syncNow()} />
        )}
        {!finding && place === 'attention' && (
          <AttentionPlace
            items={attention}
            data={data}
            session={session}
            directory={directory}
            now={now}
            onOpen={openAnywhere}
            onDraft={(draft) => open('drafts', draft)}
          />
        )}
      </div>
      <StatusBar status={status} now={now} mode={mode} page={page} onPlace={goPlace} onSync={() => data.syncNow()} />
      <DeskOverlays
        overlay={overlay}
        printing={printing}
        data={data}
        session={session}
        directory={directory}
        status={status}
        now={now}
        context={context}
        marked={marked}
        books={books}
        office={office}
        onDraft={createDraft}
        onFound={openFound}
        onOpen={openAnywhere}
        onClose={() => setOverlay(null)}
        onPrinted={() => setPrinting(null)}
      />
    </div>
  )
  return (
    <OpenDocumentContext value={openAnywhere}>
      <PrintTableContext value={printTable}>{desk}</PrintTableContext>
    </OpenDocumentContext>
  )
}
