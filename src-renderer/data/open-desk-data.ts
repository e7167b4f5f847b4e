import Dexie from 'dexie'
import type { DeskBridge, DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { damagedKey, type Env } from '../../src-shared/sync/env.ts'
import { createDesk, DeskFailure, type Desk } from '../../src-shared/sync/desk.ts'
import { markCopied, takeCopy } from '../../src-shared/sync/safe-copy.ts'
import { hashOf, nodeOf } from '../../src-shared/sync/text.ts'
import { onlineOnly } from '../../src-shared/workflow/commands.ts'
import type { DeskData, OpenBody, SyncStatus } from './api.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { createAutoSubmit } from './auto-submit.ts'
import { deskJournal, type Ask } from './desk-journal.ts'
import { startEngine, type EngineLink } from './engine-link.ts'
import { canaryOf } from './canary.ts'
import { nextFirstSync, noFirstSync, type Fetching } from './first-sync.ts'
import { isFull, openMendedCache, type CacheNotice, type Log } from './mended-cache.ts'
import { putHalfWritten, takeHalfWritten, type HalfWritten } from './half-written-row.ts'
import { attentionOf, unsentOf } from './unsent.ts'
import { setActiveDesk } from './queries.ts'
import { createStatusStore, idleStatus, type StatusStore } from './status-store.ts'
import type { Unreadable } from './sealed/sealed-db.ts'
import { ownPhrases } from './own-phrases.ts'
import { unitTemplates } from './unit-templates.ts'
import { deskSearch } from './search/desk-search.ts'
import { watchKeys } from './typing-pause.ts'
import { watchCache } from './watch-cache.ts'

/** An open desk: what the page may do, what the status bar shows, and the way to leave. */
export type OpenDesk = {
  data: DeskData
  status: StatusStore
  /** damaged places of this person's journal, set aside at this start */
  damaged: number
  /** what happened to the cache before this opening; null where all is well */
  notice: CacheNotice
  /** texts of fields that were open when the desk was locked; given once */
  halfWritten: HalfWritten
  /** keeps texts of open fields in the cache until the desk is opened again (SE-66) */
  keepHalfWritten: (texts: HalfWritten) => Promise<void>
  /** tells main what the cache holds now (SE-63) */
  writeCanary: () => Promise<void>
  /** a row of the cache did not open: the desk is to be closed and opened again with `look` (SE-62) */
  onUnreadable: (listener: () => void) => void
  /** stops everything, closes the cache and wipes key and opened rows from memory */
  close: () => Promise<void>
}

/** The canary is written at the latest after so many changes of the cache's counts, and at each flush. */
const canaryEvery = 8

/** How long opening a document waits for a text that is not on this desk yet. */
const bodyMs = 15_000

/**
 * Opens this person's cache and starts the engine. `look`: look through every row, one did not open. Rejects with
 * SY-CACHE, SY-CACHE-NEWER or SY-NO-ROOM where the cache does not open, SE-SIGNED-OUT or SE-DESK-LOCKED without a key.
 */
export async function openDeskData(session: DeskSession, bridge: DeskBridge, look = false): Promise<OpenDesk> {
  const ask: Ask = async (name, input) => {
    const settled = await bridge.invoke(name, input)
    if (!settled.ok) throw new DeskError(settled.code, settled.detail)
    return settled.value
  }
  const log: Log = (level, code, detail) => void bridge.invoke('log.write', { level, code, detail: detail.slice(0, 500) })
  const journal = deskJournal(ask)

  const { kid, cache } = await ask('session.keys', undefined)
  const key = { kid, bytes: cache }
  let counted = 0
  let unreadable: () => void = () => undefined
  let reported = false
  const onUnreadable = (found: Unreadable): void => {
    log('error', 'SY-CACHE-ROW', found.table)
    if (!reported) unreadable()
    reported = true
  }
  const onCounted = (): void => {
    if (++counted % canaryEvery === 0) void writeCanary().catch(() => undefined)
  }
  let link: EngineLink | undefined
  const status = createStatusStore({ ...idleStatus, connection: session.mode })
  /** the cache was lost under this desk once: told until it is read */
  let lost = false
  const onLost = (): void => {
    lost = true
    status.set({ notice: 'SY-CACHE' })
    if (status.get().connection !== 'online') gate.open()
    link?.wake([])
    void writeCanary().catch(() => undefined)
  }
  const mended = await openMendedCache({ session, key, look, ask, journal, log, onCounted, onUnreadable, onLost })
  const { db, env, store, damaged, notice, gate } = mended
  const writeCanary = async (): Promise<void> => {
    const canary = await canaryOf(store, env.now)
    if (canary) await ask('canary.write', canary)
  }
  await writeCanary().catch((error: unknown) => log('warn', 'SY-CANARY', String(error)))
  const desk = createDesk(env, () => link?.wake([]))
  await desk.catchUp()
  link = startEngine(session, bridge, db.name, key, journal)
  const autoSubmit = createAutoSubmit(
    desk,
    () => status.get().connection === 'online',
    (error) => log('error', 'SY-SUBMIT', String(error)),
  )

  let bar = noFirstSync
  const fetching = (now: Fetching): void => {
    bar = nextFirstSync(bar, now)
    status.set({ progress: bar.shown })
  }
  link.onStatus(({ connection, lastSyncAt, progress, texts, stalled, notice }) => {
    const back = connection === 'online' && status.get().connection !== 'online'
    status.set({ connection, lastSyncAt, stalled, notice: notice ?? (lost ? 'SY-CACHE' : null) })
    const lostAt = gate.since()
    // what the server has is there again, or it cannot come now
    if (lostAt !== null && (connection !== 'online' || ((lastSyncAt ?? 0) > lostAt && texts === 0))) gate.open()
    fetching({ list: progress, wanted: texts })
    if (back) autoSubmit.all()
  })
  link.onMoved((docIds) => {
    desk.moved(docIds).catch((error: unknown) => log('error', 'SY-MOVED', String(error)))
    autoSubmit.again(docIds)
  })
  link.onError((text) => log('error', 'SY-ENGINE', text))
  link.onUnreadable(onUnreadable)
  link.onCounted(onCounted)
  // opening it fills it
  link.onLost(() => void db.open().catch(() => undefined))
  const count = async (): Promise<Pick<SyncStatus, 'pending' | 'attention'>> => {
    const { commands, texts } = await unsentOf(db)
    return { pending: commands.length + texts.length, attention: (await attentionOf(db)).length }
  }
  const offs = [
    watchCache(db, count, status.set, gate.opened),
    bridge.on('sync.wake', ({ scopes }) => link.wake(scopes)),
    watchKeys(window, link.typing),
    bridge.on('connection.state', () => link.wake([])),
    bridge.on('disk.state', ({ level }) => status.set({ disk: level })),
  ]
  void navigator.storage?.persist?.().catch(() => false)

  const data = deskData(env, desk, status, link, ask, autoSubmit.typed)
  setActiveDesk({ db, opened: gate.opened, status })
  return {
    data,
    status,
    damaged,
    notice,
    halfWritten: await takeHalfWritten(store),
    keepHalfWritten: (texts) => putHalfWritten(store, texts),
    writeCanary: async () => {
      await store.count()
      await writeCanary()
    },
    onUnreadable: (listener) => {
      unreadable = listener
      if (reported) listener()
    },
    close: async () => {
      // who leaves does not wait for what the server has
      gate.open()
      for (const off of offs) off()
      autoSubmit.stop()
      setActiveDesk(undefined)
      await link.stop()
      await store
        .count()
        .then(writeCanary)
        .catch(() => undefined)
      store.close()
      mended.forget()
      key.bytes.fill(0)
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
  /** What a person is told: a database that fails where there is no room fails for that. */
  const told = async (error: unknown): Promise<unknown> => {
    if (error instanceof DeskFailure) return new DeskError(error.code)
    if (error instanceof DeskError || !(error instanceof Dexie.DexieError)) return error
    return (await isFull(ask).catch(() => false)) ? new DeskError('JR-FULL') : error
  }
  /** The status bar says "saving" until everything under way is on disk twice. */
  const written = async <T>(work: () => Promise<T>): Promise<T> => {
    writing++
    status.set({ saving: true })
    try {
      const result = await work()
      status.set({ savedAt: Date.now() })
      return result
    } catch (error) {
      throw await told(error)
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
    await env.store.transact('rw', ['wanted'], (tx) => tx.put('wanted', { id: docId, rank: 0, docs: [docId] }))
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
    settleItem: (id, how) => written(() => desk.settleItem(id, how)),
    takeUpItem: (id) => written(() => desk.takeUpItem(id)),
    keepAsDraft: (id) => written(() => desk.keepAsDraft(id)),
    prepareCopy: (copyId) =>
      written(async () => {
        await desk.submitAll('copy')
        return markCopied(env, copyId)
      }),
    takeCopy: (copy) =>
      written(async () => {
        await desk.submitAll()
        const { docIds, ...taken } = await takeCopy(env, copy)
        await desk.catchUp()
        await desk.moved(docIds)
        link.wake([])
        return taken
      }),
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
    search: deskSearch(link, ask, env.store),
    phrases: ownPhrases(env.store),
    templates: unitTemplates(env.store),
    sm3Of: (text) => hashOf(env, text),
    directory: async () => (await env.store.transact('r', ['directory'], (tx) => tx.get('directory', 'directory')))?.data,
  }
}
