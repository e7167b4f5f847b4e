import type Dexie from 'dexie'
import { v7 } from 'uuid'
import { stateCalendar } from '../../src-shared/calendar/calendars.ts'
import { dueAt } from '../../src-shared/calendar/working-days.ts'
import type { Env } from '../../src-shared/sync/env.ts'
import type { Journal, Lock } from '../../src-shared/sync/ports.ts'
import type { Store } from '../../src-shared/sync/store-port.ts'
import { sm3 } from './sm3.ts'

/** Work on one cache happens one after another, in the page and in the engine worker alike (SY-50). */
export const webLock =
  (name: string): Lock =>
  (work) =>
    navigator.locks.request(name, work) as ReturnType<typeof work>

/** What the shared desk and engine need of a browser. */
export function deskEnv(db: Pick<Dexie, 'name'>, store: Store, me: Env['me'], journal: Journal): Env {
  return {
    me,
    store,
    journal,
    lock: webLock(db.name),
    sm3,
    dueAt: (arrivedAt, limitHours) => dueAt(arrivedAt, limitHours, stateCalendar).at,
    now: Date.now,
    newId: v7,
  }
}
