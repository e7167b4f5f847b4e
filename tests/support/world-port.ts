import type { Sm3 } from '../../src-shared/document/canonical.ts'
import type { Directory, Post } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Chance, WorldClock } from './clock.ts'
import type { Ask } from './line.ts'

/** What a world needs of a server, model or real. */
export type WorldServer = {
  /** how it names a text */
  sm3: Sm3
  /** the way of one person on one device to the server */
  connect: (userId: string, device: string) => Ask
  /** ends a person's sessions; with false the person signs in again */
  expire: (userId: string, expired: boolean) => Promise<void>
  /** Takes a backup; what it answers sets the server back to it. */
  backup: () => Promise<() => Promise<void>>
  /** A person has other posts from now on: documents come into view and leave it. */
  repost: (userId: string, posts: readonly Post[]) => Promise<void>
  /** lets the server do something of its own accord, and says what it was */
  ownActs?: () => Promise<string>
  look: () => Promise<Looked>
  close: () => Promise<void>
}

/** What a server is started with. */
export type ServerWorld = {
  clock: WorldClock
  chance: Chance
  newId: () => string
  county: Directory
  people: readonly { userId: string; name: string }[]
  count: (what: string) => void
}
export type StartWorldServer = (world: ServerWorld) => Promise<WorldServer>

/** A document as a person reads it from the server. */
export type Seen = { state: DocumentState; version: number; sm3: string; body: Record<string, unknown> }

/** A server when everything has settled: what the oracle compares the desks with. */
export type Looked = {
  /** per person the documents they see */
  views: ReadonlyMap<string, ReadonlyMap<string, Seen>>
  /** commands with a verdict */
  verdicts: ReadonlySet<string>
  /** commands that were applied, and to what; of a county server also what they did beside it, and what it did by itself */
  effects: readonly { id: string; doc: string }[]
  /** everything ever written into bodies or sent with refused saves, as text */
  texts: string
  /** `text` as it reads when everything is accepted */
  docs: ReadonlyMap<string, { state: DocumentState; text: string }>
  /** what is wrong with the server in itself */
  faults: readonly string[]
}
