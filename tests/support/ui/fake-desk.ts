import { Node as PmNode } from 'prosemirror-model'
import { v7 } from 'uuid'
import { bodyJson, bodySm3, type BodyJson } from '../../../src-shared/document/body-json.ts'
import { headerDecided } from '../../../src-shared/workflow/header-decided.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import type { HeldTemplates } from '../../../src-renderer/data/unit-templates.ts'
import type { DeviceId, DocumentId } from '../../../src-shared/ids.ts'
import { stateCalendar } from '../../../src-shared/calendar/calendars.ts'
import { dueAt } from '../../../src-shared/calendar/working-days.ts'
import type { Branch } from '../../../src-shared/workflow/branches.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { incomingRow } from '../../../src-shared/sync/rows.ts'
import type { Command, CommandArgs } from '../../../src-shared/workflow/commands.ts'
import { decide } from '../../../src-shared/workflow/decide.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import {
  openTaskOf,
  participants,
  wasSubmitted,
  writingStep,
  type DocumentState,
} from '../../../src-shared/workflow/document-state.ts'
import type { Person } from '../../../src-shared/workflow/person.ts'
import type { Decided } from '../../../src-shared/workflow/events.ts'
import { evolveAll } from '../../../src-shared/workflow/evolve.ts'
import type {
  AttentionItem,
  DeskData,
  DocumentRow,
  OpenBody,
  OutboxItem,
  Place,
  SyncStatus,
} from '../../../src-renderer/data/api.ts'
import { fakeSearch, type FakeSearch } from './fake-search.ts'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'

/** The desk a window of a test stands on, and where everybody else sits. */
export const fakeDevice = '0190a1b2-0000-7000-8000-0000000000d1' as DeviceId
export const elsewhere = '0190a1b2-0000-7000-8000-0000000000d2' as DeviceId

/** Stands in for SM3 in tests of the window: same length, no cryptography. */
export function fakeHash(text: string): string {
  let out = ''
  for (let lane = 0; lane < 8; lane++) {
    let h = 0x811c9dc5 ^ (lane * 0x9e3779b1)
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
    out += (h >>> 0).toString(16).padStart(8, '0')
  }
  return out
}

export type Version = { text: PmNode; by: string; step: string; at: number }
type Held = { state: DocumentState; base: PmNode; working: PmNode }

/** A desk in memory: the same commands and rules, no disk and no server. `act` lets another person do something. */
export type FakeDesk = {
  data: DeskData
  finding: FakeSearch
  me: Person
  saves: { docId: DocumentId; steps: number; text: PmNode }[]
  commands: { name: string; args: unknown }[]
  state: (id: DocumentId) => DocumentState | undefined
  working: (id: DocumentId) => PmNode | undefined
  /** `earlier`: versions the server has before this body, oldest first */
  add: (state: DocumentState, body: PmNode, earlier?: readonly Version[]) => void
  /** late edits of somebody, kept beside the document */
  addBranch: (id: DocumentId, branch: Branch, base: PmNode, work: PmNode) => void
  /** runs a command as another person */
  act: (who: Person, command: Command) => Decided
  moveBody: (id: DocumentId, next: PmNode) => void
  setStatus: (change: Partial<SyncStatus>) => void
  setOutbox: (items: OutboxItem[]) => void
  setAttention: (items: AttentionItem[]) => void
  subscribe: (listener: () => void) => () => void
  rows: (place: Place) => DocumentRow[]
  counts: () => Record<Place, number>
  outbox: () => OutboxItem[]
  attention: () => AttentionItem[]
  settledItems: () => AttentionItem[]
  /** the body the server has */
  head: (id: DocumentId) => BodyJson | null
  status: () => SyncStatus
  directory: Directory
  /** whether the directory has come from the server yet */
  directoryHere: () => boolean
  setDirectoryHere: (here: boolean) => void
  version: () => number
}

