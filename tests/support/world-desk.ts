import { EditorState } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { Sm3 } from '../../src-shared/document/canonical.ts'
import type { DeviceId, DocumentId } from '../../src-shared/ids.ts'
import { addBlockIds } from '../../src-shared/revision/assign-ids.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import { createDesk, type Desk, type OpenText } from '../../src-shared/sync/desk.ts'
import { adoptDevice, createEngine, type Engine, type EngineStatus } from '../../src-shared/sync/engine.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import type { Journal, Lock, Transport } from '../../src-shared/sync/ports.ts'
import { recover } from '../../src-shared/sync/recover.ts'
import { recoverHistory } from '../../src-shared/sync/recover-history.ts'
import type { Store } from '../../src-shared/sync/store-port.ts'
import { tidy } from '../../src-shared/sync/tidy.ts'
import type { StepId } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Chance, WorldClock } from './clock.ts'
import { memoryStore, type Disk } from './store.ts'
import type { JournalDisk } from './world-journal.ts'
import { mutateJournal, mutateStore, mutateTransport, type DeskMutant } from './world-mutants.ts'

/** A write the cache refused; nothing of it was written. */
export class CacheFull extends Error {}

/** What survives a crash of a desk: the cache's disk and the journal. */
export type DeskDisk = {
  disk: Disk
  journal: JournalDisk
  /** the cache is not the one that was left: the canary tells */ lost?: boolean
}

export type WorldDesk = {
  userId: string
  env: Env
  desk: Desk
  engine: Engine
  store: Store
  status: () => EngineStatus
  /** every call of a dead desk hangs for ever, like a process that is gone */
  kill: () => void
  alive: () => boolean
  editors: Map<string, Editor>
}

/** An open editor: what it shows, and steps not saved yet. */
export type Editor = { shown: PmNode; unsaved: Step[]; saving: Promise<void> | null }

export type DeskOptions = {
  userId: string
  name: string
  device: string
  files: DeskDisk
  sm3: Sm3
  clock: WorldClock
  /** what the desk's own clock says */
  now: () => number
  chance: Chance
  transport: Transport
  /** chance that the desk dies at one await of a port */
  crashes: () => number
  onCrash: () => void
  /** chance that the cache refuses a write, as on a full disk */
  refuses: () => number
  mutant: DeskMutant
  onError: (error: unknown) => void
}

/** Starts a desk over its disk: recovers from the journal, then the engine. */
export async function bootDesk(options: DeskOptions): Promise<WorldDesk> {
  const { clock, chance, files, mutant } = options
  let alive = true
  const die = (): void => {
    alive = false
    options.onCrash()
  }
  /** Before and after each await of the outside world the desk may die. */
  const mortal = async <T>(work: () => Promise<T>): Promise<T> => {
    if (alive && chance.once(options.crashes())) die()
    if (!alive) return new Promise<T>(() => undefined)
    const result = await work()
    if (alive && chance.once(options.crashes())) die()
    if (!alive) return new Promise<T>(() => undefined)
    return result
  }
  const raw = memoryStore(files.disk)
  const whole: Store = {
    transact: (mode, tables, work) =>
      mortal(async () => {
        if (mode === 'rw' && chance.once(options.refuses())) throw new CacheFull()
        return raw.transact(mode, tables, work)
      }),
    close: raw.close,
  }
  const store = mutateStore(whole, mutant, chance, die)
  const kept = await files.journal.open()
  const written = mutateJournal(kept.journal, mutant, { records: [] })
  const journal: Journal = {
    append: (...all) => mortal(() => written.append(...all)),
    settle: (...all) => mortal(() => written.settle(...all)),
    takeBack: (...all) => mortal(() => written.takeBack(...all)),
  }
  const lock = mutex()
  const env: Env = {
    me: { userId: options.userId, name: options.name },
    store,
    journal,
    lock,
    sm3: options.sm3,
    dueAt: () => null,
    now: options.now,
    newId: chance.id,
  }
  const mortalLine: Transport = {
    hello: (epoch) => mortal(() => options.transport.hello(epoch)),
    push: (input) => mortal(() => options.transport.push(input)),
    pull: (input) => mortal(() => options.transport.pull(input)),
    bodies: (docs) => mortal(() => options.transport.bodies(docs)),
    directory: (have) => mortal(() => options.transport.directory(have)),
  }
  const line = mutateTransport(mortalLine, mutant, journal)
  await adoptDevice(env, options.device as DeviceId)
  await recover(env, structuredClone(kept.records))
  // as at the start of the page: a cache that was lost, or is an old copy, hears again what the server has (SY-106)
  if (files.lost) await recoverHistory(env, await files.journal.history())
  files.lost = false
  const engine = createEngine({ env, transport: line, clock, random: chance, onError: options.onError })
  const desk = createDesk(env, () => engine.wake([]))
  let status: EngineStatus | undefined
  engine.onStatus((next) => {
    status = next
  })
  engine.onMoved((docs) => void desk.moved(docs).catch(options.onError))
  await tidy(env)
  await desk.catchUp()
  void engine.run().catch(options.onError)
  return {
    userId: options.userId,
    env,
    desk,
    engine,
    store,
    status: () => status as EngineStatus,
    kill: () => (alive = false),
    alive: () => alive,
    editors: new Map(),
  }
}

