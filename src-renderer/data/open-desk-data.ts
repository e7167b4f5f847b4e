import { liveQuery } from 'dexie'
import type { CallInput, CallName, CallOutput, DeskBridge, DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { createDesk, DeskFailure, type Desk } from '../../src-shared/sync/desk.ts'
import { adoptDevice } from '../../src-shared/sync/engine.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import { recover } from '../../src-shared/sync/recover.ts'
import type { AttentionRow } from '../../src-shared/sync/store-port.ts'
import { tidy } from '../../src-shared/sync/tidy.ts'
import { onlineOnly } from '../../src-shared/workflow/commands.ts'
import type { DeskData, OpenBody } from './api.ts'
import { DeskError } from '../desk.ts'
import { createAutoSubmit } from './auto-submit.ts'
import { deskEnv } from './desk-env.ts'
import { databaseName } from './dexie-store.ts'
import { startEngine, type EngineLink } from './engine-link.ts'
import { openCache } from './open-cache.ts'
import { unsentOf } from './unsent.ts'
import { setActiveDesk } from './queries.ts'
import { createStatusStore, idleStatus, type StatusStore } from './status-store.ts'

/** An open desk: what the page may do, what the status bar shows, and the way to leave. */
export type OpenDesk = {
  data: DeskData
  status: StatusStore
  /** damaged places of this person's journal, set aside at this start */
  damaged: number
  close: () => Promise<void>
}

/** How long opening a document waits for a text that is not on this desk yet. */
const bodyMs = 15_000

/**
 * Opens this person's cache, mends it from the journal where a crash or a damaged disk left it behind (SY-52), and starts
 * the engine. A cache that does not open is set aside by main, which restarts the window; then this rejects with SY-CACHE.
 */
export async function openDeskData(session: DeskSession, bridge: DeskBridge): Promise<OpenDesk> {
  const { user, county } = session.session
  const ask = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
    const settled = await bridge.invoke(name, input)
    if (!settled.ok) throw new DeskError(settled.code, settled.detail)
    return settled.value
  }
  const log = (level: 'info' | 'warn' | 'error', code: string, detail: string): void =>
    void bridge.invoke('log.write', { level, code, detail: detail.slice(0, 500) })
  const journal: Journal = {
    append: async (records) => void (await ask('journal.append', { records: [...records] })),
    settle: (cmdIds, docIds) => ask('journal.settle', { cmdIds: [...cmdIds], docIds: docIds as DocumentId[] }),
  }

  const db = await openCache(databaseName(county, user.id)).catch(async (error: unknown): Promise<never> => {
    log('error', 'SY-CACHE', String(error))
    await ask('cache.setAside', { reason: String(error).slice(0, 500) })
    throw new DeskError('SY-CACHE')
  })
  const env = deskEnv(db, { userId: user.id, name: user.name }, journal)
  const { records, damaged } = await ask('journal.read', undefined)
  const found = await recover(env, records)
  if (found.emptyCache || found.commands + found.texts + found.steps + found.setAside + damaged > 0)
    log('warn', 'SY-RECOVERED', JSON.stringify({ ...found, damaged }))
  await adoptDevice(env, session.device)
  await tidy(env)

  let link: EngineLink | undefined
  const status = createStatusStore({ ...idleStatus, connection: session.mode })
  const desk = createDesk(env, () => link?.wake([]))
  await desk.catchUp()
  link = startEngine(session, bridge, db.name, journal)
  const autoSubmit = createAutoSubmit(
    desk,
    () => status.get().connection === 'online',
    (error) => log('error', 'SY-SUBMIT', String(error)),
  )

  link.onStatus(({ connection, lastSyncAt, progress, stalled }) => {
    const back = connection === 'online' && status.get().connection !== 'online'
    status.set({ connection, lastSyncAt, progress, stalled })
    if (back) autoSubmit.all()
  })
  link.onMoved((docIds) => {
    desk.moved(docIds).catch((error: unknown) => log('error', 'SY-MOVED', String(error)))
    autoSubmit.again(docIds)
  })
  link.onError((text) => log('error', 'SY-ENGINE', text))
  const counts = liveQuery(async () => {
    const { commands, texts } = await unsentOf(db)
    const attention = await db
      .table<AttentionRow>('attention')
      .filter((row) => row.dismissedAt === null)
      .count()
    return { pending: commands.length + texts.length, attention }
  }).subscribe({ next: (next) => status.set(next), error: () => undefined })
  const offs = [
    bridge.on('sync.wake', ({ scopes }) => link.wake(scopes)),
    bridge.on('connection.state', () => link.wake([])),
    bridge.on('disk.state', ({ level }) => status.set({ disk: level })),
  ]
  void navigator.storage?.persist?.().catch(() => false)

  const data = deskData(env, desk, status, link, autoSubmit.typed)
  setActiveDesk({ db, status })
  return {
    data,
    status,
    damaged,
    close: async () => {
      for (const off of offs) off()
      autoSubmit.stop()
      counts.unsubscribe()
      setActiveDesk(undefined)
      await link.stop()
      db.close()
    },
  }
}

/** The page's face of the desk: the shared actions with what only a page knows. */
function deskData(env: Env, desk: Desk, status: StatusStore, link: EngineLink, typed: (docId: DocumentId) => void): DeskData {
  let writing = 0
  /** The status bar says "saving" until everything under way is on disk twice. */
  const written = async <T>(work: () => Promise<T>): Promise<T> => {
    writing++
    status.set({ saving: true })
    try {
      const result = await work()
      status.set({ savedAt: Date.now() })
      return result
    } catch (error) {
      throw error instanceof DeskFailure ? new DeskError(error.code) : error
    } finally {
      writing--
      status.set({ saving: writing > 0 })
    }
  }
  const openBody = async (docId: DocumentId): Promise<OpenBody | undefined> => {
    const here = await desk.openText(docId)
    if (here || status.get().connection !== 'online') return here
    const came = new Promise<void>((resolve) => {
      const done = (): void => {
        off()
        clearTimeout(timer)
        resolve()
      }
      const off = link.onMoved((docIds) => (docIds.includes(docId) ? done() : undefined))
      const timer = setTimeout(done, bodyMs)
    })
    await env.store.transact('rw', ['wanted'], (tx) => tx.put('wanted', { docId, version: 0, rank: 0 }))
    link.wake([])
    await came
    return desk.openText(docId)
  }
  return {
    createDraft: (content) => written(() => desk.createDraft(content)),
    openBody,
    saveTyping: async (docId, steps, working) => {
      await written(() => desk.saveTyping(docId, steps, working))
      typed(docId)
    },
    submitBody: (docId) => written(() => desk.submit(docId)),
    command: (name, args) => {
      if (onlineOnly.includes(name) && status.get().connection !== 'online') return Promise.reject(new DeskError('NET-OFFLINE'))
      return written(() => desk.command(name, args))
    },
    onBodyMoved: desk.onMoved,
    onFlush: desk.onFlush,
    isUnsent: desk.isUnsent,
    dismiss: (id) => written(() => desk.dismiss(id)),
    keepAsDraft: (id) => written(() => desk.keepAsDraft(id)),
    syncNow: () => link.wake([]),
    today: () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
    directory: async () => (await env.store.transact('r', ['directory'], (tx) => tx.get('directory', 'directory')))?.data,
  }
}