export function makeFakeDesk(options: {
  me: Person
  directory: Directory
  now?: () => number
  unsent?: (id: string) => boolean
}): FakeDesk {
  const { me, directory } = options
  const now = options.now ?? Date.now
  const docs = new Map<DocumentId, Held>()
  const versions = new Map<DocumentId, Version[]>()
  const branches = new Map<string, { base: PmNode; work: PmNode }>()
  const moved = new Map<DocumentId, Set<(next: OpenBody) => void>>()
  const listeners = new Set<() => void>()
  let version = 0
  let directoryHere = true
  let status: SyncStatus = {
    connection: 'online',
    lastSyncAt: now(),
    savedAt: null,
    saving: false,
    pending: 0,
    attention: 0,
    progress: null,
    disk: 'ok',
    stalled: false,
    notice: null,
  }
  let outbox: OutboxItem[] = []
  let attention: AttentionItem[] = []
  const waiting = (): AttentionItem[] => attention.filter((item) => !item.settled)
  const saves: FakeDesk['saves'] = []
  const commands: FakeDesk['commands'] = []
  const changed = (): void => {
    version += 1
    for (const listener of listeners) listener()
  }
  const setStatus = (change: Partial<SyncStatus>): void => {
    status = { ...status, ...change }
    changed()
  }
  const hashes = new WeakMap<PmNode, string>()
  const hash = (doc: PmNode): string => {
    const known = hashes.get(doc) ?? bodySm3(fakeHash, doc)
    hashes.set(doc, known)
    return known
  }

  const run = (actor: Person, command: Command, body?: PmNode): Decided => {
    const held = docs.get(command.args.docId)
    const decided = decide(held?.state, command, {
      actor,
      now: now(),
      authoredAt: now(),
      directory,
      device: actor.userId === me.userId ? fakeDevice : elsewhere,
      commandId: v7(),
      body: body && { version: (held?.state.bodyVersion ?? 0) + 1, sm3: hash(body), header: headerDecided(body, held?.state) },
      ...(command.name === 'DecideChanges' && held
        ? { header: headerDecided(held.working, held.state, command.args.decisions) }
        : {}),
    })
    if (!decided.ok) return decided
    if (body)
      versions.set(command.args.docId, [
        ...(versions.get(command.args.docId) ?? []),
        { text: body, by: actor.userId, step: held?.state.step ?? 'draft', at: now() },
      ])
    const state = evolveAll(held?.state, decided.events, now())
    docs.set(command.args.docId, {
      state,
      base: body ?? held?.base ?? makeDocument({}, v7),
      working: body ?? held?.working ?? makeDocument({}, v7),
    })
    changed()
    return decided
  }

  const submitBody = (docId: DocumentId, actor: Person): void => {
    const held = docs.get(docId)
    if (!held || held.base.eq(held.working)) return
    const args = {
      docId,
      baseVersion: held.state.bodyVersion,
      baseSm3: held.state.bodySm3,
      steps: [{}],
      resultSm3: hash(held.working),
      step: writingStep(held.state, actor.userId) ?? 'draft',
    }
    run(actor, { name: 'SubmitBody', args }, held.working)
  }

  const finding = fakeSearch(() => [...docs.values()].map(({ state, working }) => ({ state, text: working })), me.userId)
  let ownWords: string[] = []
  let heldTemplates: HeldTemplates = { tag: '', templates: [] }
  const data: DeskData = {
    createDraft: async (content) => {
      const docId = v7() as DocumentId
      const body = content instanceof PmNode ? content : makeDocument(content, v7)
      run(
        me,
        {
          name: 'CreateDraft',
          args: { docId, unitId: me.unitId, body: bodyJson(body), bodySm3: hash(body) },
        },
        body,
      )
      return docId
    },
    openBody: async (docId) => {
      const held = docs.get(docId)
      return held && { docId, base: held.base, baseVersion: held.state.bodyVersion, working: held.working }
    },
    unopened: async () => ({ kind: 'missing' }),
    saveTyping: async (docId, steps, text) => {
      saves.push({ docId, steps: steps.length, text })
      const held = docs.get(docId)
      if (held) docs.set(docId, { ...held, working: text })
      setStatus({ savedAt: now() })
    },
    submitBody: async (docId) => submitBody(docId, me),
    command: async (name, args) => {
      submitBody(args.docId, me)
      commands.push({ name, args })
      const paper = name === 'RegisterPaper' ? schema.nodeFromJSON((args as CommandArgs<'RegisterPaper'>).body) : undefined
      return run(me, { name, args } as Command, paper)
    },
    onBodyMoved: (docId, listener) => {
      const all = moved.get(docId) ?? new Set()
      moved.set(docId, all.add(listener))
      return () => void all.delete(listener)
    },
    onFlush: () => () => undefined,
    isUnsent: (_docId, changeId) => options.unsent?.(changeId) ?? true,
    settleItem: async (id, by) => {
      attention = attention.map((item) => (item.id === id ? { ...item, settled: { at: now(), by } } : item))
      setStatus({ attention: waiting().length })
    },
    takeUpItem: async (id) => {
      attention = attention.map((item) => (item.id === id ? { ...item, settled: undefined } : item))
      setStatus({ attention: waiting().length })
    },
    keepAsDraft: async () => data.createDraft({}),
    prepareCopy: async () => 0,
    takeCopy: async () => ({ commands: 0, texts: 0, items: 0 }),
    allSaved: () => setStatus({ savedAt: now() }),
    syncNow: () => setStatus({ lastSyncAt: now() }),
    today: () => new Date(now() + 8 * 3_600_000).toISOString().slice(0, 10),
    directory: async () => directory,
    versions: async (docId) => {
      if (status.connection === 'offline') throw new DeskError('NET-OFFLINE')
      return (versions.get(docId) ?? []).map(({ text, by, step, at }, i) => ({
        version: i + 1,
        sm3: hash(text),
        author: by,
        step,
        at,
        tracked: i > 0,
        changes: 0,
      }))
    },
    version: async (docId, n) => {
      if (status.connection === 'offline') throw new DeskError('NET-OFFLINE')
      const found = versions.get(docId)?.[n - 1]
      if (!found) throw new DeskError('SY-NOT-FOUND')
      return found.text
    },
    branch: async (docId, branchId) => {
      if (status.connection === 'offline') throw new DeskError('NET-OFFLINE')
      const found = branches.get(`${docId} ${branchId}`)
      if (!found) throw new DeskError('SY-NOT-FOUND')
      return found
    },
    sm3Of: hash,
    search: finding.search,
    templates: { held: async () => heldTemplates, keep: async (held) => void (heldTemplates = held) },
    phrases: {
      own: async () => [...ownWords],
      keep: async (words) => {
        ownWords = [...words]
      },
    },
  }

  const placeOf = (state: DocumentState): Place | undefined => {
    if (state.state === 'X2') return undefined
    if (state.state === 'F0' && !wasSubmitted(state)) return participants(state).includes(me.userId) ? 'drafts' : undefined
    if (openTaskOf(state, me.userId) && state.state !== 'F6') return 'todo'
    return state.state === 'F6' ? 'done' : 'active'
  }
  const rowOf = ({ state }: Held): DocumentRow => {
    const task = state.tasks.find((one) => one.doneAt === null)
    const step = state.route.steps.find((one) => one.id === state.step)
    return {
      id: state.id,
      state: state.state,
      step: state.step,
      title: state.header.title,
      docType: state.header.docType,
      urgency: state.header.urgency,
      unitName: state.drafter.unitName,
      drafterName: state.drafter.name,
      holderName: task?.assignee.name ?? '',
      stepName: step?.name ?? '',
      arrivedAt: task?.arrivedAt ?? state.updatedAt,
      dueAt: task && step?.limitHours ? dueAt(task.arrivedAt, step.limitHours, stateCalendar).at : null,
      updatedAt: state.updatedAt,
      attachmentCount: state.attachments.length,
      unsent: outbox.filter((item) => item.docId === state.id).length,
      opened: task?.openedAt !== null,
      ...(state.incoming ? { incoming: incomingRow(state, state.incoming) } : {}),
    }
  }
  const rows = (place: Place): DocumentRow[] => {
    const isThere = ({ state }: Held): boolean => (place === 'incoming' ? state.kind === 'incoming' : placeOf(state) === place)
    const found = [...docs.values()].filter(isThere).map(rowOf)
    return found.toSorted((a, b) =>
      place === 'todo' ? (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) : b.updatedAt - a.updatedAt,
    )
  }
  return {
    data,
    finding,
    me,
    saves,
    commands,
    directory,
    directoryHere: () => directoryHere,
    setDirectoryHere: (here) => {
      directoryHere = here
      changed()
    },
    state: (id) => docs.get(id)?.state,
    working: (id) => docs.get(id)?.working,
    add: (state, body, earlier = []) => {
      docs.set(state.id, { state, base: body, working: body })
      versions.set(state.id, [...earlier])
      changed()
    },
    addBranch: (docId, branch, base, work) => {
      const held = docs.get(docId)
      if (!held) return
      branches.set(`${docId} ${branch.id}`, { base, work })
      docs.set(docId, { ...held, state: evolveAll(held.state, [{ type: 'BranchKept', branch }], now()) })
      changed()
    },
    act: (who, command) => run(who, command),
    moveBody: (id, next) => {
      const held = docs.get(id)
      if (!held) return
      docs.set(id, { ...held, base: next, working: next })
      for (const listener of moved.get(id) ?? [])
        listener({ docId: id, base: next, baseVersion: held.state.bodyVersion, working: next })
    },
    setStatus,
    setOutbox: (items) => {
      outbox = items
      setStatus({ pending: items.length })
    },
    setAttention: (items) => {
      attention = items
      setStatus({ attention: items.length })
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    rows,
    counts: () => ({
      todo: rows('todo').length,
      drafts: rows('drafts').length,
      active: rows('active').length,
      done: rows('done').length,
      outbox: outbox.length,
      attention: waiting().length,
      incoming: rows('incoming').length,
    }),
    outbox: () => outbox,
    attention: waiting,
    settledItems: () => attention.filter((item) => item.settled),
    head: (id) => {
      const held = docs.get(id)
      return held ? bodyJson(held.base) : null
    },
    status: () => status,
    version: () => version,
  }
}