function mutex(): Lock {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const run = last.then(work)
    last = run.catch(() => undefined)
    return run
  }
}

/** Opens a document as the page does: takes remote moves over, saving what is unsaved first. */
export async function openEditor(world: WorldDesk, docId: DocumentId): Promise<Editor | undefined> {
  const known = world.editors.get(docId)
  if (known) return known
  const opened = await world.desk.openText(docId)
  if (!opened) return undefined
  const editor: Editor = { shown: opened.working, unsaved: [], saving: null }
  world.editors.set(docId, editor)
  world.desk.onMoved(docId, (next) => takeOver(world, docId, editor, next))
  world.desk.onFlush(docId, () => {
    if (editor.unsaved.length === 0) return undefined
    const steps = editor.unsaved
    editor.unsaved = []
    return { steps, working: editor.shown, giveBack: () => (editor.unsaved = [...steps, ...editor.unsaved]) }
  })
  return editor
}

function takeOver(world: WorldDesk, docId: DocumentId, editor: Editor, next: OpenText): void {
  if (editor.unsaved.length === 0) editor.shown = next.working
  // the merged state comes back through the listener; what a full disk refused is saved the next time
  else save(world, docId, editor).catch((error: unknown) => (error instanceof CacheFull ? undefined : Promise.reject(error)))
}

/** Saves what is unsaved; resolves when it is on disk twice. */
export async function save(world: WorldDesk, docId: DocumentId, editor: Editor): Promise<void> {
  const { unsaved, shown } = editor
  if (unsaved.length === 0) return
  editor.unsaved = []
  try {
    await world.desk.saveTyping(docId, unsaved, shown)
  } catch (error) {
    // as the page does: what was not written down is kept for the next save
    editor.unsaved = [...unsaved, ...editor.unsaved]
    throw error
  }
}

/** Types a marker at a place that is not inside another marker; tracked where the document is. */
export function typeMarker(
  world: WorldDesk,
  doc: DocumentState,
  editor: Editor,
  step: StepId,
  marker: string,
  chance: Chance,
  now: number,
): boolean {
  const places: number[] = []
  editor.shown.descendants((node, pos) => {
    if (node.isTextblock && node.type.name === 'paragraph') places.push(pos + 1, pos + 1 + node.content.size)
    return true
  })
  if (places.length === 0) return false
  const state = EditorState.create({ doc: editor.shown })
  const at = chance.pick(places)
  const plain = chance.once(0.15) ? state.tr.split(at) : state.tr.insertText(marker, at)
  const context = {
    author: world.userId,
    step,
    now,
    newId: chance.id,
    isUnsent: (id: string) => world.desk.isUnsent(doc.id, id),
  }
  const tr = addBlockIds(doc.tracked ? trackTransaction(plain, state, context) : plain, chance.id)
  editor.shown = tr.doc
  editor.unsaved = [...editor.unsaved, ...tr.steps]
  return tr.doc.textContent.includes(marker)
}
