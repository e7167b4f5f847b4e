import type { DeskBridge, DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { damagedKey, type Env } from '../../src-shared/sync/env.ts'
import { createDesk, DeskFailure, type Desk } from '../../src-shared/sync/desk.ts'
import { hashOf, nodeOf } from '../../src-shared/sync/text.ts'
import type { AttentionRow } from '../../src-shared/sync/store-port.ts'
import { onlineOnly } from '../../src-shared/workflow/commands.ts'
import type { DeskData, OpenBody, SyncStatus } from './api.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { createAutoSubmit } from './auto-submit.ts'
import { deskJournal, type Ask } from './desk-journal.ts'
import { startEngine, type EngineLink } from './engine-link.ts'
import { openMendedCache, type Log } from './mended-cache.ts'
import { unsentOf } from './unsent.ts'
import { setActiveDesk } from './queries.ts'
import { createStatusStore, idleStatus, type StatusStore } from './status-store.ts'
import { watchCache } from './watch-cache.ts'

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

/** Opens this person's cache and starts the engine. Rejects with SY-CACHE or SY-NO-ROOM where the cache does not open. */
export async function openDeskData(session: DeskSession, bridge: DeskBridge): Promise<OpenDesk> {
  const ask: Ask = async (name, input) => {
    const settled = await bridge.invoke(name, input)
    if (!settled.ok) throw new DeskError(settled.code, settled.detail)
    return settled.value
  }
  const log: Log = (level, code, detail) => void bridge.invoke('log.write', { level, code, detail: detail.slice(0, 500) })
  const journal = deskJournal(ask)

  const { db, env, damaged } = await openMendedCache(session, ask, journal, log)
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
  const count = async (): Promise<Pick<SyncStatus, 'pending' | 'attention'>> => {
    const { commands, texts } = await unsentOf(db)
    const attention = await db
      .table<AttentionRow>('attention')
      .filter((row) => row.dismissedAt === null)
      .count()
    return { pending: commands.length + texts.length, attention }
  }
  const offs = [
    watchCache(db, count, status.set),
    bridge.on('sync.wake', ({ scopes }) => link.wake(scopes)),
    bridge.on('connection.state', () => link.wake([])),
    bridge.on('disk.state', ({ level }) => status.set({ disk: level })),
  ]
  void navigator.storage?.persist?.().catch(() => false)

  const data = deskData(env, desk, status, link, ask, autoSubmit.typed)
  setActiveDesk({ db, status })
  return {
    data,
    status,
    damaged,
    close: async () => {
      for (const off of offs) off()
      autoSubmit.stop()
      setActiveDesk(undefined)
      await link.stop()
      env.store.close()
    },
  }
}

/** The page's face of the desk: the shared actions with what only a page knows. */
function deskData(
  env: Env,
  desk: Desk,
  status: StatusStore,
  link: EngineLink,
  ask: Ask,
  typed: (docId: DocumentId) => void,
): DeskData {
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
  const stored = (docId: DocumentId) =>
    env.store.transact('r', ['bodies', 'meta'], async (tx) => ({
      body: (await tx.get('bodies', docId))?.body,
      damage: (await tx.get('meta', damagedKey(docId)))?.value as string | undefined,
    }))
  const openBody = async (docId: DocumentId): Promise<OpenBody | undefined> => {
    const { body, damage } = await stored(docId)
    if (body && readBodyJson(body).faults.length > 0) return undefined
    const here = await desk.openText(docId)
    if (here || damage !== undefined || status.get().connection !== 'online') return here
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
    unopened: async (docId) => {
      const { body, damage } = await stored(docId)
      const read = body && readBodyJson(body)
      if (read?.doc && read.faults.length > 0)
        return { kind: 'readOnly', doc: read.doc, unknown: [...new Set(read.faults.map((fault) => fault.name))] }
      return damage === undefined ? { kind: 'missing' } : { kind: 'damaged', code: damage }
    },
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
    allSaved: () => status.set({ savedAt: Date.now() }),
    syncNow: () => link.wake([]),
    today: () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
    versions: (docId) => ask('versions.list', { docId }),
    version: async (docId, version) => {
      const found = await ask('versions.read', { docId, version })
      const text = nodeOf(found.body)
      if (hashOf(env, text) !== found.sm3) throw new DeskError('RV-HASH')
      return text
    },
    branch: async (docId, branchId) => {
      const found = await ask('versions.branch', { docId, branchId })
      const base = nodeOf(found.base)
      if (hashOf(env, base) !== found.baseSm3) throw new DeskError('RV-HASH')
      return { base, work: nodeOf(found.body) }
    },
    sm3Of: (text) => hashOf(env, text),
    directory: async () => (await env.store.transact('r', ['directory'], (tx) => tx.get('directory', 'directory')))?.data,
  }
}
