import type { SyncStatus } from './api.ts'

/** The one value behind the status bar: read it, change it, be told. */
export type StatusStore = {
  get: () => SyncStatus
  set: (change: Partial<SyncStatus>) => void
  subscribe: (listener: () => void) => () => void
}

/** Status of a desk nobody has signed in to. */
export const idleStatus: SyncStatus = {
  connection: 'offline',
  lastSyncAt: null,
  savedAt: null,
  saving: false,
  pending: 0,
  attention: 0,
  progress: null,
  disk: 'ok',
  stalled: false,
  notice: null,
}

export function createStatusStore(first: SyncStatus = idleStatus): StatusStore {
  let status = first
  const listeners = new Set<() => void>()
  return {
    get: () => status,
    set: (change) => {
      const next = { ...status, ...change }
      if ((Object.keys(change) as (keyof SyncStatus)[]).every((key) => Object.is(status[key], next[key]))) return
      status = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
