import type Dexie from 'dexie'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { adoptDevice } from '../../src-shared/sync/engine.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import { recover } from '../../src-shared/sync/recover.ts'
import { restoreDirectory } from '../../src-shared/sync/restore-directory.ts'
import { tidy } from '../../src-shared/sync/tidy.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { deskEnv } from './desk-env.ts'
import type { Ask } from './desk-journal.ts'
import { databaseName } from './dexie-store.ts'
import { openCache } from './open-cache.ts'

/** With less free space than this nothing is called damaged that cannot be read or written. */
const roomToOpen = 20 * 1024 * 1024

/** A person's cache, brought up to the journal. */
export type MendedCache = { db: Dexie; env: Env; damaged: number }

export type Log = (level: 'info' | 'warn' | 'error', code: string, detail: string) => void

/**
 * Opens this person's cache and mends it from the journal where a crash or a damaged disk left it behind (SY-52). A cache
 * that does not open is set aside by main, which restarts the window; then this rejects with SY-CACHE. On a full disk it
 * rejects with SY-NO-ROOM and leaves everything as it is (SY-44).
 */
export async function openMendedCache(session: DeskSession, ask: Ask, journal: Journal, log: Log): Promise<MendedCache> {
  const { user, county } = session.session
  const isFull = async (): Promise<boolean> => ((await ask('app.info', undefined)).userDataFreeBytes ?? Infinity) < roomToOpen
  const db = await openCache(databaseName(county, user.id)).catch(async (error: unknown): Promise<never> => {
    log('error', 'SY-CACHE', String(error))
    if (await isFull()) throw new DeskError('SY-NO-ROOM')
    await ask('cache.setAside', { reason: String(error).slice(0, 500) })
    throw new DeskError('SY-CACHE')
  })
  const env = deskEnv(db, { userId: user.id, name: user.name }, journal)
  try {
    await restoreDirectory(env, () => ask('directory.kept', undefined))
    const { records, damaged } = await ask('journal.read', undefined)
    // before the journal: a draft found in it is held by this desk, not by one without a name (WF-17)
    await adoptDevice(env, session.device)
    const found = await recover(env, records)
    if (found.emptyCache || found.commands + found.texts + found.steps + found.setAside + damaged > 0)
      log('warn', 'SY-RECOVERED', JSON.stringify({ ...found, damaged }))
    await tidy(env)
    return { db, env, damaged }
  } catch (error) {
    env.store.close()
    throw (await isFull()) ? new DeskError('SY-NO-ROOM') : error
  }
}
