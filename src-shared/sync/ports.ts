import type { Acknowledged, JournalRecord } from '../ipc/journal-record.ts'
import type { Directory } from '../workflow/directory.ts'
import type { BodiesResponse, HelloResponse, PullRequest, PullResponse, PushRequest, PushResponse } from './protocol.ts'

/**
 * The outside world as the engine sees it. Tests put a simulated line and clock here, the desk puts main's network.
 */
export type Transport = {
  hello: (epoch: string | null) => Promise<HelloResponse>
  push: (request: PushRequest) => Promise<PushResponse>
  pull: (request: PullRequest) => Promise<PullResponse>
  bodies: (docs: readonly string[]) => Promise<BodiesResponse>
  /** null where the desk's version is the newest */
  directory: (have: number) => Promise<Directory | null>
}

/** Why a request brought no answer. Never a verdict on a command: the queue stays as it is. */
export type TransportFailure =
  | { kind: 'offline' } // no line, cut, timeout
  | { kind: 'auth' } // the session ended: the queue freezes until the same person signs in again
  | { kind: 'busy'; retryMs: number }
  | { kind: 'tooOld'; minimum: string } // the server no longer speaks this protocol
  | { kind: 'refused'; code: string } // the server could not read the request: a bug here, shown and logged

export class TransportError extends Error {
  readonly failure: TransportFailure
  constructor(failure: TransportFailure) {
    super(failure.kind)
    this.name = 'TransportError'
    this.failure = failure
  }
}

export type Clock = { now: () => number; sleep: (ms: number) => Promise<void> }
export type Random = { fraction: () => number }

/** The desk's journal in main: each append is on disk when it answers (sync.md §5). */
export type Journal = {
  append: (records: readonly JournalRecord[]) => Promise<void>
  /** Records that are done with. `acks`: of these commands the server has some; the journal keeps them 45 days (SY-106). */
  settle: (cmdIds: readonly string[], docIds: readonly string[], acks?: readonly Acknowledged[]) => Promise<void>
  /** These commands never reached the cache and their author was told so: they must not come back at a restart (SY-88). Never rejects. */
  takeBack: (cmdIds: readonly string[]) => Promise<void>
}

/**
 * Runs one piece of work after another, for the page and the engine worker alike (Web Locks on the desk). What touches
 * journal and cache together runs inside, so their order is the same in both (SY-50).
 */
export type Lock = <T>(work: () => Promise<T>) => Promise<T>
