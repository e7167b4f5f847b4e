import type { County } from '../store/directory.ts'
import { scopesOf } from '../store/directory.ts'
import type { Moved } from '../commands/publish.ts'

/** One open stream of wake-ups. `write` answers false when the other end does not read any more. */
export type Listener = { userId: string; tokenHash: string; expiresAt: number; write: (text: string) => boolean; end: () => void }

export type WakeHub = {
  add: (listener: Listener) => () => void
  moved: (moved: readonly Moved[]) => void
  /** ends the streams of a session that was signed out */
  drop: (tokenHash: string) => void
  close: () => void
}

const BATCH_MS = 30
const HEARTBEAT_MS = 25_000

/**
 * Tells open streams which of their own scopes moved, in batches, after commits. Scopes are looked up when a wake-up is
 * sent, not when the stream was opened, so nobody hears of a scope they no longer have (SY-16).
 */
export function wakeHub(now: () => number, county: () => Promise<County>): WakeHub {
  const listeners = new Set<Listener>()
  const pending = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  const end = (listener: Listener): void => {
    listeners.delete(listener)
    listener.end()
  }
  const send = (listener: Listener, text: string): void => {
    if (listener.expiresAt <= now() || !listener.write(text)) end(listener)
  }
  const flush = async (): Promise<void> => {
    timer = undefined
    const moved = [...pending]
    pending.clear()
    if (listeners.size === 0) return
    const current = await county()
    for (const listener of listeners) {
      const own = new Set(scopesOf(current, listener.userId))
      const scopes = moved.filter(([scope]) => own.has(scope))
      if (scopes.length > 0) send(listener, `event: poke\ndata: ${JSON.stringify({ scopes })}\n\n`)
    }
  }
  const heartbeat = setInterval(() => {
    for (const listener of listeners) send(listener, ': alive\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()

  return {
    add: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    moved: (moved) => {
      for (const [scope, v] of moved) pending.set(scope, Math.max(v, pending.get(scope) ?? 0))
      // a wake-up that cannot be sent costs time, never data: desks also ask by themselves
      timer ??= setTimeout(() => void flush().catch(() => undefined), BATCH_MS)
    },
    drop: (tokenHash) => {
      for (const listener of listeners) if (listener.tokenHash === tokenHash) end(listener)
    },
    close: () => {
      clearInterval(heartbeat)
      clearTimeout(timer)
      for (const listener of listeners) end(listener)
    },
  }
}
