import type { County } from '../store/directory.ts'
import { scopesOf } from '../store/directory.ts'
import type { Moved } from '../commands/publish.ts'

/**
 * One open stream of wake-ups. `write` answers false when the other end does not read any more; `end` cuts, `finish` lets
 * a last text through first.
 */
export type Listener = {
  userId: string
  tokenHash: string
  expiresAt: number
  write: (text: string) => boolean
  finish: (text: string) => void
  end: () => void
}

export type WakeHub = {
  add: (listener: Listener) => () => void
  moved: (moved: readonly Moved[]) => void
  /** ends the streams of a session that was signed out */
  drop: (tokenHash: string) => void
  /** how many streams are open */
  listeners: () => number
  /** says good-bye to every stream, each with a time of its own to come back at, and ends it */
  leave: () => void
  close: () => void
}

/** What a stream is still to be told, and the scopes its person had when that was last looked up. */
type Ear = { listener: Listener; scopes: ReadonlySet<string>; due: Map<string, number> }

const BATCH_MS = 30
const HEARTBEAT_MS = 25_000
/** Waiting streams are woken in slots this wide, so that the address book is read once per slot. */
const SLOT_MS = 100
/** Up to so many streams of one scope are woken at once; more are spread, this many a second, over at most five seconds. */
const AT_ONCE = 50
const PER_SECOND = 500
const SPREAD_MS = 5_000
/** After a good-bye desks come back within this time, to another node or to this one when it is up again. */
const RETURN_MS = 5_000

/** How long a wake-up of a scope with so many streams may wait: all of them pull when they hear it. */
export const spreadOf = (audience: number): number =>
  audience <= AT_ONCE ? 0 : Math.min(SPREAD_MS, (audience / PER_SECOND) * 1_000)

/**
 * Tells open streams which of their own scopes moved, in batches, after commits. Scopes are looked up when a wake-up is
 * sent, not when the stream was opened, so nobody hears of a scope they no longer have (SY-16). A scope with many streams
 * wakes them one after the other (SY-125). `random` gives fractions of one.
 */
export function wakeHub(now: () => number, county: () => Promise<County>, random: () => number = Math.random): WakeHub {
  const ears = new Map<Listener, Ear>()
  const pending = new Map<string, number>()
  const slots = new Map<number, { timer: NodeJS.Timeout; ears: Set<Ear> }>()
  let index = new Map<string, Set<Ear>>()
  let indexed: County | undefined
  const fresh = new Set<Ear>()
  let timer: NodeJS.Timeout | undefined

  const forget = (listener: Listener): void => {
    const ear = ears.get(listener)
    if (!ear) return
    ears.delete(listener)
    fresh.delete(ear)
    ear.due.clear()
    for (const scope of ear.scopes) index.get(scope)?.delete(ear)
  }
  const end = (listener: Listener): void => {
    forget(listener)
    listener.end()
  }
  const send = (listener: Listener, text: string): void => {
    if (listener.expiresAt <= now() || !listener.write(text)) end(listener)
  }
  /** Every stream under the scopes its person has now; new ones are added, and all are sorted anew when the address book moved. */
  const sortIn = (current: County): void => {
    if (indexed !== current) index = new Map()
    for (const ear of indexed === current ? fresh : ears.values()) {
      ear.scopes = new Set(scopesOf(current, ear.listener.userId))
      for (const scope of ear.scopes) {
        const under = index.get(scope)
        if (under) under.add(ear)
        else index.set(scope, new Set([ear]))
      }
    }
    fresh.clear()
    indexed = current
  }
  const tell = (ear: Ear): void => {
    const scopes = [...ear.due].filter(([scope]) => ear.scopes.has(scope))
    ear.due.clear()
    if (scopes.length > 0) send(ear.listener, `event: poke\ndata: ${JSON.stringify({ scopes })}\n\n`)
  }
  const tellSlot = async (slot: number): Promise<void> => {
    const due = slots.get(slot)?.ears ?? []
    slots.delete(slot)
    try {
      sortIn(await county())
      for (const ear of due) tell(ear)
    } catch {
      // without the address book nobody is told; the next move of a scope starts afresh
      for (const ear of due) ear.due.clear()
    }
  }
  const later = (ear: Ear, delay: number): void => {
    const slot = Math.ceil((performance.now() + delay) / SLOT_MS)
    const there = slots.get(slot)
    if (there) return void there.ears.add(ear)
    const wait = slot * SLOT_MS - performance.now()
    slots.set(slot, { timer: setTimeout(() => void tellSlot(slot), wait), ears: new Set([ear]) })
  }
  const flush = async (): Promise<void> => {
    timer = undefined
    const moved = [...pending]
    pending.clear()
    if (ears.size === 0) return
    sortIn(await county())
    const atOnce = new Set<Ear>()
    for (const [scope, v] of moved) {
      const audience = index.get(scope) ?? []
      const spread = spreadOf('size' in audience ? audience.size : 0)
      for (const ear of audience) {
        const waits = ear.due.size > 0 && !atOnce.has(ear)
        ear.due.set(scope, Math.max(v, ear.due.get(scope) ?? 0))
        // who waits already hears of it in the same breath, unless it is the only one to be told
        if (spread === 0) atOnce.add(ear)
        else if (!waits && !atOnce.has(ear)) later(ear, random() * spread)
      }
    }
    for (const ear of atOnce) tell(ear)
  }
  const heartbeat = setInterval(() => {
    for (const listener of ears.keys()) send(listener, ': alive\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()

  return {
    add: (listener) => {
      const ear: Ear = { listener, scopes: new Set(), due: new Map() }
      ears.set(listener, ear)
      fresh.add(ear)
      return () => forget(listener)
    },
    moved: (moved) => {
      for (const [scope, v] of moved) pending.set(scope, Math.max(v, pending.get(scope) ?? 0))
      // a wake-up that cannot be sent costs time, never data: desks also ask by themselves
      timer ??= setTimeout(() => void flush().catch(() => undefined), BATCH_MS)
    },
    drop: (tokenHash) => {
      for (const listener of ears.keys()) if (listener.tokenHash === tokenHash) end(listener)
    },
    listeners: () => ears.size,
    leave: () => {
      for (const listener of ears.keys()) {
        const retryMs = Math.round(random() * RETURN_MS)
        listener.finish(`event: bye\nretry: ${retryMs}\ndata: ${JSON.stringify({ retryMs })}\n\n`)
        forget(listener)
      }
    },
    close: () => {
      clearInterval(heartbeat)
      clearTimeout(timer)
      for (const { timer: waiting } of slots.values()) clearTimeout(waiting)
      slots.clear()
      for (const listener of ears.keys()) end(listener)
    },
  }
}
