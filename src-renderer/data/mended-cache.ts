import type Dexie from 'dexie'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { adoptDevice } from '../../src-shared/sync/engine.ts'
import { DeskFailure } from '../../src-shared/sync/desk.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import { recoverHistory } from '../../src-shared/sync/recover-history.ts'
import { recover } from '../../src-shared/sync/recover.ts'
import { restoreDirectory } from '../../src-shared/sync/restore-directory.ts'
import { tidy } from '../../src-shared/sync/tidy.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { cacheGate, type CacheGate } from './cache-gate.ts'
import { asideNotice, noteAside } from './aside-notice.ts'
import { cacheLoss, cacheState, nameCache, type CacheLoss } from './canary.ts'
import { countedStore, type CountedStore } from './counted-store.ts'
import { deskEnv } from './desk-env.ts'
import type { Ask } from './desk-journal.ts'
import { databaseName, dexieStore } from './dexie-store.ts'
import { dropUnreadable, readAllAnew } from './mend-cache.ts'
import { openCache } from './open-cache.ts'
import { keepSame } from './same-cache.ts'
import type { CacheKey } from './sealed/seal.ts'
import type { Unreadable } from './sealed/sealed-db.ts'

/** With less free space than this nothing is called damaged that cannot be read or written. */
const roomToOpen = 20 * 1024 * 1024

/** Is there too little room to call anything damaged? */
export const isFull = async (ask: Ask): Promise<boolean> =>
  ((await ask('app.info', undefined)).userDataFreeBytes ?? Infinity) < roomToOpen

/** What happened to a cache, for a calm line over the desk (SE-63). */
export type CacheNotice = NonNullable<CacheLoss> | 'SY-CACHE-NEWER' | null

/** A person's cache, brought up to the journal. */
export type MendedCache = {
  db: Dexie
  env: Env
  store: CountedStore
  /** damaged places of this person's journal, set aside at this start */
  damaged: number
  notice: CacheNotice
  /** shut while a cache lost under the open desk fills again */
  gate: CacheGate
  /** wipes the key and what was opened with it from memory */
  forget: () => void
}

export type Log = (level: 'info' | 'warn' | 'error', code: string, detail: string) => void

/** What opening a cache needs of its surroundings. */
export type CachePorts = {
  session: DeskSession
  key: CacheKey
  /** look through every row: one did not open */
  look: boolean
  ask: Ask
  journal: Journal
  log: Log
  /** the rows were counted anew: main is to be told */
  onCounted: () => void
  /** a row did not open after the cache was mended */
  onUnreadable: (found: Unreadable) => void
  /** the cache was lost under the open desk; the journal's part is there again, the gate is shut for the server's */
  onLost: () => void
}

/**
 * Opens this person's cache and mends it: from the journal where a crash or a damaged disk left it behind (SY-52), from
 * the server where rows are missing (SE-63). A cache that does not open, or that a newer desk made, is set aside by main,
 * which restarts the window; then this rejects with SY-CACHE or SY-CACHE-NEWER. On a full disk it rejects with SY-NO-ROOM
 * and leaves everything as it is (SY-44).
 */
export async function openMendedCache(ports: CachePorts): Promise<MendedCache> {
  const { session, key, ask, log } = ports
  const { user, county } = session.session
  const unreadable: Unreadable[] = []
  let mending = true
  const report = (found: Unreadable): void => {
    if (mending) unreadable.push(found)
    else ports.onUnreadable(found)
  }
  const opened = await openCache(databaseName(county, user.id, key.kid), key, report).catch(
    async (error: unknown): Promise<never> => {
      const code = error instanceof DeskFailure && error.code === 'SY-CACHE-NEWER' ? error.code : 'SY-CACHE'
      log('error', code, error instanceof Error ? error.message : 'no error')
      if (await isFull(ask)) throw new DeskError('SY-NO-ROOM')
      noteAside(code)
      await ask('cache.setAside', { reason: code })
      throw new DeskError(code)
    },
  )
  const { db, forget } = opened
  const gate = cacheGate()
  const store = gate.store(countedStore(dexieStore(db), ports.onCounted, (error) => log('warn', 'SY-COUNT', String(error))))
  const plain = deskEnv(db, store, { userId: user.id, name: user.name }, ports.journal)
  const env: Env = { ...plain, lock: gate.lock(plain.lock) }
  const bringUp = () => bringUpTo(env, ports)
  try {
    const state = await cacheState(store)
    const canary = await ask('canary.read', undefined)
    let dropped = ports.look || unreadable.length > 0 ? await dropUnreadable(db, unreadable) : 0
    let { damaged, emptyCache } = await bringUp()
    if (unreadable.length > 0) {
      // met while the journal was read: taken out as well, and what the journal has of them put in their place
      dropped += await dropUnreadable(db, unreadable)
      ;({ damaged, emptyCache } = await bringUp())
    }
    const loss = dropped > 0 ? 'SY-CACHE-SHORT' : (cacheLoss(state, canary) ?? (emptyCache ? 'SY-CACHE' : null))
    if (loss) {
      const again = await fillAgain(env, ports)
      log(
        'warn',
        loss,
        JSON.stringify({ dropped, again, counts: state.counts, noted: state.noted, canary: canary?.counts ?? null }),
      )
    }
    await tidy(env)
    await nameCache(store, env.newId)
    await keepSame(db, async (empty) => {
      gate.shut()
      // whoever opened it may hold the lock, and nobody else gets in before this is done
      const inside: Env = { ...plain, store: empty, lock: (work) => work() }
      try {
        await bringUpTo(inside, ports)
        const again = await fillAgain(inside, ports)
        await nameCache(empty, env.newId)
        log('warn', 'SY-CACHE', JSON.stringify({ underTheDesk: true, again }))
      } catch (error) {
        gate.open()
        throw error
      }
      ports.onLost()
    })
    mending = false
    return { db, env, store, damaged, notice: asideNotice() ?? loss, gate, forget }
  } catch (error) {
    env.store.close()
    forget()
    throw (await isFull(ask)) ? new DeskError('SY-NO-ROOM') : error
  }
}

/** Brings a cache up to the journal and gives it device and address book. */
async function bringUpTo(env: Env, { session, ask, log }: CachePorts): Promise<{ damaged: number; emptyCache: boolean }> {
  await restoreDirectory(env, () => ask('directory.kept', undefined))
  const { records, damaged } = await ask('journal.read', undefined)
  // before the journal: a draft found in it is held by this desk, not by one without a name (WF-17)
  await adoptDevice(env, session.device)
  const found = await recover(env, records)
  if (found.emptyCache || found.commands + found.texts + found.steps + found.setAside + damaged > 0)
    log('warn', 'SY-RECOVERED', JSON.stringify({ ...found, damaged }))
  return { damaged, emptyCache: found.emptyCache }
}

/**
 * Has a cache that lost rows filled again by the server. Also what the server has, in case it forgets: in the cache it
 * stood once, in the journal's history it stands too (SY-106). Answers how many commands came from there.
 */
async function fillAgain(env: Env, { ask }: CachePorts): Promise<number> {
  const again = await recoverHistory(env, await ask('journal.history', undefined))
  await readAllAnew(env)
  return again
}
